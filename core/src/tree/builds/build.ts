import type { Architecture } from "../../assemble/architectures";
import type { AssemblyLanguage } from "../../assemble/assembly";
import type { EvaluatedCommand } from "../evaluatedCommand";

/** What M1 or M0 is told: where `stage` is true, the M0 of stage0-posix reads. */
export interface M1Reading {
  readonly stage: boolean;
  readonly architecture: Architecture;
  readonly bigEndian: boolean;
}

/** What blood-elf is told. */
export interface SymbolTable {
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  readonly entries: readonly string[];
}

/**
 * What a file of the root file system holds when a command reads it: a file of the tree, several joined by catm, what
 * M1 or blood-elf made of some, or what a program made that we do not have (`path` is then that of the root).
 */
export type Content =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "joined"; readonly parts: readonly Content[] }
  | { readonly kind: "expanded"; readonly reading: M1Reading; readonly inputs: readonly Content[] }
  | { readonly kind: "symbols"; readonly table: SymbolTable; readonly inputs: readonly Content[] }
  | { readonly kind: "unknown"; readonly path: string };

/** A program as the tree's scripts assemble it: everything that decides what its sources mean. */
export interface Build {
  /** Path in the root file system of what comes out. */
  readonly output: string;
  /** The command that writes it. */
  readonly by: EvaluatedCommand;
  /** What the last tool reads; M1 where nothing links what M1 wrote. */
  readonly language: AssemblyLanguage;
  /** Whether the last tool is one of stage0-posix's, which know their architecture and base address. */
  readonly stage: boolean;
  readonly architecture: Architecture;
  readonly bigEndian: boolean;
  /** Virtual address of the first byte; undefined: what the stage tool has built in, else 0. */
  readonly baseAddress: number | undefined;
  /** What the last tool opens, in order. */
  readonly inputs: readonly Content[];
  /** Absolute paths of the files of the tree that it is made of, each once. */
  readonly files: readonly string[];
  /** Whether it is made of files of the tree alone. */
  readonly whole: boolean;
}

/** What tells a build from the others that a file is part of: several architectures may write the same path. */
export function buildName({ architecture, output }: Pick<Build, "architecture" | "output">): string {
  return `${architecture} ${output}`;
}

/** The files of the tree that contents are made of, in order, and whether that is all. */
export function leavesOf(contents: readonly Content[]): { files: string[]; whole: boolean } {
  const files = new Set<string>();
  let whole = true;
  const visit = (content: Content) => {
    if (content.kind === "file") files.add(content.path);
    else if (content.kind === "unknown") whole = false;
    else (content.kind === "joined" ? content.parts : content.inputs).forEach(visit);
  };
  contents.forEach(visit);
  return { files: [...files], whole };
}

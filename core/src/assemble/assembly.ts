import type { Architecture } from "./architectures";
import type { AssemblyFinding } from "./findings";
import type { ByteMode } from "./hex2Scanner";
import type { OriginMap } from "./originMap";
import type { AssemblyInput } from "./sources";

/** The languages that become bytes. M0 is M1 as the stage tools of stage0-posix read it. */
export const assemblyLanguages = ["hex0", "hex1", "hex2", "M0", "M1"] as const;

export type AssemblyLanguage = (typeof assemblyLanguages)[number];

/** The language of a file by the ending of its name; nothing where that does not tell. */
export function languageOfName(name: string): AssemblyLanguage | undefined {
  return assemblyLanguages.find((language) => name.endsWith(`.${language}`));
}

/**
 * Whose reading decides where the tools differ: mescc-tools' C programs, or the hand-written ones of stage0-posix that
 * a bootstrap runs first (its hex0, hex1, hex2-0 and M0).
 */
export type Dialect = "mescc-tools" | "stage";

export interface AssemblyRequest {
  readonly language: AssemblyLanguage;
  readonly architecture: Architecture;
  readonly inputs: readonly AssemblyInput[];
  /** Virtual address of the first byte; 0 when absent, or what the stage tool has built in. */
  readonly baseAddress?: number;
  /** Byte order of references and numbers; the processor's own when absent. */
  readonly bigEndian?: boolean;
  /** How digits are written, hexadecimal when absent. */
  readonly byteMode?: ByteMode;
  /** `mescc-tools` when absent. hex1 has only stage tools. */
  readonly dialect?: Dialect;
  /** Whether to keep where every byte came from. */
  readonly map?: boolean;
}

export interface Assembly {
  /** What the real tool gives. Where a finding is an error it gives less, or nothing, and this is a best guess. */
  readonly bytes: Uint8Array;
  readonly findings: readonly AssemblyFinding[];
  /** Present when asked for. */
  readonly map?: OriginMap;
  /** hex0 alone, which reports nothing here: whether its language service would have something to say. */
  readonly suspicious?: boolean;
}

/** Whether the real tool would have refused. */
export function failed(assembly: { readonly findings: readonly AssemblyFinding[] }): boolean {
  return assembly.findings.some(({ diagnostic }) => diagnostic.severity === "error");
}

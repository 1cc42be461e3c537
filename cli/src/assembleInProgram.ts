import type { Architecture } from "@bootstrappable/core/assemble/architectures";
import { failed, type AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import { situationOf } from "@bootstrappable/core/languages/assembly/situation";
import { wholeProgramOf } from "@bootstrappable/core/languages/assembly/wholeProgram";
import { Refusal, refuse } from "./assembleUsage";
import { exitStatus } from "./exitStatus";
import { findingsInProgram, idOf, nameIn, openInProgram, readAs, type FileInProgram } from "./programOfFile";
import { complain, printable, type Finding } from "./report";
import { sourceMapLines } from "./sourceMapLines";

/** The program that the tree builds from a source, assembled. */
export interface AssembledInProgram {
  readonly bytes: Uint8Array;
  readonly findings: readonly Finding[];
  readonly failed: boolean;
  readonly map?: Buffer;
  /** Absolute paths of all that was read. */
  readonly files: readonly string[];
  /** Path of the program in the root file system; absent where no script builds the file. */
  readonly program?: string;
  readonly architecture: Architecture;
}

/**
 * Assembles the whole program that the scripts of a source's tree build from it, and says on standard error which; an
 * exit status where that cannot be, and why was said. In the bundle of the other commands, since it reads a whole tree.
 */
export async function assembleInProgram(
  name: string,
  language: AssemblyLanguage,
  options: { readonly program?: string; readonly sourceMap?: string },
): Promise<AssembledInProgram | number> {
  const file = await openInProgram(name, idOf(language), options.program);
  if (file instanceof Refusal) return refuse(file);
  if (typeof file === "number") return file;
  const situation = await situationOf(file.document);
  const whole = wholeProgramOf(situation);
  if ("missing" in whole) return unmade(file, whole.missing);
  process.stderr.write(`${printable(name)}: ${printable(readAs(file))}\n`);
  const { program } = whole;
  const { assembly } = program;
  const { build, reading } = file.scope;
  const hasMap = options.sourceMap !== undefined && !failed(assembly);
  return {
    bytes: assembly.bytes,
    findings: findingsInProgram(file, program),
    failed: failed(assembly),
    files: reading.files,
    architecture: reading.architecture,
    ...(hasMap && { map: sourceMapLines(assembly.map, nameIn(file)) }),
    ...(build && { program: build.output }),
  };
}

function unmade(file: FileInProgram, missing: readonly string[]): number {
  const { build } = file.scope;
  const what = missing.length === 0 ? "what a program of the bootstrap writes" : missing.join(", ");
  complain(
    build === undefined
      ? `${file.name}: ${readAs(file)}, but cannot be read: ${what}`
      : `${file.name}: ${readAs(file)}; that is also made of ${what}, which a program of the bootstrap writes`,
  );
  return exitStatus.findings;
}

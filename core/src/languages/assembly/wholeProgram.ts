import type { Program } from "../../assemble/program";
import { assembleReading, type Situation } from "./situation";

/** A program's bytes as its tools write them; or, as nobody has them, the paths of what it is made of besides. */
export type WholeProgram = { readonly program: Program } | { readonly missing: readonly string[] };

/** Whether all that a program is made of is at hand. */
export function isComplete({ inputs }: Program): boolean {
  return inputs.every(({ unknown }) => unknown !== true);
}

/**
 * The whole program that a document is part of, for somebody who wants its bytes: of a file that no script assembles, all
 * that it says must be in it and in what is read in front of it.
 */
export function wholeProgramOf({ scope, program, texts }: Situation): WholeProgram {
  if (!isComplete(program)) {
    const unknown = program.inputs.filter((input) => input.unknown === true).map(({ name }) => name);
    // What blood-elf makes of something unknown has no path.
    return { missing: [...new Set(unknown)].filter((name) => name !== "") };
  }
  const { build, reading } = scope;
  return { program: build === undefined ? assembleReading({ ...reading, whole: true }, texts) : program };
}

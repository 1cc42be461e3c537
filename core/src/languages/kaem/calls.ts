import type { Dialect } from "./syntax";

/** A command that has a kaem run a script. */
export interface KaemCall {
  /** As written: relative to the working directory. */
  readonly script: string;
  readonly dialect: Dialect;
  /** Whether the new shell prints its commands from the start. */
  readonly verbose: boolean;
}

/**
 * What script a command has a kaem run; undefined for any other command. Full kaem is a program named `kaem`, or is
 * called with its options; every other name with `kaem` in it (kaem-optional-seed, kaem-0, kaem-minimal) is taken for
 * the hand-written one, which takes the script as its only argument.
 *
 * @param words the command's words, variables replaced
 */
export function kaemCallOf(words: readonly string[]): KaemCall | undefined {
  const command = words[0] === "exec" || words[0] === "if" ? words.slice(1) : words;
  const program = command[0]?.slice(command[0].lastIndexOf("/") + 1);
  if (program === undefined || !/(^|-)kaem(-|$)/.test(program)) return undefined;
  const file = command.findIndex((word) => word === "--file" || word === "-f");
  if (file < 0 && program !== "kaem") {
    // kaem.x86 and its like are the default script; which one, the name does not tell.
    return command[1] === undefined ? undefined : { script: command[1], dialect: "minimal", verbose: true };
  }
  const script = file < 0 ? "kaem.run" : command[file + 1];
  if (script === undefined) return undefined;
  return { script, dialect: "full", verbose: command.includes("--verbose") || command.includes("-v") };
}

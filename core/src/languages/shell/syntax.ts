import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** A word of a command, quotes and all. */
export interface ShellWord {
  readonly range: Range;
  /** As it stands in the source, one character a byte. */
  readonly raw: string;
}

/** A simple command, or one of the words that steer: `if`, `then`, `{`, … */
export interface ShellCommand {
  /** Behind the assignments before it; none where there are only those. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the command, or alone. */
  readonly assignments: readonly ShellWord[];
  /** From the first word to the last. */
  readonly range: Range;
  /** Whether its one word steers and is no command. */
  readonly keyword: boolean;
  /** Whether it stands in a shell of its own: `(…)`, `$(…)`. */
  readonly nested: boolean;
  /** Whether it runs only after another failed, or succeeded. */
  readonly behind: "||" | "&&" | undefined;
  /** Index of the function that it stands in; undefined outside of any, and in the functions within one the outer. */
  readonly function: number | undefined;
}

export interface ShellFunction {
  readonly name: string;
  readonly nameRange: Range;
  /** From the name to the closing brace. */
  readonly range: Range;
  /** Lines of the comment right above it, without `#`. */
  readonly comment: readonly string[];
}

/** A place that names a variable. `local` declares it for its function alone, `given` sets it for one command alone. */
export interface ShellVariable {
  readonly name: string;
  /** The name alone. */
  readonly range: Range;
  /** With what belongs to it: `${NAME:-text}`, `NAME=value`. */
  readonly whole: Range;
  readonly kind: "use" | "assignment" | "given" | "local" | "unset";
  readonly function: number | undefined;
}

/** A line `NAME=value` that a script writes to a file, by `echo` or as a here-document. */
export interface WrittenAssignment {
  readonly name: string;
  readonly range: Range;
  /** The word that names the file. */
  readonly file: string;
}

/**
 * As much of a shell script as tells names from text: functions, commands, variables. It reads any bytes; of what is
 * no shell it makes something.
 */
export interface ShellScript {
  readonly text: SourceText;
  readonly functions: readonly ShellFunction[];
  /** In the order of their starts within each list; those of `$(…)` stand behind the words that hold them. */
  readonly commands: readonly ShellCommand[];
  /** In the order of their ranges. */
  readonly variables: readonly ShellVariable[];
  readonly written: readonly WrittenAssignment[];
}

import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/**
 * Which shell reads a script: `minimal` is the hand-written kaem of stage0-posix (`kaem-optional-seed`, `kaem-0`),
 * `full` the C program of mescc-tools.
 */
export type Dialect = "minimal" | "full";

/** A word of a command as the program would get it, before variables are replaced. */
export interface KaemWord {
  /** From its first to behind its last character, quotes included. */
  readonly range: Range;
  /** Without its quotes and escapes. */
  readonly text: string;
}

/**
 * What becomes of a command: `runs`; `skipped`: full kaem prints it when verbose, but does not execute it, since the
 * last token that it read before the end of the command was empty (a second blank, or `""`); `unterminated`: the
 * script ends before the line does, so that it is neither printed nor executed.
 */
export type Fate = "runs" | "skipped" | "unterminated";

/** A command: what stands on a line, on several joined by `\`, or in full kaem between semicolons. */
export interface KaemCommand {
  /** From its first to behind its last word. */
  readonly range: Range;
  /** Zero-based line of its first word. */
  readonly line: number;
  /** At least one. */
  readonly words: readonly KaemWord[];
  readonly fate: Fate;
}

/** What the lexer met that no command shows. */
export interface LexicalProblem {
  readonly kind: "unterminated-string" | "unterminated-comment" | "lost-text" | "empty-command";
  readonly range: Range;
}

/** A script of kaem. */
export interface KaemScript {
  readonly text: SourceText;
  readonly dialect: Dialect;
  readonly commands: readonly KaemCommand[];
  /** From each `#` to the end of its line. */
  readonly comments: readonly Range[];
  readonly problems: readonly LexicalProblem[];
}

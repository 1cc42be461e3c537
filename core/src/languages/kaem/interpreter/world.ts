import type { SourceText } from "../../../text/sourceText";
import type { KaemCommand } from "../syntax";

/** A command of a script. `script` is its path as the world knows it. */
export interface Place {
  readonly script: string;
  readonly command: KaemCommand;
}

/** A variable of the environment. */
export interface Variable {
  /** May have {@link unknown} in it. */
  readonly value: string;
  /** The assignment; undefined for what was there before any script. */
  readonly setBy: Place | undefined;
}

/** In the order in which programs get it: full kaem's `unset` cannot remove the first. */
export type Environment = ReadonlyMap<string, Variable>;

/** Whether a command is executed. `may-run`: a condition decides that is not known. */
export type Certainty = "runs" | "may-run" | "skipped";

/** A program that a shell starts. */
export interface Invocation {
  /** Absolute path of the program; {@link unknown} is in it where a world that explores has none of that name. */
  readonly program: string;
  /** Its argv: the program as written first. */
  readonly words: readonly string[];
  readonly environment: Environment;
  /** Working directory, absolute. */
  readonly directory: string;
  readonly certainty: Certainty;
  readonly place: Place;
}

/** How a program ended: with a status, 0..255 (undefined where nobody knows), or by a signal. */
export type Outcome = { readonly status: number | undefined } | { readonly signal: number };

/** What a shell knows of itself between two commands. */
export interface ShellState {
  /** Working directory, absolute. */
  readonly directory: string;
  readonly environment: Environment;
  /** Where full kaem looks for programs, between colons. `unset PATH` leaves it as it is. */
  readonly path: string;
  readonly aliases: ReadonlyMap<string, string>;
  readonly verbose: boolean;
  readonly strict: boolean;
}

/** A command with what is true just before it. */
export interface Step {
  readonly place: Place;
  /** Aliases and variables replaced, as the program would get them. May have {@link unknown} in them. */
  readonly words: readonly string[];
  /** Of each of `words` the index of the command's word that it comes from: an alias makes several of one. */
  readonly origins: readonly number[];
  readonly state: ShellState;
  readonly certainty: Certainty;
}

type Answer<Result> = Result | Promise<Result>;

/** All that a shell can see and touch. Paths are absolute. */
export interface World {
  /** A script's text; undefined where it cannot be opened. */
  readScript(path: string): Answer<SourceText | undefined>;
  /** Whether something can be opened for reading there, be it a folder: what full kaem takes for a program. */
  isReadable(path: string): Answer<boolean>;
  isDirectory(path: string): Answer<boolean>;
  run(invocation: Invocation): Answer<Outcome>;
  /** What the shell itself prints, at the moment when it leaves its buffer. */
  write(stream: "stdout" | "stderr", text: string): void;
  /**
   * Present in a world that explores instead of executing: told of every command, those of branches that are not taken
   * too; each of these is evaluated, and what it changes is forgotten at the branch's end.
   */
  visit?(step: Step): void;
}

/** Stands for a stretch of text that nobody knows. Not a character (Unicode 16, 23.7). */
export const unknown = "\uffff";

export function isKnown(text: string): boolean {
  return !text.includes(unknown);
}

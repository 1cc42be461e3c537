import { BlameFinder, type Blame } from "./logs/blame";
import { ChecksumReader, type ChecksumResult } from "./logs/checksums";
import { checksChecksums, checksumFileOf } from "./logs/checksumFile";
import { other, type LogLine } from "./logs/forms";
import { Tail } from "./logs/tail";
import type { Location, ScriptPlace } from "./events";

/** Where a command runs and where it stands. */
export interface CommandPlace {
  /** The folder that it runs in, inside the sandbox, as far as that is known. */
  readonly directory: string;
  /** Its place in the source tree. */
  readonly location: Location | undefined;
  /** The same as the shell sees it; undefined where nobody knows which command it is. */
  readonly where?: ScriptPlace;
  /** Whether it is the bootstrap's first command, although there were others before: the log begins again. */
  readonly again?: boolean;
  /** Whether a command that looks at checksums may follow it without being echoed. */
  readonly hidesChecksums?: boolean;
}

/** A command as a log shows it. */
export interface LoggedCommand extends CommandPlace {
  readonly text: string;
  readonly words: readonly string[];
}

/** A line of the log with its number, counted from 1. */
export interface TailLine {
  readonly number: number;
  readonly text: string;
}

/** A checksum that was looked at, and the file (inside the sandbox) that it stands in. */
export interface LoggedChecksum extends ChecksumResult {
  readonly file: string | undefined;
}

/** Lines that only a program that compares checksums can mean so. */
const outcomes: ReadonlySet<LogLine["kind"]> = new Set([
  ...([
    "checksum-ok",
    "checksum-failed",
    "wanted",
    "received",
    "no-checksum-lines",
    "no-checksum-stored",
  ] as const),
]);

/** What is known of a step from its output: nothing in it grows with the length of the output. */
export class StepLog {
  readonly #blame = new BlameFinder<LoggedCommand>();
  readonly #checksums = new ChecksumReader();
  readonly #tail = new Tail<TailLine>(12, 0x8000, ({ text }) => text);
  #checksumFile: string | undefined;
  /** Whether the last command may print the outcome of checksums. */
  #checking = false;
  /** Mismatches of the last command; more than these need not be told one by one. */
  #mismatches: LoggedChecksum[] = [];
  #looked = 0;

  /** Takes the next line; the result is the checksums that it settles. `place` is for commands, and for
   * parts of a build with the name of their function. */
  push(
    text: string,
    number: number,
    said: LogLine,
    place: (CommandPlace & { readonly text?: string }) | undefined,
  ): readonly LoggedChecksum[] {
    this.#tail.push({ number, text });
    const line = this.#checking || !outcomes.has(said.kind) ? said : other;
    const results = this.#settled(this.#checksums.push(line));
    if (line.kind === "command") {
      const { directory = "/", location } = place ?? {};
      this.#blame.push(line, { text: line.text, words: line.words, directory, location });
      this.#checksumFile = checksumFileOf(line.words);
      this.#checking = checksChecksums(line.words) || place?.hidesChecksums === true;
      this.#mismatches = [];
      this.#looked = 0;
    } else if (line.kind === "phase") {
      const known = place?.text === undefined ? undefined : { ...place, text: place.text, words: [] };
      this.#blame.push(line, known);
      this.#checking = true;
      this.#mismatches = [];
      this.#looked = 0;
    } else this.#blame.push(line);
    return results;
  }

  /** The checksums that only the end of the output settles. */
  end(): readonly LoggedChecksum[] {
    return this.#settled(this.#checksums.end());
  }

  get failed(): boolean {
    return this.#blame.failed;
  }

  get blame(): Blame<LoggedCommand> {
    return this.#blame.blame;
  }

  get mismatches(): readonly LoggedChecksum[] {
    return this.#mismatches;
  }

  /** How many checksums the last command has looked at. */
  get looked(): number {
    return this.#looked;
  }

  get tail(): readonly TailLine[] {
    return this.#tail.items;
  }

  #settled(results: readonly ChecksumResult[]): readonly LoggedChecksum[] {
    const logged = results.map((result) => ({ ...result, file: this.#checksumFile }));
    this.#looked += logged.length;
    for (const result of logged)
      if (!result.ok && this.#mismatches.length < 100) this.#mismatches.push(result);
    return logged;
  }
}

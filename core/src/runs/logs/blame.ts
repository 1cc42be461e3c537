import type { LogLine } from "./forms";

/** Lines that say why a command failed. */
const causes = [
  "not-found",
  "missing-file",
  "no-checksum-lines",
  "no-checksum-stored",
  "checksum-failed",
  "undefined-label",
  "cd-failed",
  "script-error",
  "signal",
  "message",
] as const;

export type Cause = Extract<LogLine, { kind: (typeof causes)[number] }>;

/** What is to blame for a failure. `Place` is whatever the caller knows about a command. */
export interface Blame<Place> {
  /** The innermost command that failed; undefined where the log has none. */
  readonly command: Place | undefined;
  /** Status of that command, as its kaem printed it. */
  readonly status: number | undefined;
  /** What the command said before it failed: of several reasons the first, since the others follow from it. */
  readonly cause: Cause | undefined;
  /** How many shells gave up, one after the other. */
  readonly depth: number;
}

/**
 * Finds what to blame in a log. When a command fails, each kaem that waits prints `Subprocess error N` and
 * `ABORTING HARD`, the innermost first; so only the last ` +> ` line before the first of them is at fault, and
 * whatever comes after is the failure passed on. A command that starts afterwards begins a new account: the failure
 * before it was not fatal.
 */
export class BlameFinder<Place> {
  #command: Place | undefined;
  #cause: Cause | undefined;
  #status: number | undefined;
  #depth = 0;
  #failed = false;

  /** `place` is for a line of kind `command`. */
  push(line: LogLine, place?: Place): void {
    if (line.kind === "command") {
      this.#command = place;
      this.#cause = undefined;
      this.#status = undefined;
      this.#depth = 0;
      this.#failed = false;
    } else if (line.kind === "subprocess-error") {
      if (!this.#failed) this.#status = line.status;
      this.#failed = true;
      this.#depth++;
    } else if (line.kind === "aborting") {
      this.#failed = true;
    } else if (!this.#failed && isCause(line)) {
      this.#cause ??= line;
    }
  }

  /** Whether the log ends in a failure. kaem says nothing of a `cd` or an `if` that fails but their own words. */
  get failed(): boolean {
    return this.#failed || this.#cause?.kind === "cd-failed" || this.#cause?.kind === "script-error";
  }

  get blame(): Blame<Place> {
    return { command: this.#command, status: this.#status, cause: this.#cause, depth: this.#depth };
  }
}

function isCause(line: LogLine): line is Cause {
  return (causes as readonly string[]).includes(line.kind);
}

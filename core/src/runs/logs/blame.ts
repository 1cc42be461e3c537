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
  "shell-message",
  "hunk-failed",
  "make-failed",
  "folder-missing",
  "prompt",
  "panic",
  "unreachable",
  "no-space",
  "no-memory",
  "kvm-error",
  "no-boot",
  "unreadable-disk",
  "exception",
  "wrong-download",
] as const;

/** What ends a log in failure although no kaem says so. */
const fatal: ReadonlySet<LogLine["kind"]> = new Set([
  "unreachable",
  ...(["cd-failed", "script-error", "prompt", "panic", "kvm-error", "exception", "wrong-download"] as const),
  ...(["no-boot", "unreadable-disk"] as const),
]);

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
  /** The patch that was applied last, and the last download that failed, as they were printed. */
  readonly patch: string | undefined;
  readonly download: string | undefined;
  /** The distfile that rootfs.py began to download last. */
  readonly downloading: string | undefined;
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
  /** Stands in for a cause where there is none: a message that may have been harmless. */
  #hint: Cause | undefined;
  #status: number | undefined;
  #depth = 0;
  #failed = false;
  #fatal = false;
  #patch: string | undefined;
  #download: string | undefined;
  #downloading: string | undefined;
  #begun = false;
  /** Whether builds run whose commands nobody echoes. */
  #bash = false;

  /** `place` is for a line of kind `command`, `build-begins` or `phase`. */
  push(line: LogLine, place?: Place): void {
    if (line.kind === "command" || line.kind === "build-begins" || line.kind === "phase") {
      this.#command = place ?? (line.kind === "build-begins" ? this.#command : undefined);
      this.#begun = true;
      this.#bash = line.kind !== "command";
      this.#cause = this.#hint = this.#status = this.#patch = this.#download = undefined;
      this.#depth = 0;
      this.#failed = this.#fatal = false;
    } else if (line.kind === "downloading") {
      this.#downloading = line.file;
    } else if (line.kind === "patch") {
      this.#patch = line.file;
    } else if (line.kind === "download-failed") {
      this.#download = line.message;
    } else if (line.kind === "subprocess-error") {
      if (!this.#failed) this.#status = line.status;
      this.#failed = true;
      this.#depth++;
    } else if (line.kind === "aborting") {
      this.#failed = true;
    } else if (!this.#failed && isCause(line)) {
      // Before any command it is rootfs.py that speaks; later, programs that a build runs.
      if (line.kind === "exception" && this.#begun) return;
      if (fatal.has(line.kind)) this.#fatal = true;
      if (this.#bash && isVague(line)) this.#hint = line;
      // Of exceptions that led to one another the last is the one that ended it.
      else if (line.kind === "exception" && this.#cause?.kind === "exception")
        this.#cause = line.name === "" ? this.#cause : line;
      else this.#cause ??= line;
    }
  }

  /** Whether the log ends in a failure. kaem says nothing of a `cd` or an `if` that fails but their own words. */
  get failed(): boolean {
    return this.#failed || this.#fatal;
  }

  get blame(): Blame<Place> {
    return {
      command: this.#command,
      status: this.#status,
      cause: this.#cause ?? this.#hint,
      depth: this.#depth,
      patch: this.#patch,
      download: this.#download,
      downloading: this.#downloading,
    };
  }
}

/**
 * Whether a line may be harmless in the midst of a build: compilers and configure print much that looks like this, and
 * what make says of a failure follows from what was said above it.
 */
function isVague(line: Cause): boolean {
  if (line.kind === "message" || line.kind === "shell-message") return !/error|undefined/i.test(line.message);
  return line.kind === "make-failed" || line.kind === "missing-file";
}

function isCause(line: LogLine): line is Cause {
  return (causes as readonly string[]).includes(line.kind);
}

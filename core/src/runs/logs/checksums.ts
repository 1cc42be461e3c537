import type { LogLine } from "./forms";

/** The outcome of one line of `sha256sum -c`. */
export interface ChecksumResult {
  readonly name: string;
  readonly ok: boolean;
  readonly expected?: string;
  readonly received?: string;
  /** The tree has no checksum for it; the name is that of the package whose build made it. */
  readonly missing?: boolean;
}

/**
 * Puts the three lines of a mismatch (`FAILED`, `Wanted:`, `Received:`) together. A result is held back until a line
 * comes that no longer belongs to it, since coreutils prints the first of them only.
 */
export class ChecksumReader {
  #held: { name: string; expected?: string; received?: string } | undefined;

  /** The results that a line completes, in order. */
  push(line: LogLine): readonly ChecksumResult[] {
    if (this.#held !== undefined && line.kind === "wanted" && this.#held.expected === undefined) {
      this.#held.expected = line.hash;
      return [];
    }
    if (this.#held !== undefined && line.kind === "received" && this.#held.received === undefined) {
      this.#held.received = line.hash;
      return this.end();
    }
    const before = this.end();
    if (line.kind === "checksum-ok") return [...before, { name: line.name, ok: true }];
    if (line.kind === "no-checksum-stored") return [...before, { name: line.name, ok: false, missing: true }];
    if (line.kind === "checksum-failed") this.#held = { name: line.name };
    return before;
  }

  /** A result that is still held back. */
  end(): readonly ChecksumResult[] {
    const held = this.#held;
    this.#held = undefined;
    return held === undefined ? [] : [{ ok: false, ...held }];
  }
}

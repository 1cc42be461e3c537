const LF = 0x0a;
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * Cuts a stream of bytes into lines, whatever the pieces that it comes in. A line longer than `limit` bytes comes in
 * pieces of that length, so that what is held back stays bounded. CR before LF goes away with it.
 */
export class LineSplitter {
  #held: Uint8Array;
  #length = 0;

  constructor(readonly limit = 0x4000) {
    this.#held = new Uint8Array(limit);
  }

  /** The lines that a piece completes. */
  push(piece: Uint8Array): string[] {
    const lines: string[] = [];
    let at = 0;
    while (at < piece.length) {
      const room = this.limit - this.#length;
      const found = piece.subarray(at, at + room + 1).indexOf(LF);
      const end = found < 0 ? Math.min(piece.length, at + room) : at + found;
      this.#held.set(piece.subarray(at, end), this.#length);
      this.#length += end - at;
      at = end;
      if (found >= 0) {
        lines.push(this.#take());
        at++;
      } else if (at < piece.length) lines.push(this.#take());
    }
    return lines;
  }

  /** What is left at the end of the stream: a last line without LF. */
  end(): string[] {
    return this.#length === 0 ? [] : [this.#take()];
  }

  #take(): string {
    let end = this.#length;
    if (end > 0 && this.#held[end - 1] === 0x0d) end--;
    this.#length = 0;
    return decoder.decode(this.#held.subarray(0, end));
  }
}

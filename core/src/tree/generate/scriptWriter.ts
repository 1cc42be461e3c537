/** The lines of one generated script. */
export class Script {
  readonly #parts: (string | Uint8Array)[] = [];

  /** Adds lines, each ended with LF. */
  lines(...lines: readonly string[]): this {
    for (const line of lines) this.#parts.push(`${line}\n`);
    return this;
  }

  /** Adds bytes as they are: where they do not end with LF, the next line is glued to them. */
  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  bytes(): Uint8Array {
    const encoder = new TextEncoder();
    const parts = this.#parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

/** The line buffer of the generator, `MAX_STRING`, in bytes; `fgets` fills all but its last byte. */
const LINE_BUFFER = 2048;

/**
 * What is left of a file that is copied line by line with `fgets` and `fputs`: of a line (or a buffer full of one)
 * that holds a NUL only what stands before that, and nothing of the file from a line on that begins with one.
 */
export function copiedByLines(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0)) return bytes;
  const kept: number[] = [];
  for (let start = 0; start < bytes.length && bytes[start] !== 0;) {
    const lf = bytes.indexOf(0x0a, start);
    const end = Math.min(lf < 0 ? bytes.length : lf + 1, start + LINE_BUFFER - 1);
    const piece = bytes.subarray(start, end);
    const nul = piece.indexOf(0);
    kept.push(...(nul < 0 ? piece : piece.subarray(0, nul)));
    start = end;
  }
  return Uint8Array.from(kept);
}

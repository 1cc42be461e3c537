import type { Encoding, Position, Range } from "./range";

const LF = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * A source as its bytes. The tools of a bootstrap read bytes, so every offset in this project counts bytes;
 * only here are they turned into lines and columns. Lines end at LF alone, as in all of those tools.
 */
export class SourceText {
  #lineStarts: Uint32Array | undefined;
  #latin1: string | undefined;

  constructor(readonly bytes: Uint8Array) {}

  static fromString(text: string): SourceText {
    return new SourceText(encoder.encode(text));
  }

  /** Length in bytes. */
  get length(): number {
    return this.bytes.length;
  }

  /**
   * The source with one character per byte (each 0x00..0xFF), so that string functions and regular expressions
   * work in byte offsets. Not for showing to people: use {@link slice}.
   */
  get latin1(): string {
    return (this.#latin1 ??= latin1Of(this.bytes));
  }

  /** The text of a range, decoded as UTF-8; malformed bytes become U+FFFD. */
  slice(range: Range): string {
    return decoder.decode(this.bytes.subarray(range.start, range.end));
  }

  /** Number of lines; a last line that holds nothing (after a final LF) counts. */
  get lineCount(): number {
    return this.#starts().length;
  }

  /** Zero-based line of a byte offset; offsets outside the source are clamped. */
  lineAt(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Byte range of a zero-based line, without its LF. Lines past the end are empty, at the end. */
  line(line: number): Range {
    const starts = this.#starts();
    const start = starts[line] ?? this.length;
    const next = starts[line + 1];
    return { start, end: next === undefined ? this.length : next - 1 };
  }

  /** Position of a byte offset, its column in units of `encoding`. */
  positionAt(offset: number, encoding: Encoding): Position {
    const clamped = Math.min(Math.max(offset, 0), this.length);
    const line = this.lineAt(clamped);
    const start = this.#starts()[line]!;
    return { line, character: encoding === "utf-8" ? clamped - start : this.#units(start, clamped, encoding) };
  }

  /** Byte offset of a position; a column past the end of its line is the line's end, as LSP wants it. */
  offsetAt(position: Position, encoding: Encoding): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.length;
    const { start, end } = this.line(position.line);
    if (encoding === "utf-8") return Math.min(start + Math.max(position.character, 0), end);
    let units = 0;
    let offset = start;
    while (offset < end && units < position.character) {
      const lead = this.bytes[offset]!;
      units += lead >= 0xf0 && encoding === "utf-16" ? 2 : 1;
      offset += sequenceLength(lead);
    }
    return Math.min(offset, end);
  }

  #units(start: number, end: number, encoding: Encoding): number {
    let units = 0;
    for (let offset = start; offset < end; offset++) {
      const byte = this.bytes[offset]!;
      if ((byte & 0xc0) === 0x80) continue;
      units += byte >= 0xf0 && encoding === "utf-16" ? 2 : 1;
    }
    return units;
  }

  #starts(): Uint32Array {
    return (this.#lineStarts ??= lineStartsOf(this.bytes));
  }
}

function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function lineStartsOf(bytes: Uint8Array): Uint32Array {
  let count = 1;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count++;
  const starts = new Uint32Array(count);
  let line = 1;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) starts[line++] = at + 1;
  return starts;
}

function latin1Of(bytes: Uint8Array): string {
  const piece = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return text;
}

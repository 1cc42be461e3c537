import type { Encoding, Position, Range } from "./range";

const LF = 0x0a;
const CR = 0x0d;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** How a source came of another: what stands in a range of that one (bytes) gave way to so many bytes. */
export interface Edit {
  readonly before: SourceText;
  readonly range: Range;
  readonly inserted: number;
}

/**
 * A source as its bytes. The tools of a bootstrap read bytes, so every offset in this project counts bytes;
 * only here are they turned into lines and columns. Lines end at LF alone, as in all of those tools; positions are
 * those of editors, for which a CR without LF ends a line, too (LSP 3.17, "Text Documents").
 */
export class SourceText {
  #lineStarts: Uint32Array | undefined;
  #editorLineStarts: Uint32Array | undefined;
  #latin1: string | undefined;
  #ascii: boolean | undefined;
  /** The line that was asked for last. */
  #near = 0;
  /** How far a line was measured last: many positions of a long one are mostly asked for in their order. */
  #measured: { start: number; encoding: Encoding; offset: number; units: number } | undefined;

  #edit: Edit | undefined;

  constructor(readonly bytes: Uint8Array) {}

  static fromString(text: string): SourceText {
    return new SourceText(encoder.encode(text));
  }

  /** Length in bytes. */
  get length(): number {
    return this.bytes.length;
  }

  /** The source with other bytes in place of a range. What is known of its lines is taken over. */
  edited(range: Range, inserted: SourceText): SourceText {
    const { start, end } = range;
    const bytes = new Uint8Array(this.length - (end - start) + inserted.length);
    bytes.set(this.bytes.subarray(0, start));
    bytes.set(inserted.bytes, start);
    bytes.set(this.bytes.subarray(end), start + inserted.length);
    const text = new SourceText(bytes);
    text.#edit = { before: this, range, inserted: inserted.length };
    // Only one step back is of use; a longer chain would keep every text that there was.
    this.#edit = undefined;
    if (this.#ascii === true && inserted.#isAscii()) text.#ascii = true;
    if (this.#lineStarts !== undefined)
      text.#lineStarts = editedStarts(this.#lineStarts, range, inserted.#starts(), inserted.length);
    return text;
  }

  /** The edit that it came of, as long as no other one was made to it. */
  get edit(): Edit | undefined {
    return this.#edit;
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
    // Offsets are mostly asked for in their order.
    const near = this.#near;
    if (starts[near]! <= offset && !(starts[near + 1]! <= offset)) return near;
    if (starts[near + 1]! <= offset && !(starts[near + 2]! <= offset)) return (this.#near = near + 1);
    return (this.#near = lineIn(starts, offset));
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
    const starts = this.#editorStarts();
    const line = starts === this.#lineStarts ? this.lineAt(clamped) : lineIn(starts, clamped);
    const start = starts[line]!;
    return {
      line,
      character:
        encoding === "utf-8" || this.#isAscii() ? clamped - start : this.#units(start, clamped, encoding),
    };
  }

  /**
   * Byte offset of a position. A column past the end of its line is the line's end, as LSP wants it, where the CR of a
   * CRLF belongs to the line's ending. A column within a character is behind it.
   */
  offsetAt(position: Position, encoding: Encoding): number {
    const starts = this.#editorStarts();
    if (position.line < 0) return 0;
    if (position.line >= starts.length) return this.length;
    const start = starts[position.line]!;
    let end = starts[position.line + 1] ?? this.length;
    if (position.line + 1 < starts.length) {
      if (this.bytes[end - 1] === LF) end--;
      if (end > start && this.bytes[end - 1] === CR) end--;
    }
    if (encoding === "utf-8") return Math.min(start + Math.max(position.character, 0), end);
    let units = 0;
    let offset = start;
    while (offset < end && units < position.character) {
      const size = characterSize(this.bytes, offset);
      units += size === 4 && encoding === "utf-16" ? 2 : 1;
      offset += size;
    }
    return Math.min(offset, end);
  }

  /** Units of the characters that end in a stretch which starts with one. */
  #units(start: number, end: number, encoding: Encoding): number {
    const last = this.#measured;
    const goesOn = last?.start === start && last.encoding === encoding && last.offset <= end;
    let { offset, units } = goesOn ? last : { offset: start, units: 0 };
    while (offset < end) {
      const size = characterSize(this.bytes, offset);
      if (offset + size > end) break;
      offset += size;
      units += size === 4 && encoding === "utf-16" ? 2 : 1;
    }
    this.#measured = { start, encoding, offset, units };
    return units;
  }

  /** Whether every byte is a character of its own. */
  #isAscii(): boolean {
    return (this.#ascii ??= !/[^\0-\x7f]/.test(this.latin1));
  }

  /** Where an editor's lines start; the same as {@link #starts} where no CR stands without an LF. */
  #editorStarts(): Uint32Array {
    return (this.#editorLineStarts ??= withLoneCarriageReturns(this.bytes, this.#starts()));
  }

  #starts(): Uint32Array {
    return (this.#lineStarts ??= lineStartsOf(this.bytes));
  }
}

/**
 * Bytes of the character at an offset. Malformed bytes count as editors show them, one U+FFFD for each longest
 * beginning of a sequence (WHATWG Encoding, UTF-8 decoder; Unicode 3.9, "maximal subpart").
 */
function characterSize(bytes: Uint8Array, offset: number): number {
  const lead = bytes[offset]!;
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // The second byte's range rules out overlong forms, surrogates and what is above U+10FFFF.
  let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let index = 1; index < size; index++) {
    const byte = bytes[offset + index];
    if (byte === undefined || byte < low || byte > high) return index;
    low = 0x80;
    high = 0xbf;
  }
  return size;
}

function lineStartsOf(bytes: Uint8Array): Uint32Array {
  let starts = new Uint32Array((bytes.length >>> 4) + 16);
  let count = 1;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== LF) continue;
    if (count === starts.length) {
      const bigger = new Uint32Array(2 * count);
      bigger.set(starts);
      starts = bigger;
    }
    starts[count++] = at + 1;
  }
  return starts.slice(0, count);
}

/** The last line that starts at an offset or before it. */
function lineIn(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Line starts with one more behind each CR that no LF follows; the same object where there is none. */
function withLoneCarriageReturns(bytes: Uint8Array, starts: Uint32Array): Uint32Array {
  const more: number[] = [];
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1))
    if (bytes[at + 1] !== LF) more.push(at + 1);
  return more.length === 0 ? starts : Uint32Array.from([...starts, ...more]).sort();
}

/** The line starts of an edited text; `inserted` are those of what was put in, whose first is its beginning. */
function editedStarts(before: Uint32Array, range: Range, inserted: Uint32Array, length: number): Uint32Array {
  // Lines that begin behind the range's start, up to its end, are gone.
  const kept = countUpTo(before, range.start);
  const behind = countUpTo(before, range.end);
  const starts = new Uint32Array(kept + inserted.length - 1 + before.length - behind);
  starts.set(before.subarray(0, kept));
  for (let index = 1; index < inserted.length; index++)
    starts[kept + index - 1] = range.start + inserted[index]!;
  const shift = length - (range.end - range.start);
  const at = kept + inserted.length - 1 - behind;
  for (let index = behind; index < before.length; index++) starts[at + index] = before[index]! + shift;
  return starts;
}

/** How many of ascending numbers are at most a value. */
function countUpTo(numbers: Uint32Array, value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Node has it, much faster than anything of the language; a browser does not. */
const { Buffer: nodeBuffer } = globalThis as {
  readonly Buffer?: {
    from(memory: ArrayBufferLike, offset: number, length: number): { toString(encoding: "latin1"): string };
  };
};

function latin1Of(bytes: Uint8Array): string {
  if (nodeBuffer !== undefined) {
    return nodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  }
  const piece = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return text;
}

import { Piece } from "../../assemble/piece";
import type { Range } from "../../text/range";
import type { DisassemblyRow } from "./rows";

/** Bytes in a line; what is longer goes on in the next ones. */
const lineBytes = 8;
/** Digits of file offsets at least. */
const leastDigits = 4;
/** Columns that the instruction has at least, so that what stands behind it is in a column of its own. */
const textColumns = 40;

const digits = "0123456789ABCDEF";

/** A line of a disassembly's text. */
interface Line {
  /** Byte offset in the text. */
  readonly start: number;
  /** Of the instruction or what stands in its place, in the text; empty in lines that go on. */
  readonly text: Range;
  /** File offsets of the bytes that the line shows; empty for a label. */
  readonly bytes: Range;
  /** File offsets of all bytes of its row. */
  readonly row: Range;
}

/** A disassembly as text: a line for each label, and one for each row, or for each eight bytes of a row. */
export class DisassemblyText {
  readonly bytes: Uint8Array;
  readonly #lines: Line[] = [];
  readonly #columns: { readonly address: number; readonly bytes: number; readonly text: number };
  readonly #addressDigits: number;
  readonly #offsetDigits: number;

  /**
   * @param bytes of the program
   * @param note what stands behind each row, a character a byte: the line that it comes from
   */
  constructor(bytes: Uint8Array, rows: readonly DisassemblyRow[], note: (row: DisassemblyRow) => string) {
    const wide = rows.some(({ address }) => address !== undefined && address > 0xffffffffn);
    this.#addressDigits = wide ? 16 : 8;
    const last = rows.at(-1)?.offset ?? 0;
    this.#offsetDigits = Math.max(leastDigits, last.toString(16).length);
    const address = this.#offsetDigits + 2;
    const bytesAt = address + this.#addressDigits + 2;
    this.#columns = { address, bytes: bytesAt, text: bytesAt + 3 * lineBytes + 1 };
    const piece = new Piece(rows.length * 80);
    for (const row of rows) this.#write(piece, bytes, row, note(row));
    this.bytes = piece.bytes.slice(0, piece.length);
  }

  /** Number of lines. */
  get count(): number {
    return this.#lines.length;
  }

  /** File offset of the first byte of what a line (zero-based) shows, or of what its label names. */
  offsetOf(line: number): number {
    return this.#lines[line]!.row.start;
  }

  /** The stretches of the text that show some bytes: their digits, and the instruction that they are in. */
  shownAt({ start, end }: Range): readonly Range[] {
    const found: Range[] = [];
    for (let index = this.#firstBehind(start, (line) => line.row.end); index < this.#lines.length; index++) {
      const line = this.#lines[index]!;
      if (line.row.start >= end) break;
      if (line.bytes.end === line.bytes.start) continue;
      const first = Math.max(start, line.bytes.start);
      const last = Math.min(end, line.bytes.end) - 1;
      if (first <= last)
        found.push({ start: this.#digitsOf(line, first), end: this.#digitsOf(line, last) + 2 });
      if (line.text.end > line.text.start) found.push(line.text);
    }
    return found;
  }

  /** The bytes that a stretch of the text shows: those whose digits it touches, else all of its rows. */
  bytesAt({ start, end }: Range): Range | undefined {
    const first = this.#lineAt(start);
    const last = this.#lineAt(Math.max(start, end - 1));
    if (first === undefined || last === undefined) return undefined;
    const from = this.#byteAt(first, start, "after");
    const to = end > start ? this.#byteAt(last, end, "before") : from;
    return {
      start: from ?? first.row.start,
      end: Math.max(from ?? first.row.start, to ?? last.row.end - 1) + 1,
    };
  }

  #write(piece: Piece, bytes: Uint8Array, row: DisassemblyRow, note: string): void {
    const columns = this.#columns;
    const all = { start: row.offset, end: row.offset + row.length };
    for (const label of row.labels) {
      const start = piece.length;
      pad(piece, start, columns.bytes);
      latin1(piece, `:${label}`);
      const text = { start: start + columns.bytes, end: piece.length };
      this.#lines.push({ start, text, bytes: { start: row.offset, end: row.offset }, row: all });
      piece.push(0x0a);
    }
    for (let at = row.offset; at < all.end; at += lineBytes) {
      const start = piece.length;
      const shown = { start: at, end: Math.min(all.end, at + lineBytes) };
      hex(piece, BigInt(at), this.#offsetDigits);
      pad(piece, start, columns.address);
      if (row.address !== undefined) hex(piece, row.address + BigInt(at - row.offset), this.#addressDigits);
      pad(piece, start, columns.bytes);
      for (let index = shown.start; index < shown.end; index++) {
        if (index > shown.start) piece.push(0x20);
        hex(piece, BigInt(bytes[index]!), 2);
      }
      let text = { start: piece.length, end: piece.length };
      if (at === row.offset) {
        pad(piece, start, columns.text);
        const from = piece.length;
        latin1(piece, row.text);
        text = { start: from, end: piece.length };
        if (note !== "") {
          piece.push(0x20);
          pad(piece, start, columns.text + textColumns);
          latin1(piece, `; ${note}`);
        }
      }
      this.#lines.push({ start, text, bytes: shown, row: all });
      piece.push(0x0a);
    }
  }

  #digitsOf(line: Line, offset: number): number {
    return line.start + this.#columns.bytes + 3 * (offset - line.bytes.start);
  }

  /** The byte whose digits are at a place of a line; undefined elsewhere in it. */
  #byteAt(line: Line, at: number, between: "after" | "before"): number | undefined {
    const column = at - line.start - this.#columns.bytes;
    const count = line.bytes.end - line.bytes.start;
    if (count === 0 || column < 0 || column > 3 * count - 1) return undefined;
    const index = Math.floor((between === "after" ? column : Math.max(0, column - 1)) / 3);
    return line.bytes.start + Math.min(index, count - 1);
  }

  #lineAt(place: number): Line | undefined {
    const behind = this.#firstBehind(place, ({ start }) => start);
    return this.#lines[Math.max(0, behind - 1)];
  }

  /** Index of the first line of which that is behind a place; they ascend. */
  #firstBehind(place: number, of: (line: Line) => number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (of(this.#lines[middle]!) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function pad(piece: Piece, start: number, column: number): void {
  while (piece.length < start + column) piece.push(0x20);
}

function hex(piece: Piece, value: bigint, size: number): void {
  for (let index = size - 1; index >= 0; index--)
    piece.push(digits.charCodeAt(Number((value >> BigInt(4 * index)) & 15n)));
}

/** What would end the line, or is no character, is a blank. */
function latin1(piece: Piece, text: string): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    piece.push(code < 0x20 || code > 0xff ? 0x20 : code);
  }
}

import type { Range } from "../../../text/range";

/** Bytes in a row of a dump. */
const rowSize = 16;

/** Where things stand in a row: bytes of text from its start. Offset, address, two groups of eight bytes, characters. */
const columns = { address: 10, bytes: 20, group: 8, characters: 20 + 3 * rowSize + 2 } as const;
const rowLength = columns.characters + rowSize + 2 + 1;

const digits = "0123456789ABCDEF";

/** A stretch of a program's bytes to be dumped. */
export interface Dumped {
  readonly bytes: Uint8Array;
  /** Which of the bytes; rows begin at multiples of 16 all the same. File offsets. */
  readonly range: Range;
  /** File offset of the first of the bytes, a multiple of 16; 0 where it is left out. */
  readonly from?: number;
  readonly addressOf: (offset: number) => number | undefined;
}

/** Bytes as text: the file offset and the virtual address of each row, 16 bytes in two groups, and as characters. */
export function dump({ bytes, range, from = 0, addressOf }: Dumped): Uint8Array {
  if (range.start >= range.end) return new Uint8Array();
  const first = firstRow(range);
  const rows = Math.ceil((range.end - first) / rowSize);
  const text = new Uint8Array(rows * rowLength).fill(0x20);
  for (let row = 0; row < rows; row++) {
    const offset = first + row * rowSize;
    const at = row * rowLength;
    hex(text, at, from + offset, from + offset > 0xffffffff ? 9 : 8);
    const address = addressOf(offset);
    if (address !== undefined) hex(text, at + columns.address, address, 8);
    text[at + columns.characters] = text[at + columns.characters + rowSize + 1] = 0x7c;
    for (let index = 0; index < rowSize; index++) {
      const its = offset + index;
      if (its < range.start || its >= range.end) continue;
      const byte = bytes[its]!;
      hex(text, at + columnOf(index), byte, 2);
      text[at + columns.characters + 1 + index] = byte >= 0x20 && byte < 0x7f ? byte : 0x2e;
    }
    text[at + rowLength - 1] = 0x0a;
  }
  return text;
}

/** File offset of the first row's start. */
function firstRow({ start }: Range): number {
  return start - (start % rowSize);
}

function columnOf(index: number): number {
  return columns.bytes + 3 * index + (index >= columns.group ? 1 : 0);
}

function hex(text: Uint8Array, at: number, value: number, size: number): void {
  for (let index = size - 1, rest = value; index >= 0; index--, rest = Math.floor(rest / 16)) {
    text[at + index] = digits.charCodeAt(rest % 16);
  }
}

/**
 * The stretches of a dump that show some bytes, row for row: their digits, and the same bytes as characters. Byte
 * offsets of the dump's text.
 */
export function dumpedAt({ range }: Pick<Dumped, "range">, shown: Range): readonly Range[] {
  const start = Math.max(shown.start, range.start);
  const end = Math.min(shown.end, range.end);
  const found: Range[] = [];
  const base = firstRow(range);
  for (let at = start; at < end;) {
    const row = Math.floor((at - base) / rowSize);
    const first = (at - base) % rowSize;
    const last = Math.min(rowSize, first + end - at) - 1;
    const line = row * rowLength;
    found.push({ start: line + columnOf(first), end: line + columnOf(last) + 2 });
    const characters = line + columns.characters + 1;
    found.push({ start: characters + first, end: characters + last + 1 });
    at += last - first + 1;
  }
  return found;
}

/** The bytes that a stretch of a dump's text shows: by their digits, or as characters, or of the whole row. */
export function shownAt({ range }: Pick<Dumped, "range">, text: Range): Range | undefined {
  const start = byteAt(range, text.start, "after");
  const end = text.end > text.start ? byteAt(range, text.end, "before") : start;
  if (start === undefined || end === undefined) return undefined;
  return { start: Math.min(start, end), end: Math.max(start, end) + 1 };
}

/** The byte at a place of the text; between two bytes the one after or before. */
function byteAt(range: Range, at: number, between: "after" | "before"): number | undefined {
  if (range.start >= range.end) return undefined;
  const row = firstRow(range) + Math.floor(at / rowLength) * rowSize;
  const column = at % rowLength;
  let index: number;
  if (column > columns.characters) index = column - columns.characters - 1;
  else {
    const shift = column >= columnOf(columns.group) ? 1 : 0;
    const place = column - columns.bytes - shift;
    index = between === "after" ? Math.floor((place + 1) / 3) : Math.floor((place - 1) / 3);
  }
  if (between === "before" && column > columns.characters) index--;
  const inRow = Math.min(Math.max(index, 0), rowSize - 1);
  return Math.min(Math.max(row + inRow, range.start), range.end - 1);
}

/** The row of a dump, zero-based, that shows the byte at a file offset; the last one where none does. */
export function rowOf({ range }: Pick<Dumped, "range">, offset: number): number {
  const within = Math.min(Math.max(offset, range.start), Math.max(range.end - 1, range.start));
  return Math.floor((within - firstRow(range)) / rowSize);
}

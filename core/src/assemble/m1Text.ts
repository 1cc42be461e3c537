import type { ByteMode } from "./hex2Scanner";
import type { M1Meanings } from "./m1Meanings";
import { meaning } from "./m1Words";
import type { Piece } from "./piece";

const LF = 0x0a;
const SPACE = 0x20;
const table = Uint8Array.from("0123456789ABCDEF", (character) => character.charCodeAt(0));
/**
 * What lies in front of the table of digits in every M1 that was looked at, built by gcc or by M2-Planet for whichever
 * processor: the end of the message before it in the source, and its NUL (M1-macro.c, hexify_string).
 */
const beforeTable = Uint8Array.from(" exist\n\0", (character) => character.charCodeAt(0));

/** Appends what M1 writes for a word, without the blank behind it (M1-macro.c, the `Expression` of a blob). */
export function writeMeaning(
  piece: Piece,
  meanings: M1Meanings,
  id: number,
  bigEndian: boolean,
  mode: ByteMode,
  packedStrings = false,
): void {
  const a = meanings.a[id]!;
  const b = meanings.b[id]!;
  switch (meanings.kinds[id]!) {
    case meaning.text:
      piece.append(meanings.tokens.text, a, b);
      break;
    case meaning.number:
      writeNumber(piece, a, b, bigEndian, mode);
      break;
    case meaning.word:
      piece.push(0x2e);
      writeNumber(piece, a, 4, bigEndian, mode);
      break;
    case meaning.zeros:
      for (let index = 0; index < a; index++) writeByte(piece, 0, mode);
      break;
    case meaning.newline:
      piece.push(LF);
      break;
    case meaning.string:
      writeString(piece, meanings, a, b, mode, packedStrings);
      break;
    default:
  }
}

function writeNumber(piece: Piece, value: number, size: number, bigEndian: boolean, mode: ByteMode): void {
  for (let index = 0; index < size; index++) {
    const place = bigEndian ? size - 1 - index : index;
    if (mode === "octal") writeOctal(piece, size < 4 ? value & (2 ** (8 * size) - 1) : value, 9 * place);
    else writeByte(piece, (value >> (8 * place)) & 0xff, mode);
  }
}

/**
 * Three octal digits from a bit of a number on. M1 writes the whole number in base 8 and cuts that into groups, so that a
 * group has nine of its bits: `--octal` garbles every number above a byte (stringify.c). The same bytes, all the same.
 */
function writeOctal(piece: Piece, value: number, bit: number): void {
  for (const shift of [bit + 6, bit + 3, bit]) piece.push(table[(value >> Math.min(shift, 31)) & 7]!);
}

/**
 * M1 puts a blank behind each byte, also the last; M0 does not. The zeros of Knight's padding follow without one. M1
 * shifts signed characters: for the upper digit of a byte above 7F it reads in front of its table. A NUL ends the text.
 */
function writeString(
  piece: Piece,
  meanings: M1Meanings,
  start: number,
  end: number,
  mode: ByteMode,
  packed: boolean,
): void {
  const { text } = meanings.tokens;
  for (let at = start; at <= end; at++) {
    const byte = at < end ? text[at]! : 0;
    if (byte < 0x80 || packed) writeByte(piece, byte, mode);
    else if (!writeSigned(piece, byte, mode)) return;
    if (!packed) piece.push(SPACE);
  }
  if (!meanings.traits.knight || mode !== "hex") return;
  for (let count = -(end - start + 1) & 3; count > 0; count--) writeByte(piece, 0, mode);
}

/** A byte above 7F as M1 writes it; false where a NUL takes the place of its first digit. */
function writeSigned(piece: Piece, byte: number, mode: ByteMode): boolean {
  const shift = mode === "hex" ? 4 : mode === "octal" ? 6 : 7;
  const first = beforeTable.at((byte - 0x100) >> shift)!;
  if (first === 0) return false;
  piece.push(first);
  if (mode === "octal") piece.push(table[(byte >> 3) & 7]!);
  piece.push(table[byte & (mode === "octal" ? 7 : 0xf)]!);
  return true;
}

function writeByte(piece: Piece, byte: number, mode: ByteMode): void {
  const bits = mode === "hex" ? 4 : mode === "octal" ? 3 : 1;
  const digits = mode === "hex" ? 2 : mode === "octal" ? 3 : 8;
  for (let index = digits - 1; index >= 0; index--)
    piece.push(table[(byte >> (bits * index)) & ((1 << bits) - 1)]!);
}

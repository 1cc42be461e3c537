/** A stretch of an instruction with one meaning: a prefix, a ModRM byte, a bit field of a word. */
export interface Piece {
  /** As the maker's manual calls it: `ModRM`, `imm8`, `rs1`. */
  readonly name: string;
  /** Its digits: hexadecimal of whole bytes, binary of bit fields. */
  readonly digits: string;
  /** Of a bit field: `31–20`, highest bit first. */
  readonly bits?: string;
  /** What its digits stand for, in a word or two; empty where that would only say the digits again. */
  readonly short: string;
  /** What they stand for, as a sentence without its end. Markdown. */
  readonly meaning: string;
  /** Fields within it: mod, reg and rm of a ModRM byte. */
  readonly fields: readonly Piece[];
  /** First byte of the instruction that it has a part in, and the first one behind it (zero-based). */
  readonly start: number;
  readonly end: number;
}

/** Whether a piece has a part in bytes of its instruction. */
export function inBytes(piece: Piece, start: number, end: number): boolean {
  return piece.start < end && start < piece.end;
}

export function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

export function hexBytes(bytes: Iterable<number>): string {
  return [...bytes].map(hexByte).join(" ");
}

/** A number as people write it: decimal, with its hexadecimal form where that is not the same. */
export function shownNumber(value: bigint): string {
  if (value > -10n && value < 10n) return `${value}`;
  const magnitude = (value < 0n ? -value : value).toString(16).toUpperCase();
  return `${value} (${value < 0n ? "-" : ""}0x${magnitude})`;
}

/** A number with its sign, as a distance. */
export function shownDistance(value: bigint): string {
  return value < 0n ? `−${-value}` : `+${value}`;
}

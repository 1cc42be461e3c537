import type { Piece } from "./piece";

/** A field of a word: its name, its lowest bit and how many bits it has. Bits that are fixed are fields of `op`. */
export interface BitField {
  readonly name: string;
  readonly low: number;
  readonly width: number;
}

/** How the bits of a class of instructions are divided. */
export interface Layout {
  readonly fields: readonly BitField[];
  readonly matches: (word: number) => boolean;
}

/**
 * A layout from a line as in the manuals' tables, highest bit first: `imm12:12 rs1:5 funct3=000 rd:5 opcode=0010011`. A name with
 * `:` has so many bits of any value, one with `=` has just these bits (`x`: any), bits without a name are part of the opcode.
 */
export function layout(line: string): Layout {
  const fields: BitField[] = [];
  let mask = 0;
  let value = 0;
  let at = widthOf(line);
  for (const token of line.trim().split(/\s+/)) {
    const [, name = "op", width, digits] = /^(?:(.+?)(?::(\d+)|=([01x]+))|[01x]+)$/.exec(token) ?? [];
    const fixed = width === undefined ? (digits ?? token) : "x".repeat(Number(width));
    at -= fixed.length;
    fields.push({ name, low: at, width: fixed.length });
    for (let index = 0; index < fixed.length; index++) {
      if (fixed[index] === "x") continue;
      const bit = 2 ** (at + fixed.length - 1 - index);
      mask += bit;
      if (fixed[index] === "1") value += bit;
    }
  }
  return { fields, matches: (word) => (word & mask) >>> 0 === value };
}

/** Number of bits that a layout's line describes. */
function widthOf(line: string): number {
  let width = 0;
  for (const token of line.trim().split(/\s+/)) {
    const given = /:(\d+)$/.exec(token);
    width += given ? Number(given[1]) : token.slice(token.lastIndexOf("=") + 1).length;
  }
  return width;
}

export function bitsOf(word: number, { low, width }: BitField): number {
  return Math.floor(word / 2 ** low) % 2 ** width;
}

/** What a field of a word stands for. */
export interface FieldMeaning {
  readonly short: string;
  readonly meaning: string;
}

/**
 * The fields of a word as pieces, highest bit first.
 *
 * @param size of the word, in bytes
 */
export function fieldPieces(
  word: number,
  { fields }: Layout,
  size: number,
  bigEndian: boolean,
  meaningOf: (field: BitField, value: number) => FieldMeaning,
): readonly Piece[] {
  return fields.map((field): Piece => {
    const value = bitsOf(word, field);
    const { name, low, width } = field;
    const high = low + width - 1;
    const from = bigEndian ? size - 1 - (high >> 3) : low >> 3;
    const to = bigEndian ? size - 1 - (low >> 3) : high >> 3;
    return {
      name,
      digits: value.toString(2).padStart(width, "0"),
      bits: width === 1 ? `${low}` : `${high}–${low}`,
      ...meaningOf(field, value),
      fields: [],
      start: from,
      end: to + 1,
    };
  });
}

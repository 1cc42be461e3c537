/**
 * A field of a header, of whatever format: its file offset and size in bytes, the number that it holds, and what that means. A
 * byte can belong to two fields where headers overlap, as those of the tiny seeds do.
 */
export interface HeaderField {
  /** As its specification spells it: `e_machine`, `AddressOfEntryPoint`, `access`. */
  readonly name: string;
  /** What it is part of, for people: `ELF header`, `program header 1`, `GDT entry 1 (selector 0x8)`. */
  readonly header: string;
  readonly offset: number;
  readonly size: number;
  /** Unsigned, in the byte order of the format. */
  readonly value: bigint;
  /** What the field is for, beginning in lower case. */
  readonly purpose: string;
  /** What its value means, when there is more to say than the number. */
  readonly meaning: string | undefined;
  /** Its bits where several facts share the field, the highest first. */
  readonly bits?: readonly FieldBits[];
  /** How it is known that the header is there, where the file's beginning does not tell. */
  readonly why?: string;
}

/** Some bits of a field. Bit 0 is the lowest. */
export interface FieldBits {
  /** As the processor's manual has it: `DPL`. */
  readonly name?: string;
  readonly high: number;
  readonly low: number;
  readonly value: number;
  /** What that value of them means: `present`, `limit in pages of 4 KiB`; empty where it is the usual one and means nothing more. */
  readonly meaning: string;
}

/** A field that is still to be read: sizes in bytes. */
export interface FieldRow {
  readonly name: string;
  readonly size: number;
  readonly purpose: string;
  readonly meaning?: (value: bigint, bytes: Uint8Array) => string | undefined;
  readonly bits?: (value: number) => readonly FieldBits[];
}

/** Where rows are read, and how. */
export interface Place {
  readonly header: string;
  /** File offset of the first row. */
  readonly start: number;
  /** No field reaches behind this file offset, nor behind the end of the file. */
  readonly end?: number;
  readonly bigEndian?: boolean;
  readonly why?: string;
}

/** The fields of rows that stand behind one another, up to the first one that does not fit. */
export function readFields(bytes: Uint8Array, place: Place, rows: readonly FieldRow[]): HeaderField[] {
  const { header, start, bigEndian = false, why } = place;
  const end = Math.min(place.end ?? Infinity, bytes.length);
  const fields: HeaderField[] = [];
  let offset = start;
  for (const { name, size, purpose, meaning, bits } of rows) {
    if (offset + size > end) break;
    const value = readNumber(bytes, offset, size, bigEndian);
    fields.push({
      name,
      header,
      offset,
      size,
      value,
      purpose,
      meaning: meaning?.(value, bytes.subarray(offset, offset + size)),
      ...(bits && { bits: bits(Number(value)) }),
      ...(why !== undefined && { why }),
    });
    offset += size;
  }
  return fields;
}

/** Where the next field would be; `start` where there is none. */
export function endOf(fields: readonly HeaderField[], start: number): number {
  const last = fields.at(-1);
  return last === undefined ? start : last.offset + last.size;
}

/** An unsigned number of `size` bytes at a file offset. */
export function readNumber(bytes: Uint8Array, offset: number, size: number, bigEndian = false): bigint {
  let value = 0n;
  for (let index = 0; index < size; index++) {
    const at = bigEndian ? offset + index : offset + size - 1 - index;
    value = (value << 8n) | BigInt(bytes[at] ?? 0);
  }
  return value;
}

/** `0x7C00` */
export function hex(value: bigint | number): string {
  return `0x${value.toString(16).toUpperCase()}`;
}

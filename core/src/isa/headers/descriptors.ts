import { hex, readFields, readNumber, type FieldBits, type FieldRow, type HeaderField } from "./field";

/**
 * What `lgdt` and `lidt` load, field by field: the pseudo-descriptor, the segment descriptors and gates that it names (Intel SDM,
 * volume 3: figures 2-6, 3-8 and 6-2, tables 3-1 and 3-2).
 */

/** Bytes of a descriptor, and of a pseudo-descriptor of 16 or 32 bits. */
export const descriptorSize = 8;
const pseudoDescriptorSize = 6;

export type TableKind = "GDT" | "IDT";

/** What a pseudo-descriptor says. */
export interface TablePlace {
  readonly kind: TableKind;
  /** Bytes of the table less one. */
  readonly limit: number;
  /** Linear address of the table. */
  readonly base: bigint;
}

/** The table that the six bytes at a file offset name; undefined where they are not there. */
export function pseudoDescriptor(bytes: Uint8Array, offset: number, kind: TableKind): TablePlace | undefined {
  if (offset < 0 || offset + pseudoDescriptorSize > bytes.length) return undefined;
  return { kind, limit: Number(readNumber(bytes, offset, 2)), base: readNumber(bytes, offset + 2, 4) };
}

/** What a segment descriptor of a GDT says. */
export interface SegmentDescriptor {
  readonly base: bigint;
  /** Bytes of the segment less one, granularity counted in. */
  readonly limit: bigint;
  readonly present: boolean;
  /** Code or data; otherwise a system segment or a gate. */
  readonly memory: boolean;
  readonly code: boolean;
  /** Default size of operands and addresses: the D bit, and L for 64. */
  readonly bits: 16 | 32 | 64;
}

/** The descriptor at a file offset; undefined where its eight bytes are not there. */
export function segmentDescriptor(bytes: Uint8Array, offset: number): SegmentDescriptor | undefined {
  if (offset < 0 || offset + descriptorSize > bytes.length) return undefined;
  const access = bytes[offset + 5]!;
  const flags = bytes[offset + 6]!;
  const low = readNumber(bytes, offset, 2) | (BigInt(flags & 0xf) << 16n);
  return {
    base: readNumber(bytes, offset + 2, 3) | (BigInt(bytes[offset + 7]!) << 24n),
    limit: (flags & 0x80) !== 0 ? (low << 12n) | 0xfffn : low,
    present: (access & 0x80) !== 0,
    memory: (access & 0x10) !== 0,
    code: (access & 0x18) === 0x18,
    bits: (flags & 0x20) !== 0 ? 64 : (flags & 0x40) !== 0 ? 32 : 16,
  };
}

/** What loads a table, or fills in its pseudo-descriptor. */
export interface TableSource {
  readonly kind: TableKind;
  /** File offset of the pseudo-descriptor. */
  readonly offset: number;
  /** Whether it is loaded in real mode: an IDT is then made of far pointers of four bytes. */
  readonly real: boolean;
  /** Whether the program writes it (`sgdt`, `sidt`) before anything reads it. */
  readonly written: boolean;
  /** How that is known: `lgdt at 0x7F9C reads it`. */
  readonly why: string;
}

/** The fields of a pseudo-descriptor, and of the table where the file holds it. `offsetOf` a linear address, where the file has it. */
export function tableFields(
  bytes: Uint8Array,
  { kind, offset, real, written, why }: TableSource,
  offsetOf: (address: bigint) => number | undefined,
): readonly HeaderField[] {
  const own = readFields(bytes, { header: `${kind} pseudo-descriptor`, start: offset, why }, [
    {
      name: "limit",
      size: 2,
      purpose: `bytes of the ${kind} less one`,
      meaning: (value) => (written ? filledIn(kind) : limitMeaning(value, kind === "IDT" && real)),
    },
    {
      name: "base",
      size: 4,
      purpose: `linear address of the ${kind}`,
      meaning: (value) => (written ? filledIn(kind) : hex(value)),
    },
  ]);
  const place = pseudoDescriptor(bytes, offset, kind);
  const start = place && !written ? offsetOf(place.base) : undefined;
  if (place === undefined || start === undefined || (kind === "IDT" && real) || !isWhole(bytes, place, start))
    return own;
  return [...own, ...entries(bytes, place, start, why)];
}

/** The most entries that are shown: 256 is all that an IDT can use. */
const MOST = 256;

/**
 * Whether a table is in the file with all that it says, and holds what it should. The first entry of a GDT is never used, so most
 * are zero; a table that the program fills in is zero as a whole.
 */
function isWhole(bytes: Uint8Array, { kind, limit }: TablePlace, start: number): boolean {
  const size = limit + 1;
  if (size % descriptorSize !== 0 || size > MOST * descriptorSize || start + size > bytes.length)
    return false;
  const table = bytes.subarray(start, start + size);
  if (table.every((byte) => byte === 0)) return false;
  return kind === "IDT" || table.subarray(0, descriptorSize).every((byte) => byte === 0);
}

function entries(
  bytes: Uint8Array,
  { kind, limit }: TablePlace,
  start: number,
  found: string,
): HeaderField[] {
  const fields: HeaderField[] = [];
  const why = `its pseudo-descriptor names the ${kind}: ${found}`;
  for (let index = 0; index * descriptorSize < limit; index++) {
    const offset = start + index * descriptorSize;
    const place = { start: offset, end: offset + descriptorSize, why };
    if (kind === "IDT")
      fields.push(
        ...readFields(bytes, { ...place, header: `IDT entry ${index} (int ${hex(index)})` }, gateRows),
      );
    else {
      const header = `GDT entry ${index} (selector ${hex(index * descriptorSize)})`;
      fields.push(
        ...readFields(bytes, { ...place, header }, index === 0 ? nullRows : segmentRows(bytes, offset)),
      );
    }
  }
  return fields;
}

function filledIn(kind: TableKind): string {
  return `filled in by ${kind === "GDT" ? "sgdt" : "sidt"} when the program runs`;
}

function limitMeaning(value: bigint, isReal: boolean): string {
  const size = value + 1n;
  if (isReal && size % 4n === 0n) return `${size / 4n} vectors of 4 bytes, as real mode has them`;
  return size % 8n === 0n ? `${size / 8n} entries of 8 bytes` : `${size} bytes`;
}

const nullRows: readonly FieldRow[] = [
  {
    name: "null descriptor",
    size: 8,
    purpose: "the first entry, which the processor never reads: selector 0 stands for no segment",
    meaning: (value) => (value === 0n ? "zero, as it should be" : undefined),
  },
];

function segmentRows(bytes: Uint8Array, offset: number): readonly FieldRow[] {
  const descriptor = segmentDescriptor(bytes, offset)!;
  const whole = `the limit is ${hex(descriptor.limit)}: ${hex(descriptor.limit + 1n)} bytes`;
  const base = `the segment begins at ${hex(descriptor.base)}`;
  return [
    { name: "limit 15:0", size: 2, purpose: "low bits of the segment's last offset", meaning: () => whole },
    { name: "base 15:0", size: 2, purpose: "low bits of the segment's address", meaning: () => base },
    { name: "base 23:16", size: 1, purpose: "middle bits of the segment's address", meaning: () => base },
    {
      name: "access",
      size: 1,
      purpose: "what the segment is and who may use it",
      meaning: (value) => words(accessBits(Number(value))),
      bits: accessBits,
    },
    {
      name: "flags, limit 19:16",
      size: 1,
      purpose: "how the segment's size and code are counted, and the high bits of its limit",
      meaning: (value) => words(flagBits(Number(value), descriptor.code)),
      bits: (value) => flagBits(value, descriptor.code),
    },
    { name: "base 31:24", size: 1, purpose: "high bits of the segment's address", meaning: () => base },
  ];
}

function words(bits: readonly FieldBits[]): string {
  return bits
    .map(({ meaning }) => meaning)
    .filter((meaning) => meaning !== "")
    .join(", ");
}

function bits(
  name: string,
  value: number,
  high: number,
  low: number,
  meanings: readonly string[],
): FieldBits {
  const own = (value >> low) & ((1 << (high - low + 1)) - 1);
  return { name, high, low, value: own, meaning: meanings[own] ?? "" };
}

const rings = ["ring 0", "ring 1", "ring 2", "ring 3"];

function accessBits(value: number): readonly FieldBits[] {
  const common = [bits("P", value, 7, 7, ["not present", "present"]), bits("DPL", value, 6, 5, rings)];
  if ((value & 0x10) === 0)
    return [...common, bits("S", value, 4, 4, ["system segment"]), bits("Type", value, 3, 0, systemTypes)];
  const code = (value & 8) !== 0;
  return [
    ...common,
    bits("S", value, 4, 4, []),
    bits("E", value, 3, 3, ["data", "code"]),
    bits(
      code ? "C" : "ED",
      value,
      2,
      2,
      code ? ["not conforming", "conforming"] : ["grows upwards", "grows downwards"],
    ),
    bits(code ? "R" : "W", value, 1, 1, code ? ["run only", "readable"] : ["read only", "writable"]),
    bits("A", value, 0, 0, ["not accessed yet", "accessed"]),
  ];
}

/** Types of system segments and gates (table 3-2), by their four bits. */
const systemTypes: readonly string[] = [
  "reserved",
  "16-bit TSS, available",
  "LDT",
  "16-bit TSS, busy",
  "16-bit call gate",
  "task gate",
  "16-bit interrupt gate",
  "16-bit trap gate",
  "reserved",
  "32-bit TSS, available",
  "reserved",
  "32-bit TSS, busy",
  "32-bit call gate",
  "reserved",
  "32-bit interrupt gate",
  "32-bit trap gate",
];

function flagBits(value: number, code: boolean): readonly FieldBits[] {
  return [
    bits("G", value, 7, 7, ["limit in bytes", "limit in pages of 4 KiB"]),
    bits(
      code ? "D" : "B",
      value,
      6,
      6,
      code
        ? ["16-bit code (D = 0)", "32-bit code (D = 1)"]
        : ["16-bit stack (B = 0)", "32-bit stack (B = 1)"],
    ),
    bits("L", value, 5, 5, ["", code ? "64-bit code (L = 1)" : "reserved bit set"]),
    bits("AVL", value, 4, 4, ["", "free for the system's use, 1"]),
    { name: "limit 19:16", high: 3, low: 0, value: value & 0xf, meaning: "" },
  ];
}

const gateRows: readonly FieldRow[] = [
  { name: "offset 15:0", size: 2, purpose: "low bits of the handler's address" },
  {
    name: "selector",
    size: 2,
    purpose: "code segment of the handler",
    meaning: (value) => `entry ${value >> 3n} of the ${(value & 4n) === 0n ? "GDT" : "LDT"}`,
  },
  { name: "reserved", size: 1, purpose: "0 in interrupt and trap gates" },
  {
    name: "access",
    size: 1,
    purpose: "what kind of gate it is and who may use it",
    meaning: (value) => words(gateBits(Number(value))),
    bits: gateBits,
  },
  { name: "offset 31:16", size: 2, purpose: "high bits of the handler's address" },
];

function gateBits(value: number): readonly FieldBits[] {
  return [
    bits("P", value, 7, 7, ["not present", "present"]),
    bits("DPL", value, 6, 5, rings),
    bits("S", value, 4, 4, ["", "no gate"]),
    bits("Type", value, 3, 0, systemTypes),
  ];
}

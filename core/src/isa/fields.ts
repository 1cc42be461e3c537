import type { Instruction, Mode } from "./decoder";

/**
 * How a field holds a place: as bytes of its own, or as some of the bits of an instruction (Intel SDM volume 2, chapter 2;
 * Arm ARM, C4.1 and A5; RISC-V unprivileged ISA, section 2.3; stage0's ISA map for Knight).
 */
export type FieldForm =
  | "little-endian"
  | "big-endian"
  | "aarch64 imm26"
  | "aarch64 imm19"
  | "aarch64 imm14"
  | "aarch64 adr"
  | "aarch64 adrp"
  | "arm imm24"
  | "arm imm12"
  | "riscv B"
  | "riscv J"
  /** An auipc, and right behind it the instruction that has the lower twelve bits, in I or S format. */
  | "riscv U+I"
  | "riscv U+S";

/** Bytes that say where something is: a displacement, an absolute address, or the bits of an instruction that are one. */
export interface Field {
  /** File offset of the first of the bytes that the field is in, and how many they are. */
  readonly at: number;
  readonly size: number;
  readonly form: FieldForm;
  /** The virtual address that it counts from; undefined where it holds an address itself. */
  readonly origin: bigint | undefined;
  /** How wide addresses are: what goes further comes in again at the other end. */
  readonly bits: 16 | 32 | 64;
}

/** What the place is to the instruction. */
export type FieldUse = "target" | "data" | "immediate" | "memory" | "far";

export interface InstructionField extends Field {
  readonly use: FieldUse;
}

/** A place that a field cannot hold, as numbers: what it would hold, and what it can, in steps. */
export interface Unfitting {
  readonly value: bigint;
  readonly least: bigint;
  readonly most: bigint;
  readonly step: bigint;
}

interface Capacity {
  readonly bits: number;
  readonly step: bigint;
  readonly signed: boolean;
}

const capacities: Readonly<Record<Exclude<FieldForm, "little-endian" | "big-endian">, Capacity>> = {
  "aarch64 imm26": { bits: 28, step: 4n, signed: true },
  "aarch64 imm19": { bits: 21, step: 4n, signed: true },
  "aarch64 imm14": { bits: 16, step: 4n, signed: true },
  "aarch64 adr": { bits: 21, step: 1n, signed: true },
  "aarch64 adrp": { bits: 33, step: 0x1000n, signed: true },
  "arm imm24": { bits: 26, step: 4n, signed: true },
  "arm imm12": { bits: 13, step: 1n, signed: true },
  "riscv B": { bits: 13, step: 2n, signed: true },
  "riscv J": { bits: 21, step: 2n, signed: true },
  "riscv U+I": { bits: 32, step: 1n, signed: true },
  "riscv U+S": { bits: 32, step: 1n, signed: true },
};

/** The virtual address that a field says. */
export function placeIn(bytes: Uint8Array, field: Field): bigint {
  const value = valueIn(bytes, field);
  if (field.origin === undefined) return value;
  return BigInt.asUintN(field.bits, originOf(field) + value);
}

/** The bytes of a field that says a place, all else in them as it is; or why there are none. */
export function withPlace(bytes: Uint8Array, field: Field, place: bigint): Uint8Array | Unfitting {
  const { form, origin, size, bits } = field;
  const plain = form === "little-endian" || form === "big-endian";
  const capacity = plain ? { bits: 8 * size, step: 1n, signed: origin !== undefined } : capacities[form];
  const value = origin === undefined ? place : BigInt.asIntN(bits, place - originOf(field));
  const half = 1n << BigInt(capacity.bits - 1);
  // Of imm12 a bit of its own is the sign, so that the two sides are equal.
  const least = capacity.signed ? (form === "arm imm12" ? 1n - half : -half) : 0n;
  const most = capacity.signed ? half - capacity.step : 2n * half - 1n;
  // Where addresses are as wide as the field, every distance comes round to its place.
  const comesRound = origin !== undefined && capacity.bits >= bits;
  const fits = comesRound || (value >= least && value <= most);
  if (!fits || value % capacity.step !== 0n) return { value, least, most, step: capacity.step };
  const written = bytes.slice(field.at, field.at + size);
  write(written, form, value);
  return written;
}

/** Where the distance counts from: ADRP's from the page. */
function originOf({ form, origin = 0n }: Field): bigint {
  return form === "aarch64 adrp" ? origin & ~0xfffn : origin;
}

function valueIn(bytes: Uint8Array, { at, size, form, origin }: Field): bigint {
  const raw = plainIn(bytes.subarray(at, at + size), form === "big-endian");
  const word = Number(BigInt.asUintN(32, raw));
  const bit = (from: number, count: number) => (word >>> from) & (2 ** count - 1);
  switch (form) {
    case "little-endian":
    case "big-endian":
      return origin === undefined ? raw : BigInt.asIntN(8 * size, raw);
    case "aarch64 imm26":
      return signed(bit(0, 26), 26) * 4n;
    case "aarch64 imm19":
      return signed(bit(5, 19), 19) * 4n;
    case "aarch64 imm14":
      return signed(bit(5, 14), 14) * 4n;
    case "aarch64 adr":
      return signed(bit(5, 19) * 4 + bit(29, 2), 21);
    case "aarch64 adrp":
      return signed(bit(5, 19) * 4 + bit(29, 2), 21) * 0x1000n;
    case "arm imm24":
      return signed(bit(0, 24), 24) * 4n;
    case "arm imm12":
      return BigInt(bit(23, 1) === 1 ? bit(0, 12) : -bit(0, 12));
    case "riscv B":
      return signed((bit(31, 1) << 12) | (bit(7, 1) << 11) | (bit(25, 6) << 5) | (bit(8, 4) << 1), 13);
    case "riscv J":
      return signed((bit(31, 1) << 20) | (bit(12, 8) << 12) | (bit(20, 1) << 11) | (bit(21, 10) << 1), 21);
    case "riscv U+I":
    case "riscv U+S": {
      const second = Number(raw >> 32n);
      const low = form === "riscv U+I" ? second >>> 20 : ((second >>> 25) << 5) | ((second >>> 7) & 31);
      return BigInt.asIntN(32, (BigInt(word >>> 12) << 12n) + signed(low, 12));
    }
  }
}

function plainIn(bytes: Uint8Array, bigEndian: boolean): bigint {
  let value = 0n;
  bytes.forEach((_, index) => {
    value = (value << 8n) | BigInt(bytes[bigEndian ? index : bytes.length - 1 - index]!);
  });
  return value;
}

function signed(value: number, bits: number): bigint {
  return BigInt.asIntN(bits, BigInt(value));
}

/** Writes a value that fits into the bytes of a field. */
function write(bytes: Uint8Array, form: FieldForm, value: bigint): void {
  if (form === "little-endian" || form === "big-endian") {
    writePlain(bytes, value, form === "big-endian");
    return;
  }
  wordsOf(form, value).forEach(([mask, bits], index) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + 4 * index);
    view.setUint32(0, (view.getUint32(0, true) & ~mask) | (bits & mask), true);
  });
}

/** Which bits of the little-endian words a value takes, and what they are. */
function wordsOf(
  form: Exclude<FieldForm, "little-endian" | "big-endian">,
  value: bigint,
): readonly (readonly [mask: number, bits: number])[] {
  const own = Number(BigInt.asUintN(32, value));
  switch (form) {
    case "aarch64 imm26":
      return [[0x03ffffff, own >>> 2]];
    case "aarch64 imm19":
      return [[0x00ffffe0, (own >>> 2) << 5]];
    case "aarch64 imm14":
      return [[0x0007ffe0, (own >>> 2) << 5]];
    case "aarch64 adr":
      return [[0x60ffffe0, (((own >>> 2) & 0x7ffff) << 5) | ((own & 3) << 29)]];
    case "aarch64 adrp":
      return wordsOf("aarch64 adr", value / 0x1000n);
    case "arm imm24":
      return [[0x00ffffff, own >>> 2]];
    case "arm imm12":
      return [[0x00800fff, value < 0n ? Number(-value) : own | 0x00800000]];
    case "riscv B": {
      const high = ((own >>> 12) << 31) | (((own >>> 5) & 0x3f) << 25);
      return [[0xfe000f80, high | (((own >>> 1) & 15) << 8) | (((own >>> 11) & 1) << 7)]];
    }
    case "riscv J": {
      const high = ((own >>> 20) << 31) | (((own >>> 1) & 0x3ff) << 21);
      return [[0xfffff000, high | (((own >>> 11) & 1) << 20) | (((own >>> 12) & 0xff) << 12)]];
    }
    case "riscv U+I":
    case "riscv U+S": {
      // The lower part is signed, so the upper one is rounded.
      const upper = [0xfffff000, Number(BigInt.asUintN(32, value + 0x800n))] as const;
      if (form === "riscv U+I") return [upper, [0xfff00000, own << 20]];
      return [upper, [0xfe000f80, ((own >>> 5) << 25) | ((own & 31) << 7)]];
    }
  }
}

function writePlain(bytes: Uint8Array, value: bigint, bigEndian: boolean): void {
  bytes.forEach((_, index) => {
    const shift = BigInt(8 * (bigEndian ? bytes.length - 1 - index : index));
    bytes[index] = Number((value >> shift) & 0xffn);
  });
}

/**
 * The fields of a decoded instruction that hold a place: where it goes, data that it reaches relative to itself, and
 * numbers that may be addresses, whatever they are (at least 16 bits of them). An auipc has the field of itself and of
 * the instruction behind it.
 *
 * @param bytes those that the instruction's offset counts in
 */
export function fieldsOf(
  instruction: Instruction,
  bytes: Uint8Array,
  mode: Mode,
): readonly InstructionField[] {
  const relative = instruction.target ?? instruction.data;
  // What the decoder takes for another place is a form that is not known here.
  return candidates(instruction, bytes, mode).filter(
    (field) =>
      field.origin === undefined ||
      relative === undefined ||
      placeIn(bytes, field) === BigInt.asUintN(field.bits, relative),
  );
}

function candidates(instruction: Instruction, bytes: Uint8Array, mode: Mode): readonly InstructionField[] {
  if (mode.startsWith("x86")) return x86Fields(instruction, mode);
  if (mode === "knight") return knightFields(instruction);
  if (instruction.length !== 4) return [];
  const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(instruction.offset, true);
  const { offset: at, address: origin } = instruction;
  const here = { at, size: 4, origin, bits: mode === "aarch64" || mode === "riscv64" ? 64 : 32 } as const;
  const use = instruction.target === undefined ? "data" : "target";
  if (mode === "aarch64") {
    const form = aarch64Form(word);
    return form === undefined ? [] : [{ ...here, form, use }];
  }
  if (mode === "arm") {
    const form = armForm(word);
    return form === undefined ? [] : [{ ...here, origin: origin + 8n, form, use }];
  }
  const opcode = word & 0x7f;
  if (opcode === 0x63) return [{ ...here, form: "riscv B", use }];
  if (opcode === 0x6f) return [{ ...here, form: "riscv J", use }];
  const pair = opcode === 0x17 ? pairOf(bytes, at, (word >>> 7) & 31) : undefined;
  return pair === undefined ? [] : [{ ...here, size: 8, ...pair }];
}

function aarch64Form(word: number): FieldForm | undefined {
  const is = (mask: number, value: number) => (word & mask) >>> 0 === value;
  if (is(0x7c000000, 0x14000000)) return "aarch64 imm26";
  if (is(0xff000000, 0x54000000) || is(0x7e000000, 0x34000000)) return "aarch64 imm19";
  if (is(0x3b000000, 0x18000000)) return "aarch64 imm19";
  if (is(0x7e000000, 0x36000000)) return "aarch64 imm14";
  if (is(0x1f000000, 0x10000000)) return word >>> 31 === 1 ? "aarch64 adrp" : "aarch64 adr";
  return undefined;
}

function armForm(word: number): FieldForm | undefined {
  // Without a condition it is BLX, which counts in halves of a word.
  if ((word & 0x0e000000) === 0x0a000000 && word >>> 28 !== 15) return "arm imm24";
  return (word & 0x0f7f0000) === 0x051f0000 ? "arm imm12" : undefined;
}

/** What the instruction behind an auipc is to it: one that takes the same register as its base. */
function pairOf(
  bytes: Uint8Array,
  at: number,
  register: number,
): Pick<InstructionField, "form" | "use"> | undefined {
  if (at + 8 > bytes.length) return undefined;
  const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 4, true);
  if (((word >>> 15) & 31) !== register) return undefined;
  switch (word & 0x7f) {
    case 0x03:
      return { form: "riscv U+I", use: "data" };
    case 0x13:
      return ((word >>> 12) & 7) === 0 ? { form: "riscv U+I", use: "data" } : undefined;
    case 0x67:
      return { form: "riscv U+I", use: "target" };
    case 0x23:
      return { form: "riscv U+S", use: "data" };
    default:
      return undefined;
  }
}

function knightFields({ offset, length, address, parts, target }: Instruction): readonly InstructionField[] {
  return parts.flatMap(({ kind, start, size }): InstructionField[] => {
    if (kind === "opcode") return [];
    const field = { at: offset + start, size, form: "big-endian", bits: 32 } as const;
    if (kind === "immediate") return [{ ...field, origin: undefined, use: "immediate" }];
    return [{ ...field, origin: address + BigInt(length), use: target === undefined ? "data" : "target" }];
  });
}

const x86Bits = { "x86-16": 16, "x86-32": 32, "x86-64": 64 } as const;

function x86Fields(instruction: Instruction, mode: Mode): readonly InstructionField[] {
  const { offset, length, address, parts, target, data, operands } = instruction;
  const own = x86Bits[mode as keyof typeof x86Bits];
  const fields: InstructionField[] = [];
  for (const { kind, start, size } of parts) {
    if (kind === "opcode") continue;
    const field = { at: offset + start, size, form: "little-endian", bits: own } as const;
    if (kind === "displacement" && (target ?? data) !== undefined) {
      // With the prefix that changes the operands' size the pointer of instructions is of that size, too.
      const bits = own === 64 || size === 1 ? own : size === 2 ? 16 : 32;
      const origin = address + BigInt(length);
      fields.push({ ...field, bits, origin, use: target === undefined ? "data" : "target" });
      continue;
    }
    if (size < 2) continue;
    const far = operands.some((operand) => operand.kind === "far");
    // Behind the offset of a far address there is its segment.
    if (far && fields.length > 0) continue;
    const use = far ? "far" : kind === "displacement" ? "memory" : "immediate";
    fields.push({ ...field, origin: undefined, use });
  }
  return fields;
}

import { riscvRegisters } from "../../isa/riscvRegisters";
import type { Claim, Wanted } from "../claim";
import type { EncodingPlace } from "./place";

type Format = "R" | "I" | "shift" | "load" | "store" | "branch" | "U" | "J" | "word";

/** Format, opcode, funct3 and funct7 (The RISC-V Instruction Set Manual, volume I, chapter “RV32/64G Instruction Set Listings”). */
const table: Readonly<Record<string, readonly [Format, opcode: number, funct3?: number, funct7?: number]>> = {
  lui: ["U", 0x37],
  auipc: ["U", 0x17],
  jal: ["J", 0x6f],
  jalr: ["I", 0x67, 0],
  beq: ["branch", 0x63, 0],
  bne: ["branch", 0x63, 1],
  blt: ["branch", 0x63, 4],
  bge: ["branch", 0x63, 5],
  bltu: ["branch", 0x63, 6],
  bgeu: ["branch", 0x63, 7],
  lb: ["load", 0x03, 0],
  lh: ["load", 0x03, 1],
  lw: ["load", 0x03, 2],
  ld: ["load", 0x03, 3],
  lbu: ["load", 0x03, 4],
  lhu: ["load", 0x03, 5],
  lwu: ["load", 0x03, 6],
  sb: ["store", 0x23, 0],
  sh: ["store", 0x23, 1],
  sw: ["store", 0x23, 2],
  sd: ["store", 0x23, 3],
  addi: ["I", 0x13, 0],
  slli: ["shift", 0x13, 1],
  slti: ["I", 0x13, 2],
  sltiu: ["I", 0x13, 3],
  xori: ["I", 0x13, 4],
  srli: ["shift", 0x13, 5],
  srai: ["shift", 0x13, 5, 0x20],
  ori: ["I", 0x13, 6],
  andi: ["I", 0x13, 7],
  addiw: ["I", 0x1b, 0],
  slliw: ["shift", 0x1b, 1],
  srliw: ["shift", 0x1b, 5],
  sraiw: ["shift", 0x1b, 5, 0x20],
  add: ["R", 0x33, 0],
  sub: ["R", 0x33, 0, 0x20],
  sll: ["R", 0x33, 1],
  slt: ["R", 0x33, 2],
  sltu: ["R", 0x33, 3],
  xor: ["R", 0x33, 4],
  srl: ["R", 0x33, 5],
  sra: ["R", 0x33, 5, 0x20],
  or: ["R", 0x33, 6],
  and: ["R", 0x33, 7],
  addw: ["R", 0x3b, 0],
  subw: ["R", 0x3b, 0, 0x20],
  sllw: ["R", 0x3b, 1],
  srlw: ["R", 0x3b, 5],
  sraw: ["R", 0x3b, 5, 0x20],
  mul: ["R", 0x33, 0, 1],
  mulh: ["R", 0x33, 1, 1],
  mulhsu: ["R", 0x33, 2, 1],
  mulhu: ["R", 0x33, 3, 1],
  div: ["R", 0x33, 4, 1],
  divu: ["R", 0x33, 5, 1],
  rem: ["R", 0x33, 6, 1],
  remu: ["R", 0x33, 7, 1],
  mulw: ["R", 0x3b, 0, 1],
  divw: ["R", 0x3b, 4, 1],
  divuw: ["R", 0x3b, 5, 1],
  remw: ["R", 0x3b, 6, 1],
  remuw: ["R", 0x3b, 7, 1],
  ecall: ["word", 0x00000073],
  ebreak: ["word", 0x00100073],
};

/**
 * The words that a claim may be, with its immediate in each reading and its label at each place that has the name. Undefined for
 * instructions that are not in the table, and where a label is nowhere.
 */
export function encodeRiscv(
  { mnemonic, operands }: Claim,
  place: EncodingPlace,
): readonly number[] | undefined {
  const row = table[mnemonic];
  if (row === undefined) return undefined;
  const [format, opcode, funct3 = 0, funct7 = 0] = row;
  if (format === "word") return [opcode];
  const numbers = operands.flatMap(registersOf);
  const jumps = format === "branch" || format === "J";
  const immediates = immediatesOf(operands, place, jumps);
  if (numbers.some((number) => number < 0) || immediates === undefined) return undefined;
  return immediates.map((immediate) => encode(format, opcode, funct3, funct7, numbers, immediate) >>> 0);
}

/** Registers of a claim's operand, as numbers; -1 for one that there is not. */
function registersOf(wanted: Wanted): number[] {
  if (wanted.kind === "register") return [riscvRegisters.indexOf(wanted.name)];
  return wanted.kind === "memory" ? [riscvRegisters.indexOf(wanted.base ?? "zero")] : [];
}

function immediatesOf(
  operands: readonly Wanted[],
  { address, offset, labels }: EncodingPlace,
  jumps: boolean,
): readonly number[] | undefined {
  const last = operands.at(-1);
  const value = last?.kind === "memory" ? (last.displacement ?? { kind: "number", values: [0n] }) : last;
  if (value?.kind === "number") {
    // What a jump is given as a plain number is an address, or one in the file, or how far it goes.
    const others = offset === undefined ? [] : [BigInt(offset), 0n, -4n];
    const from = jumps ? [address, ...others] : [0n];
    return value.values.flatMap((each) => from.map((start) => Number(BigInt.asIntN(32, each - start))));
  }
  if (value?.kind === "distance") return [Number(value.bytes)];
  if (value?.kind === "register") return [0];
  if (value?.kind !== "label" && value?.kind !== "upper" && value?.kind !== "lower") return undefined;
  const found = labels.addressesOf(value.name).map((label) => {
    if (value.kind === "label") return BigInt.asIntN(32, label + value.plus - address);
    // What is added to the upper part is signed, so that is rounded. The lower part belongs to the auipc right before it.
    return value.kind === "upper"
      ? BigInt.asUintN(20, (label - address + 0x800n) >> 12n)
      : BigInt.asIntN(12, label - (address - 4n));
  });
  return found.length === 0 ? undefined : found.map(Number);
}

function encode(
  format: Exclude<Format, "word">,
  opcode: number,
  funct3: number,
  funct7: number,
  registers: readonly number[],
  immediate: number,
): number {
  const [a = 0, b = 0, c = 0] = registers;
  const bits = (high: number, low: number) => (immediate >> low) & (2 ** (high - low + 1) - 1);
  const base = opcode | (funct3 << 12);
  switch (format) {
    case "R":
      return base | (a << 7) | (b << 15) | (c << 20) | (funct7 << 25);
    case "I":
    case "load":
      return base | (a << 7) | (b << 15) | (bits(11, 0) << 20);
    case "shift":
      return base | (a << 7) | (b << 15) | (bits(5, 0) << 20) | (funct7 << 25);
    case "store":
      return base | (bits(4, 0) << 7) | (b << 15) | (a << 20) | (bits(11, 5) << 25);
    case "branch":
      return (
        base |
        (bits(11, 11) << 7) |
        (bits(4, 1) << 8) |
        (a << 15) |
        (b << 20) |
        (bits(10, 5) << 25) |
        (bits(12, 12) << 31)
      );
    case "U":
      return opcode | (a << 7) | (bits(19, 0) << 12);
    case "J":
      return (
        opcode |
        (a << 7) |
        (bits(19, 12) << 12) |
        (bits(11, 11) << 20) |
        (bits(10, 1) << 21) |
        (bits(20, 20) << 31)
      );
  }
}

import type { Instruction } from "../decoder";
import { fieldPieces, layout, type BitField, type FieldMeaning, type Layout } from "./bitFields";
import { shownDistance, shownNumber, type Piece } from "./piece";

/** Encodings of the Arm Architecture Reference Manual, section C4.1, the more special ones first. */
const layouts: readonly Layout[] = [
  // Data processing, immediate
  "op=x immlo:2 10000 immhi:19 Rd:5",
  "sf:1 op=x S:1 100010 sh:1 imm12:12 Rn:5 Rd:5",
  "sf:1 opc:2 100100 N:1 immr:6 imms:6 Rn:5 Rd:5",
  "sf:1 opc:2 100101 hw:2 imm16:16 Rd:5",
  "sf:1 opc:2 100110 N:1 immr:6 imms:6 Rn:5 Rd:5",
  "sf:1 op21:2 100111 N:1 o0:1 Rm:5 imms:6 Rn:5 Rd:5",
  // Branches, exceptions, system
  "op=x 00101 imm26:26",
  "0101010 o1:1 imm19:19 o0:1 cond:4",
  "sf:1 011010 op=x imm19:19 Rt:5",
  "b5:1 011011 op=x b40:5 imm14:14 Rt:5",
  "11010100 opc:3 imm16:16 op2:3 LL:2",
  "1101011 opc:4 op2:5 op3:6 Rn:5 op4:5",
  "1101010100 L:1 op0:2 op1:3 CRn:4 CRm:4 op2:3 Rt:5",
  // Loads and stores
  "opc:2 011 V:1 00 imm19:19 Rt:5",
  "opc:2 101 V:1 00 L:1 imm7:7 Rt2:5 Rn:5 Rt:5",
  "opc:2 101 V:1 mode=xx L:1 imm7:7 Rt2:5 Rn:5 Rt:5",
  "size:2 111 V:1 00 opc:2 0 imm9:9 mode=xx Rn:5 Rt:5",
  "size:2 111 V:1 00 opc:2 1 Rm:5 option:3 S:1 10 Rn:5 Rt:5",
  "size:2 111 V:1 01 opc:2 imm12:12 Rn:5 Rt:5",
  "size:2 001000 o2:1 L:1 o1:1 Rs:5 o0:1 Rt2:5 Rn:5 Rt:5",
  // Data processing, register
  "sf:1 opc:2 01010 shift:2 N:1 Rm:5 imm6:6 Rn:5 Rd:5",
  "sf:1 op=x S:1 01011 shift:2 0 Rm:5 imm6:6 Rn:5 Rd:5",
  "sf:1 op=x S:1 01011 00 1 Rm:5 option:3 imm3:3 Rn:5 Rd:5",
  "sf:1 op=x S:1 11010000 Rm:5 000000 Rn:5 Rd:5",
  "sf:1 op=x S:1 11010010 imm5:5 cond:4 1 o2:1 Rn:5 o3:1 nzcv:4",
  "sf:1 op=x S:1 11010010 Rm:5 cond:4 0 o2:1 Rn:5 o3:1 nzcv:4",
  "sf:1 op=x S:1 11010100 Rm:5 cond:4 op2:2 Rn:5 Rd:5",
  "sf:1 0 S:1 11010110 Rm:5 opcode:6 Rn:5 Rd:5",
  "sf:1 1 S:1 11010110 opcode2:5 opcode:6 Rn:5 Rd:5",
  "sf:1 op54:2 11011 op31:3 Rm:5 o0:1 Ra:5 Rn:5 Rd:5",
  // What has no layout here (floating point, vectors, atomics).
  "operands:3 op0=xxxx operands:25",
].map(layout);

export const aarch64Conditions = "eq ne hs lo mi pl vs vc hi ls ge lt gt le al nv".split(
  " ",
) as readonly string[];

/** What each condition means behind a comparison, of ARM and AArch64. */
export const conditionMeanings: Readonly<Record<string, string>> = {
  eq: "equal (Z = 1)",
  ne: "not equal (Z = 0)",
  hs: "unsigned ≥ (C = 1)",
  lo: "unsigned < (C = 0)",
  mi: "negative (N = 1)",
  pl: "positive or zero (N = 0)",
  vs: "overflow (V = 1)",
  vc: "no overflow (V = 0)",
  hi: "unsigned > (C = 1 and Z = 0)",
  ls: "unsigned ≤ (C = 0 or Z = 1)",
  ge: "signed ≥ (N = V)",
  lt: "signed < (N ≠ V)",
  gt: "signed > (Z = 0 and N = V)",
  le: "signed ≤ (Z = 1 or N ≠ V)",
  al: "always",
  nv: "always",
};

export function aarch64Pieces(bytes: Uint8Array, instruction: Instruction): readonly Piece[] {
  const word = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  const found = layouts.find(({ matches }) => matches(word))!;
  const around = { word, found, instruction };
  return fieldPieces(word, found, 4, false, (field, value) => meaningOf(field, value, around));
}

interface Around {
  readonly word: number;
  readonly found: Layout;
  readonly instruction: Instruction;
}

const roles: Readonly<Record<string, string>> = {
  Rd: "receives the result",
  Rn: "first register that is read",
  Rm: "second register that is read",
  Ra: "is added or subtracted",
  Rt: "register that is loaded, stored or tested",
  Rt2: "second register of the pair",
  Rs: "receives whether the store was done",
};

const noRegister = Symbol("no register");

/** What a register is for where it is not what its field mostly is for: in branches, system instructions and selections. */
function specialRole(name: string, { word, instruction }: Around): string | typeof noRegister | undefined {
  const { mnemonic } = instruction;
  // Branches to registers (section C4.1, “Unconditional branch (register)”).
  if (word >>> 25 === 0b1101011 && name === "Rn")
    return /^(eret|drps)/.test(mnemonic) ? noRegister : "holds the address that it goes to";
  if (isSystem(word)) {
    const op0 = (word >>> 19) & 3;
    if (op0 === 0) return noRegister;
    const reads = ((word >>> 21) & 1) === 1;
    if (op0 > 1) return reads ? "receives the system register" : "is written to the system register";
    if (reads) return "receives the result";
    return (word & 31) === 31 ? "no register is meant" : "is given to the operation";
  }
  if (((word >>> 21) & 0xff) === 0b11010100) return selectedRole(name, mnemonic);
  const swap = compareAndSwap(word);
  if (swap !== undefined) {
    const behind = swap.pair ? ", with the register behind it" : "";
    if (name === "Rs") return `is compared with what is there, and receives it${behind}`;
    if (name === "Rt") return `is stored if they are equal${behind}`;
    if (name === "Rt2") return noRegister;
  } else if (isExclusive(word)) {
    // Only stores that may fail tell so, and only pairs have a second register.
    if (name === "Rs") return /^stl?x/.test(mnemonic) ? undefined : noRegister;
    if (name === "Rt2") return /xp$/.test(mnemonic) ? undefined : noRegister;
  }
  if (name === "Rt" && ((word >>> 26) & 31) === 0b01101) return "register that is tested";
  if (name === "Rt" && isMemory(word) && !instruction.mnemonic.startsWith("prf"))
    return /^ld/.test(mnemonic) ? "receives what is loaded" : /^st/.test(mnemonic) ? "is stored" : undefined;
  return undefined;
}

/** `csel` and its kin; what has one register only gives it twice. */
function selectedRole(name: string, mnemonic: string): string | undefined {
  if (!/^cs(el|inc|inv|neg)$/.test(mnemonic)) return name === "Rd" ? undefined : "is read";
  const changed = { csinc: ", plus 1,", csinv: ", inverted,", csneg: ", negated," }[mnemonic] ?? "";
  if (name === "Rn") return "is taken if the condition holds";
  return name === "Rm" ? `is taken${changed} if it does not hold` : undefined;
}

/** Loads and stores that reserve a place, or are ordered (section C4.1, “Load/store exclusive”). */
function isExclusive(word: number): boolean {
  return ((word >>> 24) & 0x3f) === 0b001000;
}

/**
 * How a word that compares and swaps does it, if it is one: of a register or a pair of them, of 64 bits or fewer (the same
 * section; “CAS” and “CASP” in section C6.2).
 */
function compareAndSwap(word: number): { readonly pair: boolean; readonly wide: boolean } | undefined {
  if (!isExclusive(word) || ((word >>> 21) & 1) === 0) return undefined;
  const size = word >>> 30;
  if (((word >>> 23) & 1) === 1) return { pair: false, wide: size === 3 };
  // With 1 as the upper bit of the size these are the exclusive pairs.
  return size < 2 ? { pair: true, wide: size === 1 } : undefined;
}

/** Hints, barriers, system instructions and system registers. */
function isSystem(word: number): boolean {
  return word >>> 22 === 0b1101010100;
}

const shifts = ["lsl", "lsr", "asr", "ror"];

function meaningOf(field: BitField, value: number, around: Around): FieldMeaning {
  const { name, width } = field;
  const { mnemonic } = around.instruction;
  const role = roles[name];
  if (role !== undefined) {
    const register = registerOf(name, value, around);
    const special = specialRole(name, around);
    if (special === noRegister) return { short: "", meaning: "no register" };
    if (special !== undefined) return { short: register, meaning: `${register}: ${special}` };
    const its = name === "Rn" && isMemory(around.word) ? "holds the address" : role;
    return { short: register, meaning: `${register}: ${its}` };
  }
  switch (name) {
    case "sf":
      return { short: value === 1 ? "64-bit" : "32-bit", meaning: `works on ${value === 1 ? 64 : 32} bits` };
    case "S":
      if (isMemory(around.word))
        return { short: "", meaning: value === 1 ? "the index is scaled" : "the index is taken as it is" };
      return {
        short: value === 1 ? "flags" : "",
        meaning: value === 1 ? "sets the flags" : "leaves the flags",
      };
    case "cond": {
      const condition = aarch64Conditions[value]!;
      const meant = /^c(setm?|inc|inv|neg)$/.test(mnemonic) ? aarch64Conditions[value ^ 1]! : undefined;
      const opposite = meant === undefined ? "" : `, the opposite of ${meant}: so ${mnemonic} is encoded`;
      return { short: condition, meaning: `${condition}: ${conditionMeanings[condition]}${opposite}` };
    }
    case "imm26":
    case "imm19":
    case "imm14": {
      const distance = BigInt.asIntN(width, BigInt(value)) * 4n;
      const text = `${shownDistance(distance)} bytes`;
      return { short: shownDistance(distance), meaning: `${text} from the instruction, counted in words` };
    }
    case "imm12": {
      const scale = isMemory(around.word) ? accessSize(around.word) : 1;
      const number = shownNumber(BigInt(value * scale));
      return {
        short: number.replace(/ \(.*/, ""),
        meaning: scale === 1 ? `the number ${number}` : `offset of ${number} bytes: ${value} times ${scale}`,
      };
    }
    case "imm9": {
      const offset = BigInt.asIntN(9, BigInt(value));
      return { short: `${offset}`, meaning: `offset of ${offset} bytes` };
    }
    case "imm7": {
      const scale = 4n << BigInt(around.word >>> 31);
      const offset = BigInt.asIntN(7, BigInt(value)) * scale;
      return { short: `${offset}`, meaning: `offset of ${offset} bytes, counted in ${scale}` };
    }
    case "imm16":
      return { short: `${value}`, meaning: `the number ${shownNumber(BigInt(value))}` };
    case "hw":
      return { short: `lsl ${value * 16}`, meaning: `the number is shifted left by ${value * 16} bits` };
    case "sh":
      return {
        short: "",
        meaning: value === 1 ? "the number is shifted left by 12" : "the number is not shifted",
      };
    case "shift":
      return { short: shifts[value]!, meaning: `${shifts[value]} of the second register` };
    case "imm6":
      return { short: `${value}`, meaning: `shifted by ${value}` };
    case "imm5":
      return { short: `${value}`, meaning: `the number ${value}` };
    case "nzcv":
      return { short: "", meaning: "flags where the condition does not hold" };
    case "immr":
    case "imms":
    case "N":
      return { short: "", meaning: `a part of the mask or shift of ${mnemonic}` };
    case "immlo":
    case "immhi":
      return { short: "", meaning: "a part of the distance to the address" };
    case "size": {
      const swap = compareAndSwap(around.word);
      if (swap?.pair === true) {
        const bits = swap.wide ? 64 : 32;
        return { short: `${bits}-bit`, meaning: `an access of two times ${bits} bits` };
      }
      return { short: `${8 << value}-bit`, meaning: `an access of ${8 << value} bits` };
    }
    case "V":
      return {
        short: "",
        meaning: value === 1 ? "a register of floating point or vectors" : "a general register",
      };
    case "mode":
      return mode(value, width, around.word);
    case "option":
      return { short: "", meaning: "how the second register is extended" };
    case "L":
      if (isSystem(around.word) && ((around.word >>> 19) & 3) > 1)
        return {
          short: value === 1 ? "read" : "write",
          meaning: `${value === 1 ? "reads" : "writes"} the register`,
        };
      if (!isMemory(around.word) || compareAndSwap(around.word) !== undefined)
        return { short: "", meaning: `with the other fields: ${mnemonic}` };
      return { short: value === 1 ? "load" : "store", meaning: value === 1 ? "loads" : "stores" };
    case "op0":
    case "op1":
    case "CRn":
    case "CRm":
    case "op2":
      return { short: "", meaning: systemField(around) };
    case "operands":
      return { short: "", meaning: "the rest of the instruction" };
    default:
      return { short: "", meaning: `with the other fields: ${mnemonic}` };
  }
}

/** Five fields together are the number of a system register. */
function systemField({ word, instruction }: Around): string {
  const { mnemonic, text } = instruction;
  const [, register] = /^mrs \w+, (\w+)$|^msr (\w+), [xw]/.exec(text)?.filter(Boolean) ?? [];
  if (!isSystem(word) || register === undefined) return `with the other fields: ${mnemonic}`;
  return `with op0, op1, CRn, CRm and op2: the system register ${register}`;
}

function mode(value: number, _width: number, word: number): FieldMeaning {
  const pair = ((word >>> 27) & 7) === 5;
  const kinds = pair
    ? ["no allocate", "after", "offset", "before"]
    : ["offset", "after", "unprivileged", "before"];
  const kind = kinds[value]!;
  const meaning =
    kind === "after"
      ? "the address register is changed behind the access"
      : kind === "before"
        ? "the address register is changed in front of the access"
        : "the address register stays as it is";
  return { short: kind, meaning };
}

/** Loads and stores: bit 27 set and bit 25 clear (table C4-1). */
function isMemory(word: number): boolean {
  return ((word >>> 27) & 1) === 1 && ((word >>> 25) & 1) === 0;
}

/** Bytes of an access with an unsigned offset, which is counted in them. */
function accessSize(word: number): number {
  return 1 << (word >>> 30);
}

/** 31 is the stack pointer where an address or an immediate sum is meant, else the register that is always zero. */
function registerOf(name: string, value: number, { word, found, instruction }: Around): string {
  const has = (wanted: string) => found.fields.some((field) => field.name === wanted);
  const address = isMemory(word) && name === "Rn";
  const swap = compareAndSwap(word);
  // Whether a store was done is a number of 32 bits.
  if (name === "Rs" && swap === undefined) return value === 31 ? "wzr" : `w${value}`;
  // So is a CRC, whatever is added to it.
  if (/^crc32c?x$/.test(instruction.mnemonic) && name !== "Rm") return value === 31 ? "wzr" : `w${value}`;
  // The factors of products that are twice as wide.
  const isLong = has("op31") && [1, 5].includes((word >>> 21) & 7) && (name === "Rn" || name === "Rm");
  if (isLong) return value === 31 ? "wzr" : `w${value}`;
  const wide =
    address ||
    (name === "Rm" && has("option")
      ? isWideIndex(word)
      : isMemory(word)
        ? (swap?.wide ?? loadsWide(word, has("size")))
        : has("sf") || has("b5")
          ? word >>> 31 === 1
          : true);
  if (value === 31) {
    const sum =
      has("imm12") && !isMemory(word) && (name === "Rn" || (name === "Rd" && ((word >>> 29) & 1) === 0));
    const logical =
      has("immr") && name === "Rd" && ((word >>> 23) & 0x3f) === 0b100100 && ((word >>> 29) & 3) !== 3;
    const extended =
      has("option") && !isMemory(word) && name !== "Rm" && (name === "Rn" || ((word >>> 29) & 1) === 0);
    if (address || sum || logical || extended) return wide ? "sp" : "wsp";
    return wide ? "xzr" : "wzr";
  }
  return `${wide ? "x" : "w"}${value}`;
}

/** Whether the second register is one of 64 bits where the word says how it is extended. */
function isWideIndex(word: number): boolean {
  const option = (word >>> 13) & 7;
  return isMemory(word) ? (option & 1) === 1 : (option & 3) === 3 && word >>> 31 === 1;
}

/** Whether what a load or store moves is a register of 64 bits. */
function loadsWide(word: number, sized: boolean): boolean {
  if (!sized) {
    const opc = word >>> 30;
    // Literals: 00 is of 32 bits; pairs: 10 is of 64, 01 is LDPSW.
    return opc !== 0;
  }
  const size = word >>> 30;
  const opc = (word >>> 22) & 3;
  // Sign-extending loads go to 64 bits with opc 10, to 32 with 11.
  if (isExclusive(word) || opc < 2) return size === 3;
  return opc === 2;
}

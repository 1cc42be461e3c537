import type { Instruction } from "../decoder";
import { riscvRegisters } from "../riscvRegisters";
import { bitsOf, fieldPieces, layout, type BitField, type FieldMeaning, type Layout } from "./bitFields";
import { shownDistance, shownNumber, type Piece } from "./piece";

const register = "funct7:7 rs2:5 rs1:5 funct3:3 rd:5";
const immediate = "imm[11:0]:12 rs1:5 funct3:3 rd:5";

/** The base formats (The RISC-V Instruction Set Manual, volume I, section 2.2 and chapter 24), the more special ones first. */
const layouts: readonly Layout[] = [
  `${register} opcode=0110011`,
  `${register} opcode=0111011`,
  "funct6:6 shamt:6 rs1:5 funct3=x01 rd:5 opcode=0010011",
  "funct7:7 shamt:5 rs1:5 funct3=x01 rd:5 opcode=0011011",
  `${immediate} opcode=0010011`,
  `${immediate} opcode=0011011`,
  `${immediate} opcode=0000011`,
  `${immediate} opcode=1100111`,
  "imm[11:5]:7 rs2:5 rs1:5 funct3:3 imm[4:0]:5 opcode=0100011",
  "imm[12]:1 imm[10:5]:6 rs2:5 rs1:5 funct3:3 imm[4:1]:4 imm[11]:1 opcode=1100011",
  "imm[31:12]:20 rd:5 opcode=0110111",
  "imm[31:12]:20 rd:5 opcode=0010111",
  "imm[20]:1 imm[10:1]:10 imm[11]:1 imm[19:12]:8 rd:5 opcode=1101111",
  "fm:4 pred:4 succ:4 rs1:5 funct3:3 rd:5 opcode=0001111",
  "funct5:5 aq:1 rl:1 rs2:5 rs1:5 funct3:3 rd:5 opcode=0101111",
  "funct12:12 rs1:5 funct3=000 rd:5 opcode=1110011",
  "csr:12 rs1:5 funct3=0xx rd:5 opcode=1110011",
  "csr:12 uimm:5 funct3=1xx rd:5 opcode=1110011",
  // What has no layout here (floating point, vectors) has its opcode all the same.
  "operands:25 opcode:7",
].map(layout);

const compressed = layout("funct3:3 operands:11 op:2");

/** What the major opcodes are for (table 24.1). */
const opcodes: Readonly<Record<number, string>> = {
  0b0110011: "operation of two registers",
  0b0111011: "operation of two registers, on their low 32 bits",
  0b0010011: "operation with an immediate",
  0b0011011: "operation with an immediate, on the low 32 bits",
  0b0000011: "load",
  0b0100011: "store",
  0b1100011: "conditional branch",
  0b0110111: "lui",
  0b0010111: "auipc",
  0b1101111: "jal",
  0b1100111: "jalr",
  0b0001111: "fence",
  0b0101111: "atomic operation",
  0b1110011: "system",
};

/** The value of the immediate that the pieces of it in a word make up, its sign extended; undefined where it has none. */
function riscvImmediate(word: number): bigint | undefined {
  const found = layouts.find(({ matches }) => matches(word));
  let value = 0n;
  let width = 0;
  for (const field of found?.fields ?? []) {
    const place = /^imm\[(\d+)(?::(\d+))?\]$/.exec(field.name);
    if (place === null) continue;
    value |= BigInt(bitsOf(word, field)) << BigInt(place[2] ?? place[1]!);
    width = Math.max(width, Number(place[1]) + 1);
  }
  return width === 0 ? undefined : BigInt.asIntN(width, value);
}

/** The bit fields of an instruction. */
export function riscvPieces(bytes: Uint8Array, { mnemonic, flow }: Instruction): readonly Piece[] {
  if (bytes.length === 2) {
    const half = bytes[0]! | (bytes[1]! << 8);
    return fieldPieces(half, compressed, 2, false, ({ name }, value) =>
      name === "operands"
        ? { short: "", meaning: "registers and immediate, in the order of the compressed format" }
        : { short: name === "op" ? `quadrant ${value}` : "", meaning: `with the others: ${mnemonic}` },
    );
  }
  const word = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  const found = layouts.find(({ matches }) => matches(word))!;
  const whole = riscvImmediate(word);
  const distance = flow === "branch" || ((word & 0x7f) === 0x6f && whole !== undefined);
  return fieldPieces(word, found, 4, false, (field, value) =>
    meaningOf(field, value, { mnemonic, whole, distance }),
  );
}

interface Around {
  readonly mnemonic: string;
  readonly whole: bigint | undefined;
  readonly distance: boolean;
}

const roles: Readonly<Record<string, string>> = {
  rd: "register that receives the result",
  rs1: "first register that is read",
  rs2: "second register that is read",
};

function meaningOf({ name }: BitField, value: number, { mnemonic, whole, distance }: Around): FieldMeaning {
  const role = roles[name];
  if (role !== undefined) {
    const its = riscvRegisters[value]!;
    const none = name === "rd" && value === 0 ? ": nothing is kept" : "";
    return { short: its, meaning: `${its} (x${value}), the ${role}${none}` };
  }
  if (name.startsWith("imm[")) {
    const shown = distance ? shownDistance(whole ?? 0n) : shownNumber(whole ?? 0n);
    const bits = name.includes(":") ? "bits" : "bit";
    const what = distance ? "displacement" : "immediate";
    if (name === "imm[31:12]")
      return { short: `0x${value.toString(16).toUpperCase()}`, meaning: `upper 20 bits of ${shown}` };
    return {
      short: name === "imm[11:0]" ? shown.replace(/ \(.*/, "") : "",
      meaning: `${bits} ${name.slice(4, -1)} of the ${what} ${shown}`,
    };
  }
  switch (name) {
    case "opcode":
      return { short: "", meaning: opcodes[value] ?? "what kind of instruction this is" };
    case "shamt":
      return { short: `${value}`, meaning: `shifts by ${value}` };
    case "uimm":
      return { short: `${value}`, meaning: `the number ${value}` };
    case "csr":
      return { short: `0x${value.toString(16)}`, meaning: "number of the control register" };
    case "aq":
    case "rl":
      return {
        short: "",
        meaning:
          name === "aq" ? "acquire: later accesses stay behind" : "release: earlier accesses stay before",
      };
    case "operands":
      return { short: "", meaning: "the rest of the instruction" };
    default:
      return { short: "", meaning: `with the opcode: ${mnemonic}` };
  }
}

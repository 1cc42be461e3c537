import { riscvRegisters } from "../../isa/riscvRegisters";
import type { ReadClaim, Wanted } from "../claim";
import { wantedNumber } from "./numbers";
import { riscvRegister } from "./riscvRegister";

/** How the fields of an instruction are laid out as operands. */
type Format = "R" | "I" | "load" | "store" | "branch" | "U" | "J" | "shift" | "none";

const formats: ReadonlyMap<string, Format> = new Map([
  ...each("R", "add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw"),
  ...each("R", "mul mulh mulhsu mulhu div divu rem remu mulw divw divuw remw remuw"),
  ...each("I", "addi slti sltiu xori ori andi addiw jalr"),
  ...each("shift", "slli srli srai slliw srliw sraiw"),
  ...each("load", "lb lh lw ld lbu lhu lwu"),
  ...each("store", "sb sh sw sd"),
  ...each("branch", "beq bne blt bge bltu bgeu"),
  ...each("U", "lui auipc"),
  ...each("J", "jal"),
  ...each("none", "ecall ebreak fence"),
]);

function each(format: Format, names: string): readonly [string, Format][] {
  return names.split(" ").map((name) => [name, format]);
}

/** Names that stand for another instruction with a fixed operand (RISC-V assembly manual, pseudoinstructions). */
const aliases: Readonly<
  Record<string, { readonly name: string; readonly swapped?: boolean; readonly immediate?: bigint }>
> = {
  mv: { name: "addi" },
  li: { name: "addi" },
  nop: { name: "addi" },
  not: { name: "xori", immediate: -1n },
  "sext.w": { name: "addiw" },
  neg: { name: "sub", swapped: true },
  seqz: { name: "sltiu", immediate: 1n },
  beqz: { name: "beq" },
  bnez: { name: "bne" },
  bltz: { name: "blt" },
  bgez: { name: "bge" },
  blez: { name: "bge", swapped: true },
  bgtz: { name: "blt", swapped: true },
  j: { name: "jal" },
};

/**
 * `rd_a0 rs1_sp !8 addi`: fields in any order, the operation last; a field that is left out is zero. Sigils tell the format
 * of an immediate, `rs2_x4` a shift by four.
 */
export function readRiscvComment(text: string): ReadClaim {
  const words = text.split(/\s+/);
  const last = words.at(-1)?.toLowerCase() ?? "";
  const alias = aliases[last];
  const name = alias?.name ?? last;
  const format = formats.get(name);
  const fields = new Map<string, string>();
  let immediate: string | undefined;
  for (const word of words.slice(0, -1)) {
    const field = /^(rd|rs1|rs2)_(\w+)$/.exec(word);
    if (field && !fields.has(field[1]!)) fields.set(field[1]!, field[2]!);
    else if (/^[!@$~%]./.test(word) && immediate === undefined) immediate = word;
    else return fields.size > 0 ? { unclear: `“${word}” is not understood` } : undefined;
  }
  if (format === undefined)
    return fields.size > 0 ? { unclear: `no instruction is called ${last}` } : undefined;
  if (words.length === 1 && format !== "none" && last !== "nop") return undefined;
  const register = (field: string): Wanted => {
    const written = fields.get(field);
    const found = written === undefined ? "zero" : riscvRegister(written);
    return found === undefined
      ? { kind: "unclear", text: `${field}_${written}` }
      : { kind: "register", name: found };
  };
  const value = immediateOf(immediate, alias?.immediate ?? 0n, format);
  return {
    mnemonic: name,
    prefixes: [],
    operands: alias?.swapped
      ? operandsOf(
          format,
          (field) => register(field === "rs1" ? "rs2" : field === "rs2" ? "rs1" : field),
          value,
        )
      : operandsOf(format, register, value),
    loose: false,
  };
}

function operandsOf(format: Format, register: (field: string) => Wanted, value: Wanted): readonly Wanted[] {
  const rs1 = register("rs1");
  switch (format) {
    case "R":
      return [register("rd"), rs1, register("rs2")];
    case "I":
      return [register("rd"), rs1, value];
    case "shift": {
      // M1 has no format for shifts: the amount is written as the register of that number.
      const amount = register("rs2");
      const number = amount.kind === "register" ? BigInt(riscvRegisters.indexOf(amount.name)) : 0n;
      return [
        register("rd"),
        rs1,
        value.kind === "number" && value.values[0] !== 0n ? value : { kind: "number", values: [number] },
      ];
    }
    case "load":
    case "store":
      return [
        register(format === "load" ? "rd" : "rs2"),
        rs1.kind === "register"
          ? { kind: "memory", base: rs1.name, scale: 1, displacement: value }
          : { kind: "unclear", text: "rs1" },
      ];
    case "branch":
      return [rs1, register("rs2"), value];
    case "U":
    case "J":
      return [register("rd"), value];
    case "none":
      return [];
  }
}

function immediateOf(word: string | undefined, none: bigint, format: Format): Wanted {
  const jumps = format === "branch" || format === "J";
  if (word === undefined)
    return jumps ? { kind: "distance", bytes: none } : { kind: "number", values: [none] };
  const number = wantedNumber(word.slice(1), "decimal");
  if (number?.kind === "number") {
    if (jumps) return { kind: "distance", bytes: number.values[0]! };
    return format === "U" ? { kind: "number", values: number.values.map(upperPart) } : number;
  }
  const name = word.slice(1);
  if (jumps) return { kind: "label", name, plus: 0n };
  return { kind: format === "U" ? "upper" : "lower", name };
}

/** What `~` takes of a number: its upper 20 bits, rounded so that adding the lower twelve as a signed number gives it. */
function upperPart(value: bigint): bigint {
  return BigInt.asUintN(20, (value + 0x800n) >> 12n);
}

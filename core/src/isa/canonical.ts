import type { Instruction, Mode, Operand } from "./decoder";

/** A decoded instruction without its pseudonym: what comments are compared with. */
export type Canonical = Pick<Instruction, "mnemonic" | "prefixes" | "operands">;

export function canonical(instruction: Instruction, mode: Mode): Canonical {
  if (mode === "riscv32" || mode === "riscv64") return canonicalRiscv(instruction);
  return mode === "arm" ? canonicalArm(instruction) : instruction;
}

/** What pushes and pops is a multiple store and load that moves the stack pointer. */
function canonicalArm(instruction: Instruction): Canonical {
  const { mnemonic, operands } = instruction;
  const multiple = /^(stmdb|ldm)(\w\w)?$/.exec(mnemonic);
  const [base, ...lists] = operands;
  if (multiple === null || base?.kind !== "other" || base.text !== "sp!") return instruction;
  const name = multiple[1] === "ldm" ? "pop" : "push";
  return { mnemonic: name + (multiple[2] ?? ""), prefixes: [], operands: lists };
}

const zero: Operand = { kind: "register", name: "zero" };
const returnAddress: Operand = { kind: "register", name: "ra" };
const number = (value: bigint): Operand => ({ kind: "immediate", value, bits: 64 });

/** The base instruction that Capstone's pseudoinstruction stands for (RISC-V assembly manual). */
function canonicalRiscv({ mnemonic, operands }: Instruction): Canonical {
  const [a, b, c] = operands;
  const as = (name: string, ...its: (Operand | undefined)[]): Canonical => ({
    mnemonic: name,
    prefixes: [],
    operands: its.filter((each) => each !== undefined),
  });
  switch (mnemonic) {
    case "nop":
      return as("addi", zero, zero, number(0n));
    case "mv":
      return as("addi", a, b, number(0n));
    case "li":
      return as("addi", a, zero, b);
    case "not":
      return as("xori", a, b, number(-1n));
    case "neg":
      return as("sub", a, zero, b);
    case "negw":
      return as("subw", a, zero, b);
    case "sext.w":
      return as("addiw", a, b, number(0n));
    case "zext.b":
      return as("andi", a, b, number(255n));
    case "seqz":
      return as("sltiu", a, b, number(1n));
    case "snez":
      return as("sltu", a, zero, b);
    case "sltz":
      return as("slt", a, b, zero);
    case "sgtz":
      return as("slt", a, zero, b);
    case "beqz":
    case "bnez":
    case "bltz":
    case "bgez":
      return as(mnemonic.slice(0, 3), a, zero, b);
    case "blez":
      return as("bge", zero, a, b);
    case "bgtz":
      return as("blt", zero, a, b);
    case "j":
      return as("jal", zero, a);
    case "jal":
      return b === undefined ? as("jal", returnAddress, a) : as("jal", a, b);
    case "csrr":
      return as("csrrs", a, b, zero);
    case "csrw":
    case "csrs":
    case "csrc":
    case "csrwi":
    case "csrsi":
    case "csrci":
      return as(`csrr${mnemonic.slice(3)}`, zero, a, b);
    case "ret":
      return as("jalr", zero, returnAddress, number(0n));
    case "jr":
      return as("jalr", zero, a, number(0n));
    case "jalr":
      if (b === undefined) return as("jalr", returnAddress, a, number(0n));
      return c === undefined ? as("jalr", returnAddress, a, b) : as("jalr", a, b, c);
    default:
      return { mnemonic, prefixes: [], operands };
  }
}

import type { Instruction, Mode, Operand } from "./decoder";
import { controlRegister } from "./riscvControlRegisters";

/** A decoded instruction without its pseudonym: what comments are compared with. */
export type Canonical = Pick<Instruction, "mnemonic" | "prefixes" | "operands">;

export function canonical(instruction: Instruction, mode: Mode): Canonical {
  if (mode === "riscv32" || mode === "riscv64") return canonicalRiscv(instruction);
  return mode === "arm" ? canonicalArm(instruction) : instruction;
}

/** Multiple stores and loads have memory for their base; those that move the stack pointer push and pop. */
function canonicalArm(instruction: Instruction): Canonical {
  const { mnemonic, operands } = instruction;
  const multiple = /^(ldm|stm)(ia|ib|da|db)?(\w\w)?$/.exec(mnemonic);
  const [first, ...lists] = operands;
  const base =
    first?.kind === "register"
      ? first.name
      : first?.kind === "other"
        ? /^(\w+)!$/.exec(first.text)?.[1]
        : undefined;
  if (multiple === null || base === undefined) return instruction;
  const [, name, way = "ia", condition = ""] = multiple;
  const moves = first?.kind === "other";
  const stack = { stmdb: "push", ldmia: "pop" }[`${name}${way}`];
  if (moves && base === "sp" && stack !== undefined)
    return { mnemonic: stack + condition, prefixes: [], operands: lists };
  const memory: Operand = {
    kind: "memory",
    base,
    scale: 1,
    displacement: 0n,
    ...(moves && { update: "before" }),
  };
  return {
    mnemonic: `${name}${way === "ia" ? "" : way}${condition}`,
    prefixes: [],
    operands: [memory, ...lists],
  };
}

const zero: Operand = { kind: "register", name: "zero" };
const returnAddress: Operand = { kind: "register", name: "ra" };
const number = (value: bigint): Operand => ({ kind: "immediate", value, bits: 64 });

/** A control register by its name: of some decoders know the number alone, or a name from before. */
function control(operand: Operand | undefined): Operand | undefined {
  const written =
    operand?.kind === "register" ? operand.name : operand?.kind === "immediate" ? Number(operand.value) : "";
  const name = controlRegister(written);
  return name === undefined ? operand : { kind: "register", name };
}

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
    case "rdcycle":
    case "rdcycleh":
    case "rdtime":
    case "rdtimeh":
    case "rdinstret":
    case "rdinstreth":
      return as("csrrs", a, { kind: "register", name: mnemonic.slice(2) }, zero);
    case "csrr":
      return as("csrrs", a, control(b), zero);
    case "csrrw":
    case "csrrs":
    case "csrrc":
    case "csrrwi":
    case "csrrsi":
    case "csrrci":
      return as(mnemonic, a, control(b), c);
    case "csrw":
    case "csrs":
    case "csrc":
    case "csrwi":
    case "csrsi":
    case "csrci":
      return as(`csrr${mnemonic.slice(3)}`, zero, control(a), b);
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

import { controlRegister } from "../../isa/riscvControlRegisters";
import type { Claim, ReadClaim, Wanted } from "../claim";
import { gasMemory, gasNumber, gasTarget, gasText, orDistance } from "./gas";
import { riscvRegister } from "./riscvRegister";

/**
 * What an instruction is written with, a letter an operand: `r` a register, `i` an immediate, `m` memory, `t` where it goes, `c` a
 * control register.
 */
const syntaxes: ReadonlyMap<string, string> = new Map([
  ...each("rrr", "add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw"),
  ...each("rrr", "mul mulh mulhsu mulhu div divu rem remu mulw divw divuw remw remuw"),
  ...each("rri", "addi slti sltiu xori ori andi addiw slli srli srai slliw srliw sraiw"),
  ...each("rm", "lb lh lw ld lbu lhu lwu sb sh sw sd"),
  ...each("rrt", "beq bne blt bge bltu bgeu"),
  ...each("ri", "lui auipc"),
  ...each("rt", "jal"),
  ...each("", "ecall ebreak fence.i wfi mret sret"),
  ...each("rcr", "csrrw csrrs csrrc"),
  ...each("rci", "csrrwi csrrsi csrrci"),
  ...["w", "d"].flatMap((width) => [
    ...each("rm", ["", ".aq", ".rl", ".aqrl"].map((order) => `lr.${width}${order}`).join(" ")),
    ...["sc", "amoswap", "amoadd", "amoxor", "amoand", "amoor", "amomin", "amomax"].flatMap((name) =>
      each("rrm", ["", ".aq", ".rl", ".aqrl"].map((order) => `${name}.${width}${order}`).join(" ")),
    ),
  ]),
]);

function each(syntax: string, names: string): readonly [string, string][] {
  return names.split(" ").map((name) => [name, syntax]);
}

/**
 * Names that stand for another instruction, how they are written, and what is written in its place; `$1` is their first operand
 * (RISC-V assembly manual, pseudoinstructions).
 */
const pseudos: Readonly<Record<string, readonly [syntax: string, stands: string]>> = {
  nop: ["", "addi zero, zero, 0"],
  mv: ["rr", "addi $1, $2, 0"],
  not: ["rr", "xori $1, $2, -1"],
  neg: ["rr", "sub $1, zero, $2"],
  negw: ["rr", "subw $1, zero, $2"],
  "sext.w": ["rr", "addiw $1, $2, 0"],
  "zext.b": ["rr", "andi $1, $2, 255"],
  seqz: ["rr", "sltiu $1, $2, 1"],
  snez: ["rr", "sltu $1, zero, $2"],
  sltz: ["rr", "slt $1, $2, zero"],
  sgtz: ["rr", "slt $1, zero, $2"],
  beqz: ["rt", "beq $1, zero, $2"],
  bnez: ["rt", "bne $1, zero, $2"],
  blez: ["rt", "bge zero, $1, $2"],
  bgez: ["rt", "bge $1, zero, $2"],
  bltz: ["rt", "blt $1, zero, $2"],
  bgtz: ["rt", "blt zero, $1, $2"],
  bgt: ["rrt", "blt $2, $1, $3"],
  ble: ["rrt", "bge $2, $1, $3"],
  bgtu: ["rrt", "bltu $2, $1, $3"],
  bleu: ["rrt", "bgeu $2, $1, $3"],
  j: ["t", "jal zero, $1"],
  jal: ["t", "jal ra, $1"],
  rdcycle: ["r", "csrrs $1, cycle, zero"],
  rdcycleh: ["r", "csrrs $1, cycleh, zero"],
  rdtime: ["r", "csrrs $1, time, zero"],
  rdtimeh: ["r", "csrrs $1, timeh, zero"],
  rdinstret: ["r", "csrrs $1, instret, zero"],
  rdinstreth: ["r", "csrrs $1, instreth, zero"],
  csrr: ["rc", "csrrs $1, $2, zero"],
  csrw: ["cr", "csrrw zero, $1, $2"],
  csrs: ["cr", "csrrs zero, $1, $2"],
  csrc: ["cr", "csrrc zero, $1, $2"],
  csrwi: ["ci", "csrrwi zero, $1, $2"],
  csrsi: ["ci", "csrrsi zero, $1, $2"],
  csrci: ["ci", "csrrci zero, $1, $2"],
  ret: ["", "jalr zero, ra, 0"],
  jr: ["r", "jalr zero, $1, 0"],
  jalr: ["r", "jalr ra, $1, 0"],
};

/** An addition to nothing, where twelve bits hold the number; else the upper twenty, where the others are zeros. */
const LOAD = "li";
/** Jumps, which are as well two instructions: `auipc` with what is to be added, and `jalr`; where they return to. */
const FAR: Readonly<Record<string, string>> = { call: "ra", tail: "zero" };
/** Addresses, which take two instructions. */
const ADDRESS = /^ll?a$/;
/** `jalr ra, 8(t0)`, `jalr ra, t0, 8`, `jr 8(t0)`: a place in two forms. */
const INDIRECT = /^(?:jalr|jr)$/;

/**
 * What a comment of RISC-V says in the syntax of GNU as: `lw t0, 8(s3)`, `bne t0, t1, scan_next`. Undefined where it is not an
 * instruction from its first word to its last: a sentence may begin with “and”.
 */
export function readRiscvGas(text: string): ReadClaim {
  const found = gasText(text);
  if (found === undefined) return undefined;
  const { mnemonic, pieces } = found;
  if (mnemonic === LOAD) return loadImmediate(pieces);
  if (FAR[mnemonic] !== undefined) return far(FAR[mnemonic], pieces);
  if (ADDRESS.test(mnemonic)) return loadAddress(pieces);
  if (INDIRECT.test(mnemonic)) {
    const claim = indirect(mnemonic, pieces);
    if (claim !== undefined) return claim;
  }
  const [short, stands] = pseudos[mnemonic] ?? [];
  if (stands !== undefined && short?.length === pieces.length) {
    const written = stands.replace(/\$(\d)/g, (_, number: string) => pieces[Number(number) - 1]!);
    return isWritten(short, pieces) ? readRiscvGas(written) : undefined;
  }
  const syntax = syntaxes.get(mnemonic);
  if (syntax?.length !== pieces.length) return undefined;
  const operands = pieces.map((piece, index) => operandOf(syntax[index]!, piece));
  if (operands.includes(undefined)) return undefined;
  const claim = claimed(mnemonic, operands as readonly Wanted[]);
  return syntax.endsWith("t") ? orDistance(claim) : claim;
}

function claimed(mnemonic: string, operands: readonly Wanted[]): Claim {
  return { mnemonic, prefixes: [], operands, loose: false };
}

function isWritten(syntax: string, pieces: readonly string[]): boolean {
  return pieces.every((piece, index) => operandOf(syntax[index]!, piece) !== undefined);
}

function operandOf(letter: string, piece: string): Wanted | undefined {
  switch (letter) {
    case "r": {
      const name = riscvRegister(piece.toLowerCase());
      return name === undefined ? undefined : { kind: "register", name };
    }
    case "c":
      return controlRegisterOf(piece.toLowerCase());
    case "m":
      return memoryOf(piece);
    case "t":
      return targetOf(piece);
    default:
      return gasNumber(piece) ?? partOf(piece);
  }
}

/** Where a jump goes. A name of a register is none. */
function targetOf(piece: string): Wanted | undefined {
  if (/^\d+[bf]$/.test(piece)) return unclear(piece);
  return riscvRegister(piece) === undefined ? gasTarget(piece) : undefined;
}

function memoryOf(piece: string): Wanted | undefined {
  const match = /^(.*?)\s*\(\s*(\w+)\s*\)$/.exec(piece);
  const base = match === null ? undefined : riscvRegister(match[2]!.toLowerCase());
  if (match === null || base === undefined) return undefined;
  const displacement = match[1] === "" ? undefined : (gasNumber(match[1]!) ?? partOf(match[1]!));
  return match[1] !== "" && displacement === undefined ? undefined : gasMemory(base, displacement);
}

/** `%hi(label)` and its like belong to another instruction, which nothing here names. */
function partOf(piece: string): Wanted | undefined {
  return /^%(?:hi|lo|pcrel_hi|pcrel_lo)\(.*\)$/.test(piece) ? unclear(piece) : undefined;
}

function controlRegisterOf(piece: string): Wanted | undefined {
  const number = gasNumber(piece)?.values[0];
  const name = controlRegister(number === undefined ? piece : Number(number));
  if (name !== undefined) return { kind: "register", name };
  return number !== undefined || /^[a-z]\w*$/.test(piece) ? unclear(piece) : undefined;
}

/** `auipc` is not compared further: what it adds belongs to the instruction behind it. */
function far(link: string, pieces: readonly string[]): ReadClaim {
  const to = pieces.length === 1 ? targetOf(pieces[0]!) : undefined;
  if (to === undefined) return undefined;
  // What a jump without return leaves its address in is the assembler's choice.
  const between: Wanted = link === "ra" ? { kind: "register", name: link } : unclear("tail");
  return {
    ...claimed("jal", [{ kind: "register", name: link }, to]),
    alternative: claimed("auipc", [between, unclear(pieces[0]!)]),
    far: { link, to },
  };
}

function loadAddress(pieces: readonly string[]): ReadClaim {
  const [to, place] = [operandOf("r", pieces[0] ?? ""), targetOf(pieces[1] ?? "")];
  if (pieces.length !== 2 || to === undefined || place === undefined) return undefined;
  return { unclear: `“${pieces[1]}” takes more than one instruction` };
}

function unclear(text: string): Wanted {
  return { kind: "unclear", text };
}

function loadImmediate(pieces: readonly string[]): ReadClaim {
  const [to, number] = [operandOf("r", pieces[0] ?? ""), gasNumber(pieces[1] ?? "")];
  if (pieces.length !== 2 || to === undefined || number === undefined) return undefined;
  const [value] = number.values as readonly [bigint];
  const zero: Wanted = { kind: "register", name: "zero" };
  if (value >= -0x800n && value < 0x800n) return claimed("addi", [to, zero, number]);
  if ((value & 0xfffn) !== 0n) return { unclear: `“${pieces[1]}” takes more than one instruction` };
  return claimed("lui", [to, { kind: "number", values: [BigInt.asUintN(20, value >> 12n)] }]);
}

function indirect(mnemonic: string, pieces: readonly string[]): Claim | undefined {
  const last = /^(.*?)\s*\(\s*(\w+)\s*\)$/.exec(pieces.at(-1) ?? "");
  const link = mnemonic === "jr" ? "zero" : "ra";
  const [to, base, distance] =
    last !== null
      ? pieces.length === 1
        ? [link, last[2]!, last[1] === "" ? "0" : last[1]!]
        : [pieces[0]!, last[2]!, last[1] === "" ? "0" : last[1]!]
      : pieces.length === 2
        ? [pieces[0]!, pieces[1]!, "0"]
        : pieces.length === 3
          ? (pieces as readonly [string, string, string])
          : [];
  const operands = [operandOf("r", to ?? ""), operandOf("r", base ?? ""), operandOf("i", distance ?? "")];
  return operands.includes(undefined) ? undefined : claimed("jalr", operands as readonly Wanted[]);
}

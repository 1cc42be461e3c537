import { canonical } from "../canonical";
import type { Instruction, MemoryOperand, Mode, Operand } from "../decoder";

/** A name for the address of a jump or of data; undefined where there is none. */
export type NameOf = (address: bigint) => string | undefined;

/**
 * An instruction as upstream's M1 macros name it: `mov_eax,[ebp+DWORD] %-8`, `rd_sp rs1_sp !-16 addi`, `SET_X0_FROM_X1`. Undefined
 * where its macros have no way to say it.
 */
export function m1Name(instruction: Instruction, mode: Mode, nameOf: NameOf): string | undefined {
  switch (mode) {
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return x86Name(instruction, nameOf);
    case "riscv32":
    case "riscv64":
      return riscvName(instruction, mode, nameOf);
    case "aarch64":
      return aarch64Name(instruction, nameOf);
    case "knight":
      return instruction.text;
    case "arm":
      return undefined;
  }
}

const sigils: Readonly<Record<number, string>> = { 1: "!", 2: "@", 4: "%" };
const widths: Readonly<Record<number, string>> = { 1: "BYTE", 2: "WORD", 4: "DWORD" };

function x86Name(instruction: Instruction, nameOf: NameOf): string | undefined {
  const { mnemonic, operands, prefixes, parts, target, data } = instruction;
  const constants = parts.filter(({ kind }) => kind !== "opcode");
  if (constants.some(({ size }) => sigils[size] === undefined)) return undefined;
  const displacement = constants.find(({ kind }) => kind === "displacement");
  const immediate = constants.find(({ kind }) => kind === "immediate");
  const written: string[] = [];
  const behind: string[] = [];
  const isRegisterThere = operands.some(({ kind }) => kind === "register");
  for (const [index, operand] of operands.entries()) {
    if (operand.kind === "memory" && operand.implicit === true) continue;
    if (operand.kind === "register") written.push(operand.name);
    else if (operand.kind === "immediate") {
      if (immediate === undefined) return undefined;
      // The comma stays in front of what the sigil gives.
      if (index > 0) written.push("");
      // Interrupts have no sign.
      const value = mnemonic === "int" ? BigInt.asUintN(8, operand.value) : operand.value;
      behind.push(`${sigils[immediate.size]}${value}`);
    } else if (operand.kind === "address") {
      if (displacement === undefined || target === undefined) return undefined;
      const distance = target - instruction.address - BigInt(instruction.length);
      behind.push(`${sigils[displacement.size]}${nameOf(target) ?? distance}`);
    } else if (operand.kind === "memory") {
      const sized = !isRegisterThere || /^mov[sz]x/.test(mnemonic);
      const place = memoryName(operand, displacement?.size, sized);
      if (place === undefined) return undefined;
      written.push(place);
      if (displacement !== undefined) {
        const name = data === undefined ? undefined : nameOf(data);
        behind.unshift(`${sigils[displacement.size]}${name ?? operand.displacement}`);
      }
    } else return undefined;
  }
  const before = prefixes.map((prefix) => `${prefix}_`).join("");
  const joined = written.join(",");
  const stem = before + mnemonic + (joined === "" ? "" : `_${joined}`);
  return [stem, ...behind].join(" ");
}

function memoryName(
  { base, index, scale, segment, size, displacement }: MemoryOperand,
  constant: number | undefined,
  sized: boolean,
): string | undefined {
  if (constant === undefined && displacement !== 0n) return undefined;
  const terms = [
    base,
    index === undefined ? undefined : scale === 1 ? index : `${index}*${scale}`,
    constant === undefined ? undefined : widths[constant],
  ].filter((term) => term !== undefined);
  const width = size === undefined ? undefined : { 1: "BYTE", 2: "WORD", 4: "DWORD", 8: "QWORD" }[size];
  const prefix = sized && width !== undefined ? `${width}_PTR_` : "";
  return `${prefix}${segment === undefined ? "" : `${segment}:`}[${terms.join("+")}]`;
}

const isStore = /^s[bhwd]$/;

function riscvName(instruction: Instruction, mode: Mode, nameOf: NameOf): string | undefined {
  const { mnemonic, operands } = canonical(instruction, mode);
  if (mnemonic.includes(".") || /^(f|csr|amo|lr|sc|v)/.test(mnemonic)) return undefined;
  const words: string[] = [];
  const register = (field: string, operand: Operand | undefined) => {
    if (operand?.kind === "register" && operand.name !== "zero") words.push(`${field}_${operand.name}`);
  };
  const distance = (sigil: string) => {
    const { target, address } = instruction;
    if (target !== undefined) words.push(`${sigil}${nameOf(target) ?? target - address}`);
  };
  const [a, b, c] = operands;
  if (isStore.test(mnemonic) && b?.kind === "memory") {
    words.push(...(b.base === undefined ? [] : [`rs1_${b.base}`]));
    register("rs2", a);
    words.push(`@${b.displacement}`);
  } else if (b?.kind === "memory") {
    register("rd", a);
    words.push(...(b.base === undefined || b.base === "zero" ? [] : [`rs1_${b.base}`]), `!${b.displacement}`);
  } else if (/^b(eq|ne|lt|ge)u?$/.test(mnemonic)) {
    register("rs1", a);
    register("rs2", b);
    distance("@");
  } else if (mnemonic === "jal") {
    register("rd", a);
    distance("$");
  } else if (/^(lui|auipc)$/.test(mnemonic)) {
    register("rd", a);
    if (b?.kind !== "immediate") return undefined;
    words.push(`~${BigInt.asIntN(32, b.value << 12n)}`);
  } else if (/^s(ll|rl|ra)iw?$/.test(mnemonic)) {
    register("rd", a);
    register("rs1", b);
    if (c?.kind !== "immediate") return undefined;
    // M1 has no field of its own for how far to shift.
    if (c.value > 31n) words.push(`!${c.value}`);
    else if (c.value !== 0n) words.push(`rs2_x${c.value}`);
  } else if (operands.length > 0) {
    register("rd", a);
    register("rs1", b);
    if (c?.kind === "immediate") words.push(`!${c.value}`);
    else register("rs2", c);
  }
  return [...words, mnemonic].join(" ").replace(/rs([12])_zero /g, "");
}

const aarch64Operations: Readonly<Record<string, string>> = {
  add: "ADD",
  sub: "SUB",
  and: "AND",
  orr: "OR",
  eor: "XOR",
  mul: "MUL",
  sdiv: "SDIV",
  udiv: "UDIV",
  lsl: "LSHIFT",
  lsr: "LOGICAL_RSHIFT",
  asr: "ARITH_RSHIFT",
};

function aarch64Name(instruction: Instruction, nameOf: NameOf): string | undefined {
  const { mnemonic, operands, target, address } = instruction;
  const [a, b, c, d] = operands;
  const names = operands.map((operand) =>
    operand.kind === "register" && operand.shift === undefined ? aarch64Register(operand.name) : undefined,
  );
  const [first, second, third, fourth] = names;
  const distance = target === undefined ? undefined : target - address;
  if (mnemonic === "svc") return a?.kind === "immediate" && a.value === 0n ? "SYSCALL" : undefined;
  if (mnemonic === "ret") return operands.length === 0 ? "RETURN" : undefined;
  if (mnemonic === "bl" || mnemonic === "b") {
    const name = target === undefined ? undefined : nameOf(target);
    if (mnemonic === "b" && distance === 8n) return "SKIP_32_DATA";
    return name === undefined ? undefined : `^~${name} ${mnemonic === "bl" ? "CALL" : "BRANCH"}`;
  }
  if (mnemonic.startsWith("b."))
    return distance === 8n ? `SKIP_INST_${mnemonic.slice(2).toUpperCase()}` : undefined;
  if (first === undefined) return undefined;
  switch (mnemonic) {
    case "br":
    case "blr":
      return `${mnemonic.toUpperCase()}_${first}`;
    case "cbz":
    case "cbnz": {
      const past = distance === 8n ? "INST" : distance === 20n ? "BR" : undefined;
      return past && `${mnemonic.toUpperCase()}_${first}_PAST_${past}`;
    }
    case "mov":
      if (second !== undefined) return `SET_${first}_FROM_${second}`;
      return b?.kind === "immediate" && b.shift === undefined
        ? `SET_${first}_TO_${numberName(b.value)}`
        : undefined;
    case "cmp":
    case "cmn":
      if (second !== undefined) return mnemonic === "cmp" ? `CMP_${first}_${second}` : undefined;
      if (b?.kind !== "immediate" || b.shift !== undefined) return undefined;
      return `CMP_${first}_TO_${numberName(mnemonic === "cmp" ? b.value : -b.value)}`;
    case "neg":
      return second && `NEG_${first}_${second}`;
    case "mvn":
      return second && `MVN_${first}${first === second ? "" : `_${second}`}`;
    case "msub":
      return second && third && fourth && `MSUB_${first}_${second}_${third}_${fourth}`;
    default:
  }
  if (b?.kind === "memory") return aarch64Access(mnemonic, first, b);
  if (mnemonic === "ldr" && b?.kind === "address")
    return b.value - address === 8n ? `LOAD_${first}_AHEAD` : undefined;
  const operation = aarch64Operations[mnemonic];
  if (operation === undefined || second === undefined || d !== undefined) return undefined;
  if (third !== undefined) return `${operation}_${first}_${second}_${third}`;
  if (c?.kind !== "immediate" || c.shift !== undefined) return undefined;
  if (first === second && /^(ADD|SUB)$/.test(operation))
    return `${operation}_${first}_${numberName(c.value)}`;
  const constant = /^(lsl|lsr|asr)$/.test(mnemonic) ? mnemonic.toUpperCase() : operation;
  return `${constant}_${first}_${second}_${numberName(c.value)}`;
}

function aarch64Register(name: string): string {
  if (name === "x17") return "BP";
  return name === "x30" ? "LR" : name.toUpperCase();
}

function numberName(value: bigint): string {
  return value < 0n ? `MINUS_${-value}` : `${value}`;
}

function aarch64Access(mnemonic: string, register: string, memory: MemoryOperand): string | undefined {
  const { base, index, scale, displacement, update } = memory;
  if (base === undefined) return undefined;
  const stack = base === "sp" ? 16n : 8n;
  const isStack = base === "sp" || base === "x18";
  if (isStack && mnemonic === "str" && update === "before" && displacement === -stack)
    return `PUSH_${register}`;
  if (isStack && mnemonic === "ldr" && update === "after" && displacement === stack) return `POP_${register}`;
  const [, what, kind = ""] = /^(ldr|str)(b|h|sb|sh|sw)?$/.exec(mnemonic) ?? [];
  if (what === undefined || (index !== undefined && (scale !== 1 || update !== undefined))) return undefined;
  const names = [base, index].filter((each) => each !== undefined).map(aarch64Register);
  if (update === "before" || (displacement !== 0n && update === undefined)) names.push(`${displacement}`);
  if (update === "after" && displacement < 0n) return undefined;
  const behind = update === "before" ? "_WB" : update === "after" ? `_${displacement}` : "";
  const width = kind === "b" ? "_BYTE" : kind.toUpperCase();
  return `${what.toUpperCase()}${width}_${register}_[${names.join(",")}]${behind}`;
}

import type { MemoryOperand, Operand } from "../../../isa/decoder";
import { fileConstants, genericSystemCalls } from "../../../isa/syscalls/generic";
import type { Vocabulary } from "../words";

const operations: Readonly<Record<string, readonly string[]>> = {
  orr: ["OR", "ORR"],
  eor: ["XOR", "EOR"],
  lsl: ["LSHIFT", "LSL"],
  lsr: ["LOGICAL_RSHIFT", "LSR"],
  asr: ["ARITH_RSHIFT", "ASR"],
};

const suffixes: Readonly<Record<string, readonly string[]>> = {
  "": [""],
  b: ["_BYTE", "B"],
  h: ["H"],
  sb: ["SB"],
  sh: ["SH"],
  sw: ["SW"],
};

/** What upstream's macros call an instruction; several where it has several names. */
export function aarch64Comments(words: Vocabulary): readonly string[] {
  const { instruction, labels } = words;
  const { mnemonic, operands, target, data, address } = instruction;
  const [a, b, c, d] = operands;
  if (mnemonic === "bl" || mnemonic === "b") {
    const away = target === address + 8n && mnemonic === "b" ? ["SKIP_32_DATA"] : [];
    const kinds = mnemonic === "bl" ? ["CALL", "FCALL"] : ["FBRANCH", "BRANCH"];
    return [...away, ...labels.slice(0, 1).flatMap((label) => kinds.map((kind) => `^~${label} ${kind}`))];
  }
  if (mnemonic.startsWith("b.")) return [`SKIP_INST_${mnemonic.slice(2).toUpperCase()}`];
  if (mnemonic === "ret") return ["RETURN"];
  if (mnemonic === "svc") return ["SYSCALL"];
  const [first, second, third, fourth] = [a, b, c, d].map(nameOf);
  if (/^cbn?z$/.test(mnemonic)) {
    const past = target === address + 20n ? "BR" : "INST";
    return [`${mnemonic.toUpperCase()}_${first}_PAST_${past}`];
  }
  if (/^(ldr|str)(|b|h|sb|sh|sw)$/.test(mnemonic)) {
    if (data !== undefined) return [`LOAD_${first}_AHEAD`];
    return b?.kind === "memory" ? accesses(mnemonic, first!, b) : [];
  }
  if (/^blr?$|^br$/.test(mnemonic)) return [`${mnemonic.toUpperCase()}_${first}`];
  if (mnemonic === "mov" || mnemonic === "movz" || mnemonic === "movn") return moves(first!, second, b);
  if (mnemonic === "mvn") return [`NOT_${first}_${second}`, `MVN_${first}_${second}`];
  if (mnemonic === "neg") return [`NEG_${first}_${second}`];
  if (mnemonic === "cmp" || mnemonic === "cmn") {
    if (b?.kind === "register") return [`CMP_${first}_${second}`];
    const minus = mnemonic === "cmn" ? "MINUS_" : "";
    return numbers(b).map((value) => `CMP_${first}_TO_${minus}${value}`);
  }
  if (mnemonic === "tst") return numbers(b).map((value) => `TST_${first}_${value}`);
  const names = operations[mnemonic] ?? [mnemonic.toUpperCase()];
  if (fourth !== undefined) return names.map((name) => `${name}_${first}_${second}_${third}_${fourth}`);
  const shift =
    c?.kind === "register" && c.shift !== undefined ? `_${c.shift.kind.toUpperCase()}_${c.shift.amount}` : "";
  const last = c?.kind === "immediate" ? numbers(c) : [`${third}${shift}`];
  const short =
    first === second && c?.kind === "immediate"
      ? numbers(c).map((value) => `${names[0]}_${first}_${value}`)
      : [];
  return [...names.flatMap((name) => last.map((value) => `${name}_${first}_${second}_${value}`)), ...short];
}

function nameOf(operand: Operand | undefined): string | undefined {
  if (operand?.kind !== "register") return undefined;
  return operand.name === "x30" ? "LR" : operand.name.toUpperCase();
}

function numbers(operand: Operand | undefined): readonly string[] {
  if (operand?.kind !== "immediate") return [];
  const { shift } = operand;
  const value = shift?.kind === "lsl" ? operand.value << BigInt(shift.amount) : operand.value;
  return value < 0n ? [`MINUS_${-value}`] : [value.toString(), `0x${value.toString(16).toUpperCase()}`];
}

function moves(to: string, from: string | undefined, operand: Operand | undefined): readonly string[] {
  if (from !== undefined) return from === "SP" && to === "X18" ? ["INIT_SP"] : [`SET_${to}_FROM_${from}`];
  const value = operand?.kind === "immediate" ? operand.value : undefined;
  const calls = to !== "X8" ? [] : [...genericSystemCalls].filter(([, number]) => BigInt(number) === value);
  const constants = value === BigInt(fileConstants.AT_FDCWD) ? [`SET_${to}_TO_FCNTL_H_AT_FDCWD`] : [];
  return [
    ...calls.map(([name]) => `SET_${to}_TO_SYS_${name.toUpperCase()}`),
    ...constants,
    ...numbers(operand).map((number) => `SET_${to}_TO_${number}`),
  ];
}

function accesses(mnemonic: string, register: string, memory: MemoryOperand): readonly string[] {
  const { base = "", index, displacement, update } = memory;
  const own = base.toUpperCase();
  const [what, kind] = [mnemonic.slice(0, 3).toUpperCase(), mnemonic.slice(3)];
  const stacked = base === "sp" || base === "x18";
  const push = mnemonic === "str" && update === "before" && stacked ? [`PUSH_${register}`] : [];
  const pop = mnemonic === "ldr" && update === "after" && stacked ? [`POP_${register}`] : [];
  const wide = register.replace(/^W/, "X");
  const deref =
    what === "LDR" && displacement === 0n && index === undefined && wide === own
      ? [`DEREF_${wide}${kind === "b" ? "_BYTE" : ""}`]
      : [];
  const names = [base === "x18" ? "SP" : own, own];
  const inside =
    index !== undefined
      ? `,${index.toUpperCase()}`
      : displacement === 0n || update === "after"
        ? ""
        : `,${displacement}`;
  const behind = update === "after" ? `_${displacement}` : update === "before" ? "_WB" : "";
  const plain = (suffixes[kind] ?? []).flatMap((suffix) =>
    names.map((name) => `${what}${suffix}_${register}_[${name}${inside}]${behind}`),
  );
  return [...push, ...pop, ...deref, ...plain];
}

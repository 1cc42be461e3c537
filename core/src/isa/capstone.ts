import type { Capstone } from "@alexaltea/capstone-js";
import { readOperands } from "./capstoneOperands";
import type { Decoder, Flow, Instruction, Operand } from "./decoder";

export type CapstoneMode = "arm" | "aarch64" | "riscv32" | "riscv64";

/** cs_arch and cs_mode of capstone/capstone.h, version 5. */
const machines: Readonly<Record<CapstoneMode, readonly [architecture: number, mode: number]>> = {
  arm: [0, 0],
  aarch64: [1, 0],
  riscv32: [15, 1 | 4],
  riscv64: [15, 2 | 4],
};

/** CS_OPT_DETAIL and CS_OPT_ON: groups are known with it alone. */
const DETAIL = 2;
const ON = 3;
/** Where cs_insn has its members: `size`, `mnemonic`, `op_str`. */
const member = { size: 16, mnemonic: 42, operands: 74 } as const;
/** cs_group_type. */
const group = { jump: 1, call: 2, return: 3, interrupt: 4 } as const;
/** The longest instruction that is read. */
const LONGEST = 4;

const decoders = new Map<CapstoneMode, Decoder>();
let loading: Promise<Capstone> | undefined;

/** Loads Capstone (3.3 MB of WebAssembly) the first time that somebody needs it. */
export async function loadCapstoneDecoder(mode: CapstoneMode): Promise<Decoder> {
  loading ??= import("@alexaltea/capstone-js").then((module) => interop(module.default)());
  const capstone = await loading;
  let decoder = decoders.get(mode);
  if (decoder === undefined) decoders.set(mode, (decoder = new CapstoneDecoder(capstone, mode)));
  return decoder;
}

/** Capstone's port is CommonJS: depending on who loads it, its function lies a level deeper. */
function interop(loaded: (() => Promise<Capstone>) & { default?: () => Promise<Capstone> }) {
  return loaded.default ?? loaded;
}

class CapstoneDecoder implements Decoder {
  readonly #handle: number;
  readonly #instruction: number;
  /** Memory for cs_disasm_iter: the code, and the pointers to code, size and address, each of which it moves. */
  readonly #memory: number;

  constructor(
    private readonly capstone: Capstone,
    private readonly mode: CapstoneMode,
  ) {
    this.#memory = capstone._malloc(48);
    const [architecture, flags] = machines[mode];
    if (capstone._cs_open(architecture, flags, this.#memory) !== 0)
      throw new Error(`Capstone knows no ${mode}.`);
    this.#handle = capstone.getValue(this.#memory, "*");
    capstone._cs_option(this.#handle, DETAIL, ON);
    this.#instruction = capstone._cs_malloc(this.#handle);
  }

  decode(bytes: Uint8Array, offset: number, address: bigint): Instruction | undefined {
    const { capstone, mode } = this;
    const code = bytes.subarray(offset, offset + LONGEST);
    if (code.length < 2) return undefined;
    const at = this.#memory;
    capstone.writeArrayToMemory(code, at);
    capstone.setValue(at + 16, at, "*");
    capstone.setValue(at + 20, code.length, "i32");
    capstone.setValue(at + 24, address, "i64");
    const found = capstone._cs_disasm_iter(this.#handle, at + 16, at + 20, at + 24, this.#instruction);
    if (found === 0) return undefined;
    const mnemonic = capstone.UTF8ToString(this.#instruction + member.mnemonic);
    const operandText = capstone.UTF8ToString(this.#instruction + member.operands);
    const length = capstone.getValue(this.#instruction + member.size, "i16");
    const relative = mode.startsWith("riscv") && isRelative(mnemonic);
    let operands = readOperands(operandText, mode.startsWith("riscv"));
    if (relative) operands = atAddress(operands, address, mode === "riscv64" ? 64 : 32);
    else if (mode === "aarch64" || mode === "arm") operands = direct(mnemonic, operands);
    const flow = this.#flowOf(mnemonic, operands);
    const given = operands.find((operand) => operand.kind === "address")?.value;
    const jumps = flow === "jump" || flow === "branch" || flow === "call";
    return {
      offset,
      length,
      address,
      text: operandText === "" ? mnemonic : `${mnemonic} ${shownText(operandText, operands, relative)}`,
      mnemonic,
      prefixes: [],
      operands,
      flow,
      target: jumps ? given : undefined,
      data: jumps ? undefined : (given ?? dataOf(operands, address)),
      parts: [{ kind: "opcode", start: 0, size: length }],
    };
  }

  #flowOf(mnemonic: string, operands: readonly Operand[]): Flow {
    if (this.mode.startsWith("riscv")) return riscvFlow(mnemonic, operands);
    const is = (wanted: number) =>
      this.capstone._cs_insn_group(this.#handle, this.#instruction, wanted) !== 0;
    const direct = operands.some(({ kind }) => kind === "address");
    if (is(group.interrupt)) return "interrupt";
    if (is(group.return) || returns(mnemonic, operands)) return "return";
    if (is(group.call) || /^blx?$/.test(mnemonic)) return direct ? "call" : "indirect call";
    if (is(group.jump) || writesCounter(mnemonic, operands)) {
      if (!direct) return "indirect jump";
      return mnemonic === "b" ? "jump" : "branch";
    }
    return /^(udf|brk|hlt|bkpt)$/.test(mnemonic) ? "trap" : "next";
  }
}

/** RISC-V's branches give a distance; ARM's are shown with their target. */
function isRelative(mnemonic: string): boolean {
  return /^(c\.)?(beqz?|bnez?|bltz?|bgez?|blez|bgtz|bltu|bgeu|bgt|ble|bgtu|bleu|j|jal)$/.test(mnemonic);
}

function atAddress(operands: readonly Operand[], address: bigint, bits: number): readonly Operand[] {
  return operands.map((operand, index) =>
    operand.kind === "immediate" && index === operands.length - 1
      ? { kind: "address", value: BigInt.asUintN(bits, address + operand.value) }
      : operand,
  );
}

/** Branches, and loads relative to the instruction, whose last operand Capstone shows as an address. */
const direct = (mnemonic: string, operands: readonly Operand[]): readonly Operand[] => {
  const last = operands.at(-1);
  if (
    last?.kind !== "immediate" ||
    !/^(b|bl|blx|b\.[a-z]{2}|bl?(?:eq|ne|[ch]s|cc|lo|mi|pl|v[sc]|hi|ls|ge|lt|gt|le)|cbn?z|tbn?z|adrp?|ldr|ldrsw|prfm)$/.test(
      mnemonic,
    )
  )
    return operands;
  return [...operands.slice(0, -1), { kind: "address", value: last.value }];
};

function riscvFlow(mnemonic: string, operands: readonly Operand[]): Flow {
  const [first] = operands;
  if (/^(ecall|ebreak|c\.ebreak)$/.test(mnemonic)) return mnemonic === "ecall" ? "interrupt" : "trap";
  if (mnemonic === "ret") return "return";
  if (mnemonic === "j" || mnemonic === "c.j") return "jump";
  if (mnemonic === "jal" || mnemonic === "c.jal")
    return first?.kind === "register" && first.name === "zero" ? "jump" : "call";
  if (mnemonic === "jr" || mnemonic === "c.jr")
    return first?.kind === "register" && first.name === "ra" ? "return" : "indirect jump";
  if (mnemonic === "jalr" || mnemonic === "c.jalr")
    return operands.length > 1 && first?.kind === "register" && first.name === "zero"
      ? "indirect jump"
      : "indirect call";
  return isRelative(mnemonic) ? "branch" : /^(unimp|c\.unimp)$/.test(mnemonic) ? "trap" : "next";
}

/** ARM returns by what puts the link register, or a word of the stack, into the program counter. */
function returns(mnemonic: string, operands: readonly Operand[]): boolean {
  const [first, second] = operands;
  if (mnemonic === "bx") return first?.kind === "register" && first.name === "lr";
  if (mnemonic === "pop" || mnemonic === "ldm")
    return operands.some((each) => each.kind === "other" && /\bpc\b/.test(each.text));
  return (
    mnemonic === "mov" &&
    first?.kind === "register" &&
    first.name === "pc" &&
    second?.kind === "register" &&
    second.name === "lr"
  );
}

function writesCounter(mnemonic: string, [first]: readonly Operand[]): boolean {
  return /^(mov|ldr|add|sub)/.test(mnemonic) && first?.kind === "register" && first.name === "pc";
}

/** ARM's program counter is two instructions ahead. */
function dataOf(operands: readonly Operand[], address: bigint): bigint | undefined {
  const memory = operands.find((each) => each.kind === "memory");
  return memory?.base === "pc" && memory.index === undefined ? address + 8n + memory.displacement : undefined;
}

function shownText(text: string, operands: readonly Operand[], relative: boolean): string {
  const last = operands.at(-1);
  if (!relative || last?.kind !== "address") return text;
  return text.replace(/[^, ]+$/, `0x${BigInt.asUintN(64, last.value).toString(16)}`);
}

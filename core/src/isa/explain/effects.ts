import type { Decoder, Effects, Instruction, Mode, Operand } from "../decoder";
import { riscvRegisters } from "../riscvRegisters";
import { armRegisters } from "./armPieces";

/** What an instruction reads and writes; undefined where nobody knows. `bytes` are its own. */
export function effectsOf(
  instruction: Instruction,
  bytes: Uint8Array,
  mode: Mode,
  decoder: Decoder,
): Effects | undefined {
  switch (mode) {
    case "riscv32":
    case "riscv64":
      return riscvEffects(bytes);
    case "aarch64":
      return aarch64Effects(instruction);
    case "arm":
      return armEffects(instruction, bytes);
    case "knight":
      return knightEffects(instruction);
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return rememberedEffects(instruction, bytes, mode, decoder);
  }
}

/** Of x86 by mode and bytes, as many as a hover goes over: asking iced-x86 takes longer than anything else that it does there. */
const remembered = new Map<string, Effects | undefined>();
const mostRemembered = 4096;

function rememberedEffects(
  instruction: Instruction,
  bytes: Uint8Array,
  mode: Mode,
  decoder: Decoder,
): Effects | undefined {
  const key = mode + String.fromCharCode(...bytes);
  if (remembered.has(key)) return remembered.get(key);
  const examined = decoder.examine?.("effects", bytes, 0, instruction.address);
  const effects = x86Effects(examined, instruction, mode);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, effects);
  return effects;
}

/** Outside of 16-bit code every segment is all of memory: those that are read and no operand names are left out. */
function x86Effects(effects: Effects | undefined, instruction: Instruction, mode: Mode): Effects | undefined {
  if (effects === undefined) return undefined;
  const named = instruction.operands.flatMap(registersIn);
  const far = farEffects(instruction, mode);
  const matters = (name: string) => mode === "x86-16" || !/^[c-es]s$/.test(name) || named.includes(name);
  return {
    ...effects,
    reads: [...new Set([...effects.reads.filter(matters), ...far.reads])],
    writes: [...new Set([...effects.writes, ...far.writes])],
  };
}

/** The segments that far jumps, calls and returns touch, which iced leaves out (Intel SDM volume 2, “CALL”, “IRET”). */
function farEffects(instruction: Instruction, mode: Mode): Pick<Effects, "reads" | "writes"> {
  const { mnemonic } = instruction;
  if (mnemonic === "retf") return { reads: [], writes: ["cs"] };
  // In 64-bit code the stack comes back, too, elsewhere only from another privilege level.
  if (/^iret[dq]?$/.test(mnemonic)) return { reads: [], writes: mode === "x86-64" ? ["cs", "ss"] : ["cs"] };
  const isFar = (mnemonic === "call" || mnemonic === "jmp") && /\bfar\b/.test(instruction.text);
  if (!isFar) return { reads: [], writes: [] };
  return { reads: mnemonic === "call" ? ["cs"] : [], writes: ["cs"] };
}

class Touched {
  readonly #reads = new Set<string>();
  readonly #writes = new Set<string>();
  flagsRead: readonly string[] = [];
  flagsWritten: readonly string[] = [];

  reads(...names: readonly (string | undefined)[]): this {
    for (const name of names) if (name !== undefined) this.#reads.add(name);
    return this;
  }

  writes(...names: readonly (string | undefined)[]): this {
    for (const name of names) if (name !== undefined) this.#writes.add(name);
    return this;
  }

  /** `unheld`: registers that are always zero. */
  done(...unheld: readonly string[]): Effects {
    const kept = (names: ReadonlySet<string>) => [...names].filter((name) => !unheld.includes(name));
    const { flagsRead, flagsWritten } = this;
    return { reads: kept(this.#reads), writes: kept(this.#writes), flagsRead, flagsWritten };
  }
}

/** By the format of the word (The RISC-V Instruction Set Manual, volume I); undefined of floating point, vectors and compressed ones. */
function riscvEffects(bytes: Uint8Array): Effects | undefined {
  if (bytes.length !== 4) return undefined;
  const word = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  const register = (low: number) => riscvRegisters[(word >>> low) & 31]!;
  const [rd, rs1, rs2] = [register(7), register(15), register(20)];
  const touched = new Touched();
  switch (word & 0x7f) {
    case 0x33:
    case 0x3b:
      return touched.reads(rs1, rs2).writes(rd).done("zero");
    case 0x13:
    case 0x1b:
    case 0x67:
      return touched.reads(rs1).writes(rd).done("zero");
    case 0x03:
      return touched.reads(rs1, "memory").writes(rd).done("zero");
    case 0x23:
      return touched.reads(rs1, rs2).writes("memory").done("zero");
    case 0x63:
      return touched.reads(rs1, rs2).done("zero");
    case 0x37:
    case 0x17:
    case 0x6f:
      return touched.writes(rd).done("zero");
    case 0x2f:
      return touched.reads(rs1, rs2, "memory").writes(rd, "memory").done("zero");
    case 0x0f:
      return touched.done();
    case 0x73: {
      const way = (word >>> 12) & 7;
      if (way === 0) return touched.done();
      return touched
        .reads(way < 4 ? rs1 : undefined)
        .writes(rd)
        .done("zero");
    }
    default:
      return undefined;
  }
}

function registersIn(operand: Operand | undefined): readonly string[] {
  if (operand?.kind === "register") {
    const { shift, name } = operand;
    return shift !== undefined && typeof shift.amount === "string" ? [name, shift.amount] : [name];
  }
  if (operand?.kind === "memory") return [operand.base, operand.index].filter((name) => name !== undefined);
  // Indexes that are extended (AArch64) have no better form.
  if (operand?.kind === "other") return operand.text.match(/\b(?:[xw](?:\d+|zr)|sp)\b/g) ?? [];
  return [];
}

const allFlags = ["N", "Z", "C", "V"];

/** What Capstone names as operands is in the manual's order: the register that is written first. */
function aarch64Effects({ mnemonic, operands }: Instruction): Effects | undefined {
  const touched = new Touched();
  const zero = ["xzr", "wzr"];
  // Conditions, barriers' options and system registers look like registers.
  const registersOf = (operand: Operand | undefined) =>
    registersIn(operand).filter((name) => /^([xwbhsdqv]\d+|[xw]zr|w?sp)/.test(name));
  const all = operands.flatMap(registersOf);
  const memory = operands.find((each) => each.kind === "memory");
  if (memory?.update !== undefined) touched.writes(memory.base);
  if (
    /^(cmp|cmn|tst|ccmp|ccmn)$/.test(mnemonic) ||
    /^(adds|subs|ands|bics|adcs|sbcs|negs|ngcs)$/.test(mnemonic)
  )
    touched.flagsWritten = allFlags;
  if (/^(b\.|cs|cinc|cset|cinv|cneg|ccm|adc|sbc|ngc)/.test(mnemonic))
    touched.flagsRead = flagsOf(mnemonic, operands);
  if (/^(cmp|cmn|tst|ccmp|ccmn|cbn?z|tbn?z|br)$/.test(mnemonic)) return touched.reads(...all).done(...zero);
  if (/^b($|\.)/.test(mnemonic)) return touched.done();
  if (mnemonic === "bl") return touched.writes("x30").done();
  if (mnemonic === "blr")
    return touched
      .reads(...all)
      .writes("x30")
      .done(...zero);
  if (mnemonic === "ret") return touched.reads(...(all.length > 0 ? all : ["x30"])).done(...zero);
  if (mnemonic === "mrs" || mnemonic === "msr") return systemRegisterEffects(touched, operands).done(...zero);
  if (/^(svc|hvc|smc|brk|hlt|nop|yield|wf[ei]|sevl?|dmb|dsb|isb|hint|udf|prfu?m)$/.test(mnemonic))
    return touched.reads(...(mnemonic.startsWith("prf") ? all : [])).done(...zero);
  if (/^st(r|ur|lr|tr|p|np)[bh]?$/.test(mnemonic))
    return touched
      .reads(...all)
      .writes("memory")
      .done(...zero);
  if (/^st(l?x)[rp][bh]?$/.test(mnemonic)) {
    const [status, ...others] = operands;
    return touched
      .reads(...others.flatMap(registersOf))
      .writes(...registersOf(status), "memory")
      .done(...zero);
  }
  if (/^(ldr|ldur|ldar|ldtr|ldp|ldnp|ldx|ldax)/.test(mnemonic)) {
    const loaded = operands.filter((each) => each.kind === "register").flatMap(registersOf);
    return touched
      .reads(...operands.filter((each) => each.kind !== "register").flatMap(registersOf), "memory")
      .writes(...loaded)
      .done(...zero);
  }
  const [first, ...others] = operands;
  if (first?.kind !== "register" || !general.test(mnemonic)) return undefined;
  // What is not overwritten is read.
  if (/^(movk|bfi|bfxil|bfc|bfm)$/.test(mnemonic)) touched.reads(first.name);
  return touched
    .reads(...others.flatMap(registersOf))
    .writes(first.name)
    .done(...zero);
}

/** `mrs` copies a system register to a general one, `msr` the other way; `daifset` and `daifclr` are ways to write `daif`. */
function systemRegisterEffects(touched: Touched, operands: readonly Operand[]): Touched {
  const [to, from] = operands.map((operand) =>
    operand.kind === "register" ? operand.name : operand.kind === "other" ? operand.text : undefined,
  );
  if (from === "nzcv") touched.flagsRead = allFlags;
  else touched.reads(from);
  if (to === "nzcv") touched.flagsWritten = allFlags;
  else touched.writes(to?.replace(/^daif(set|clr)$/, "daif"));
  return touched;
}

/** Instructions whose first operand is the general register that they write. */
const general =
  /^(add|sub|and|orr|orn|eon|eor|bic|adc|sbc|neg|ngc)s?$|^(mov[nkz]?|mvn|mul|mneg|u?s?(mull|mnegl|mulh|div)|[us]?(madd|msub)l?|lsl|lsr|asr|ror|lslv|lsrv|asrv|rorv|extr|rbit|rev(16|32)?|cl[sz]|[us]xt[bhw]|[us]?bfm|[us]?bfi|[us]?bfiz|[us]bfx|bfxil|bfc|adrp?|csel|csinc|csinv|csneg|cinc|cinv|cneg|csetm?)$/;

/** Flags that a condition looks at; `adc` and `sbc` look at the carry. */
function flagsOf(mnemonic: string, operands: readonly Operand[]): readonly string[] {
  if (/^(adc|sbc|ngc)/.test(mnemonic)) return ["C"];
  const last = operands.at(-1);
  const named = mnemonic.startsWith("b.")
    ? mnemonic.slice(2)
    : last?.kind === "register"
      ? last.name
      : last?.kind === "other"
        ? last.text
        : "";
  return flagsOfCondition(named);
}

function flagsOfCondition(condition: string): readonly string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    eq: ["Z"],
    ne: ["Z"],
    hs: ["C"],
    cs: ["C"],
    lo: ["C"],
    cc: ["C"],
    mi: ["N"],
    pl: ["N"],
    vs: ["V"],
    vc: ["V"],
    hi: ["Z", "C"],
    ls: ["Z", "C"],
    ge: ["N", "V"],
    lt: ["N", "V"],
    gt: ["N", "Z", "V"],
    le: ["N", "Z", "V"],
  };
  return known[condition] ?? [];
}

const armConditions = "eq ne hs lo mi pl vs vc hi ls ge lt gt le".split(" ");

/** By the classes of section A5.1 of the ARMv7-A manual; undefined of coprocessors, media and vectors. */
function armEffects({ operands, mnemonic }: Instruction, bytes: Uint8Array): Effects | undefined {
  const word = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  const condition = word >>> 28;
  const field = (low: number) => armRegisters[(word >>> low) & 15]!;
  const bit = (at: number) => ((word >>> at) & 1) === 1;
  const touched = new Touched();
  if (condition === 15) return undefined;
  touched.flagsRead = flagsOfCondition(armConditions[condition] ?? "");
  const all = operands.flatMap(registersIn);
  const [first, ...others] = operands;
  switch ((word >>> 25) & 7) {
    case 5:
      return touched.writes(bit(24) ? "lr" : undefined).done();
    case 7:
      return bit(24) ? touched.done() : undefined;
    case 4: {
      const list = armRegisters.filter((_, register) => bit(register));
      if (bit(20)) touched.reads("memory").writes(...list);
      else touched.reads(...list).writes("memory");
      return touched
        .reads(field(16))
        .writes(bit(21) ? field(16) : undefined)
        .done();
    }
    default:
  }
  // Floating point and coprocessors.
  if (((word >>> 25) & 7) === 6) return undefined;
  if (/^(ldrex|lda)/.test(mnemonic))
    return touched
      .reads("memory", ...others.flatMap((each) => (each.kind === "memory" ? registersIn(each) : [])))
      .writes(...operands.flatMap((each) => (each.kind === "register" ? registersIn(each) : [])))
      .done();
  if (/^(strex|stlex|swp)/.test(mnemonic))
    return touched
      .reads(...others.flatMap(registersIn), mnemonic.startsWith("swp") ? "memory" : undefined)
      .writes(...registersIn(first), "memory")
      .done();
  if (mnemonic.startsWith("stl")) return undefined;
  if (mnemonic.startsWith("msr")) {
    // Bit 19 writes the flags.
    if (bit(19) && !bit(22)) touched.flagsWritten = allFlags;
    const register = registersIn(first)[0]?.replace(/_.*/, "");
    return touched
      .reads(...others.flatMap(registersIn))
      .writes(register)
      .done();
  }
  if (/^(bx|blx)/.test(mnemonic))
    return touched
      .reads(...all)
      .writes(mnemonic.startsWith("blx") ? "lr" : undefined)
      .done();
  if (isTransfer(word)) {
    const isWord = ((word >>> 26) & 3) === 1;
    const hasIndex = isWord ? bit(25) : !bit(22);
    // ldrd and strd have no bit for which of them they are, but take a second register.
    const pair = !isWord && !bit(20) && bit(6);
    const loads = bit(20) || (pair && !bit(5));
    const moved = pair ? [field(12), armRegisters[(((word >>> 12) & 15) + 1) % 16]] : [field(12)];
    touched.reads(field(16), hasIndex ? field(0) : undefined);
    if (!bit(24) || bit(21)) touched.writes(field(16));
    if (loads) touched.reads("memory").writes(...moved);
    else touched.reads(...moved).writes("memory");
    return touched.done();
  }
  if (first?.kind !== "register") return undefined;
  const isData = ((word >>> 26) & 3) === 0;
  const compares = isData && ((word >>> 23) & 3) === 2 && bit(20);
  if (compares) {
    touched.flagsWritten = flagsWritten(word);
    return touched.reads(...all).done();
  }
  if (isData && bit(20)) touched.flagsWritten = flagsWritten(word);
  const carries = isData && !isMultiply(word) && [5, 6, 7].includes((word >>> 21) & 15);
  const throughCarry = mnemonic.startsWith("rrx");
  if (carries || throughCarry) touched.flagsRead = [...new Set([...touched.flagsRead, "C"])];
  if (/^([us](mull|mlal|mlsld)|umaal)/.test(mnemonic)) {
    const [low, high, ...factors] = operands;
    touched.writes(...registersIn(low), ...registersIn(high)).reads(...factors.flatMap(registersIn));
    return (
      /mlal|mlsld|umaal/.test(mnemonic) ? touched.reads(...registersIn(low), ...registersIn(high)) : touched
    ).done();
  }
  if (/^(movt|bf[ic])/.test(mnemonic)) touched.reads(first.name);
  return touched
    .reads(...others.flatMap(registersIn))
    .writes(first.name)
    .done();
}

/** A load or store of one register, or two: of words and bytes, or of what the ARMv4 added (section A5.2.8). */
function isTransfer(word: number): boolean {
  if (((word >>> 26) & 3) === 1) return ((word >>> 25) & 1) === 0 || ((word >>> 4) & 1) === 0;
  return ((word >>> 25) & 7) === 0 && ((word >>> 4) & 9) === 9 && ((word >>> 5) & 3) !== 0;
}

function isMultiply(word: number): boolean {
  return ((word >>> 4) & 0xf) === 9 && ((word >>> 25) & 7) === 0;
}

/** Sums set all four flags; logical operations, moves and multiplications N, Z and, by their shift, C (section A8.8). */
function flagsWritten(word: number): readonly string[] {
  if (isMultiply(word)) return ["N", "Z"];
  const operation = (word >>> 21) & 15;
  return [2, 3, 4, 5, 6, 7, 10, 11].includes(operation) ? allFlags : ["N", "Z", "C"];
}

/** By the names of stage0's ISA map. A register of Knight holds conditions as any other number. */
function knightEffects({ mnemonic, operands }: Instruction): Effects | undefined {
  const registers = operands.flatMap(registersIn);
  const [first, second, ...others] = registers;
  const touched = new Touched();
  if (/^(jump|nop|halt)$/.test(mnemonic)) return touched.done();
  if (/^(sys_|f[a-z]+_|fclose|rewind|fseek|fgetc|fputc|hal_)/.test(mnemonic)) return undefined;
  if (/^(jump\.|cmpjump|cmpskip|branch|jsr)/.test(mnemonic)) return touched.reads(...registers).done();
  if (mnemonic === "call") return touched.reads(first, second).writes(second, "memory").done();
  if (mnemonic === "calli" || mnemonic === "pushpc")
    return touched.reads(first).writes(first, "memory").done();
  if (mnemonic === "ret" || mnemonic === "poppc") return touched.reads(first, "memory").writes(first).done();
  if (/^push/.test(mnemonic)) return touched.reads(first, second).writes(second, "memory").done();
  if (/^pop/.test(mnemonic)) return touched.reads(second, "memory").writes(first, second).done();
  if (/^store/.test(mnemonic))
    return touched
      .reads(...registers)
      .writes("memory")
      .done();
  if (/^load(x|8|u8|16|u16|32|u32|r|$)/.test(mnemonic)) touched.reads("memory");
  if (mnemonic === "swap") return touched.reads(first, second).writes(first, second).done();
  // Shifts by a constant work on one register.
  if (/^s(al|ar|l0|r0|l1|r1)i$/.test(mnemonic)) touched.reads(first);
  // Carry, product and quotient with remainder take two registers; nobody needs them in a bootstrap.
  if (others.length > 1) return undefined;
  return touched
    .reads(second, ...others)
    .writes(first)
    .done();
}

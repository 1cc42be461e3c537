import type * as Iced from "iced-x86";
import type { Effects, Examination, X86Encoding } from "./decoder";

const prefixBytes: Readonly<Record<string, number>> = { P66: 0x66, PF3: 0xf3, PF2: 0xf2 };
const escapeBytes: Readonly<Record<string, number>> = { T0F: 1, T0F38: 2, T0F3A: 2 };
const kinds: Readonly<Record<string, X86Encoding["kind"]>> = {
  VEX: "VEX",
  EVEX: "EVEX",
  XOP: "XOP",
  D3NOW: "3DNow!",
};

/** Reads out of iced-x86 what it knows of an instruction beyond its operands. */
export class X86Examiner {
  #att: Iced.Formatter | undefined;
  readonly #info: Iced.InstructionInfoFactory;

  constructor(private readonly iced: typeof Iced) {
    this.#info = new iced.InstructionInfoFactory();
  }

  readonly #looks: {
    readonly [What in keyof Examination]: (decoded: Iced.Instruction) => Examination[What];
  } = {
    att: (decoded) => (this.#att ??= this.#formatter()).format(decoded),
    effects: (decoded) => this.#effects(decoded),
    encoding: (decoded) => this.#encoding(decoded),
  };

  examine<What extends keyof Examination>(what: What, decoded: Iced.Instruction): Examination[What] {
    return this.#looks[what](decoded);
  }

  #formatter(): Iced.Formatter {
    const att = new this.iced.Formatter(this.iced.FormatterSyntax.Gas);
    att.hexPrefix = "0x";
    att.hexSuffix = "";
    att.spaceAfterOperandSeparator = true;
    att.branchLeadingZeros = false;
    att.ripRelativeAddresses = true;
    att.gasShowMnemonicSizeSuffix = true;
    return att;
  }

  #encoding(decoded: Iced.Instruction): X86Encoding {
    const { iced } = this;
    const opCode = decoded.opCode;
    try {
      const registers: X86Encoding["registers"][number][] = [];
      // A segment register takes 16 bits, whatever the size of operands is: the manual's table has one form.
      const takesLow = /^MOV Sreg, r(32|64)\/m16$/.test(opCode.instructionString);
      for (let index = 0; index < opCode.opCount; index++) {
        const kind = iced.OpCodeOperandKind[opCode.opKind(index)];
        const field = fieldOf(kind);
        const given = this.#registerOf(decoded, index);
        const name =
          takesLow && field === "rm"
            ? given?.replace(/^[er](?=[a-z])/, "").replace(/^(r\d+)d?$/, "$1w")
            : given;
        if (field !== undefined && name !== undefined) registers.push({ field, name });
      }
      return {
        form: takesLow ? "MOV Sreg, r/m16" : opCode.instructionString,
        opcodeForm: opCode.opCodeString,
        kind: kinds[iced.EncodingKind[opCode.encoding]] ?? "legacy",
        escapes: escapeBytes[iced.OpCodeTableKind[opCode.table]] ?? 0,
        opcodeLength: opCode.opCodeLength,
        mandatoryPrefix: prefixBytes[iced.MandatoryPrefix[opCode.mandatoryPrefix]],
        group: opCode.groupIndex < 0 ? undefined : opCode.groupIndex,
        rmGroup: opCode.rmGroupIndex < 0 ? undefined : opCode.rmGroupIndex,
        registers,
      };
    } finally {
      opCode.free();
    }
  }

  #effects(decoded: Iced.Instruction): Effects {
    const { OpAccess } = this.iced;
    const info = this.#info.info(decoded);
    const reads = new Set<string>();
    const writes = new Set<string>();
    const add = (name: string | undefined, access: Iced.OpAccess) => {
      if (name === undefined) return;
      if (access !== OpAccess.Write && access !== OpAccess.CondWrite) reads.add(name);
      if (access !== OpAccess.Read && access !== OpAccess.CondRead) writes.add(name);
    };
    try {
      for (const used of info.usedRegisters() as Iced.UsedRegister[]) {
        add(this.#register(used.register), used.access);
        used.free();
      }
      for (const used of info.usedMemory() as Iced.UsedMemory[]) {
        if (used.access !== OpAccess.NoMemAccess) add("memory", used.access);
        used.free();
      }
    } finally {
      info.free();
    }
    return {
      reads: [...reads],
      writes: [...writes],
      flagsRead: this.#flags(decoded.rflagsRead),
      flagsWritten: this.#flags(decoded.rflagsModified),
    };
  }

  #flags(bits: number): readonly string[] {
    const { RflagsBits } = this.iced;
    const found: string[] = [];
    for (let bit = 1; bit <= bits; bit *= 2) if ((bits & bit) !== 0) found.push(RflagsBits[bit]!);
    return found;
  }

  #register(register: Iced.Register): string | undefined {
    const { Register } = this.iced;
    if (register === Register.None) return undefined;
    // iced calls r8b r8l.
    return Register[register].toLowerCase().replace(/^(r\d+)l$/, "$1b");
  }

  #registerOf(decoded: Iced.Instruction, operand: number): string | undefined {
    const isRegister = decoded.opKind(operand) === this.iced.OpKind.Register;
    return isRegister ? this.#register(decoded.opRegister(operand)) : undefined;
  }
}

/** The field that a kind of operand is given in, by iced's names of kinds. */
function fieldOf(kind: string): "reg" | "rm" | "opcode" | undefined {
  if (/_opcode$/.test(kind)) return "opcode";
  if (/_reg$/.test(kind)) return "reg";
  return /_(rm|or_mem|or_mem_mpx|reg_mem)$/.test(kind) ? "rm" : undefined;
}

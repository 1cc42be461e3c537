/** Where control goes after an instruction. */
export type Flow =
  "next" | "jump" | "branch" | "call" | "return" | "indirect jump" | "indirect call" | "interrupt" | "trap";

/** What a byte of an instruction is. In instructions of one fixed word the parts share bytes: all of it is opcode. */
export type PartKind = "opcode" | "displacement" | "immediate";

/** A stretch of an instruction, in bytes from its start. */
export interface InstructionPart {
  readonly kind: PartKind;
  readonly start: number;
  readonly size: number;
}

/** What an instruction works on. Registers have the names of their makers' manuals, in lower case. */
export type Operand =
  | { readonly kind: "register"; readonly name: string; readonly shift?: Shift }
  /** A number, signed where the processor extends its sign; `bits` is how wide the processor takes it. */
  | { readonly kind: "immediate"; readonly value: bigint; readonly bits: number; readonly shift?: Shift }
  /** A virtual address that a jump, branch or call goes to, or that data is loaded from relative to the instruction. */
  | { readonly kind: "address"; readonly value: bigint }
  /** Segment and offset of a far jump or call of x86. */
  | { readonly kind: "far"; readonly segment: number; readonly offset: number }
  | MemoryOperand
  /** What has no better form, as text. */
  | { readonly kind: "other"; readonly text: string };

/** `lsl #4` behind a register or an immediate (ARM, AArch64). */
export interface Shift {
  readonly kind: string;
  readonly amount: number | string;
}

export interface MemoryOperand {
  readonly kind: "memory";
  /** Only where it is not the one that the processor takes by itself. */
  readonly segment?: string;
  readonly base?: string;
  readonly index?: string;
  /** What the index is multiplied with. */
  readonly scale: number;
  /** Signed where there is a base or an index, else an address. */
  readonly displacement: bigint;
  /** Bytes that are read or written; undefined where the mnemonic says it, or nothing does. */
  readonly size?: number;
  /** Whether the base receives the sum `before` or `after` the access (ARM, AArch64). */
  readonly update?: "before" | "after";
  /** Whether the operand is the mnemonic's own (`movs`, `lods`, …), so that nobody writes it. */
  readonly implicit?: boolean;
}

export interface Instruction {
  /** File offset of the first byte. */
  readonly offset: number;
  /** Length in bytes. */
  readonly length: number;
  /** Virtual address of the first byte. */
  readonly address: bigint;
  /** In the syntax of the processor's maker: `mov ecx, 0x10`. */
  readonly text: string;
  /** In lower case, prefixes such as `rep` not among it. */
  readonly mnemonic: string;
  /** `rep`, `repne`, `lock`, in the order of the bytes. */
  readonly prefixes: readonly string[];
  readonly operands: readonly Operand[];
  readonly flow: Flow;
  /** Virtual address that a direct jump, branch or call goes to. */
  readonly target: bigint | undefined;
  /** Virtual address of a memory operand that is given relative to the instruction (`[rip + …]`). */
  readonly data: bigint | undefined;
  /** Covers the instruction without gaps, in order. */
  readonly parts: readonly InstructionPart[];
}

/** An operand that is to be encoded; of memory relative to the instruction, `to` is the address that is meant. */
export type EncodableOperand = Exclude<Operand, MemoryOperand> | (MemoryOperand & { readonly to?: bigint });

/** What is to be encoded; operands that are the mnemonic's own are left out. */
export interface Encodable {
  readonly mnemonic: string;
  readonly prefixes: readonly string[];
  readonly operands: readonly EncodableOperand[];
}

export const modes = [
  "x86-16",
  "x86-32",
  "x86-64",
  "arm",
  "aarch64",
  "riscv32",
  "riscv64",
  "knight",
] as const;

export type Mode = (typeof modes)[number];

/** What an instruction reads and writes, in the names of its maker's manuals, lower case; flags in upper case. */
export interface Effects {
  /** Registers, and `memory`. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly flagsRead: readonly string[];
  /** Flags that are changed, those that become undefined among them. */
  readonly flagsWritten: readonly string[];
}

/** What an instruction is beyond its meaning: its looks elsewhere, what it touches, and how its bytes come to be. */
export interface Examination {
  /** In AT&T's syntax, as GNU as takes it. */
  readonly att: string;
  readonly effects: Effects;
  readonly encoding: X86Encoding;
}

/** How the bytes of an x86 instruction are to be divided. */
export interface X86Encoding {
  /** As the manual's tables have it: `ADD r/m64, imm8` and `o64 83 /0 ib`. */
  readonly form: string;
  readonly opcodeForm: string;
  readonly kind: "legacy" | "VEX" | "EVEX" | "XOP" | "3DNow!";
  /** Bytes of 0F, 0F 38 or 0F 3A in front of the opcode. */
  readonly escapes: number;
  /** One or two. */
  readonly opcodeLength: number;
  /** 66, F3 or F2 where that is a part of the opcode. */
  readonly mandatoryPrefix: number | undefined;
  /** What reg of ModRM, or rm, selects of a group of instructions. */
  readonly group: number | undefined;
  readonly rmGroup: number | undefined;
  /** Registers by the field that names them. */
  readonly registers: readonly { readonly field: "reg" | "rm" | "opcode"; readonly name: string }[];
}

/** Decodes one instruction at a time. What an implementation knows of a machine is behind this interface only. */
export interface Decoder {
  /** The instruction at a file offset, or undefined where the bytes are none (or end within it). */
  decode(bytes: Uint8Array, offset: number, address: bigint): Instruction | undefined;
  /**
   * Whether an assembler may have written the instruction just so: with no prefix or bit that does nothing, and no
   * undocumented twin of its opcode. Where it is not there, every bit of every instruction means something.
   */
  isPlain?(bytes: Uint8Array, offset: number, address: bigint): boolean;
  /** The instruction at an offset with other operands, encoded as it is; undefined where that has no place for them. */
  encodedLike?(
    bytes: Uint8Array,
    offset: number,
    address: bigint,
    operands: readonly EncodableOperand[],
  ): Uint8Array | undefined;
  /** Every encoding of an instruction that an assembler may choose, each once. */
  encodings?(what: Encodable, address: bigint): readonly Uint8Array[];
  /** One of the things that are known beside that of an instruction; undefined where there is none. Only of x86. */
  examine?<What extends keyof Examination>(
    what: What,
    bytes: Uint8Array,
    offset: number,
    address: bigint,
  ): Examination[What] | undefined;
}

/**
 * The mode of an ELF file by its e_machine and width; undefined for processors that no decoder is there for.
 */
export function modeOfMachine(machine: number, bits: 32 | 64 = 32): Mode | undefined {
  switch (machine) {
    case 3:
      return "x86-32";
    case 40:
      return "arm";
    case 62:
      return "x86-64";
    case 183:
      return "aarch64";
    case 243:
      return bits === 64 ? "riscv64" : "riscv32";
    default:
      return undefined;
  }
}

/** Where control goes after an instruction. */
export type Flow =
  "next" | "jump" | "branch" | "call" | "return" | "indirect jump" | "indirect call" | "interrupt" | "trap";

/** What a byte of an instruction is. */
export type PartKind = "opcode" | "displacement" | "immediate";

/** A stretch of an instruction, in bytes from its start. */
export interface InstructionPart {
  readonly kind: PartKind;
  readonly start: number;
  readonly size: number;
}

export interface Instruction {
  /** File offset of the first byte. */
  readonly offset: number;
  /** Length in bytes. */
  readonly length: number;
  /** Virtual address of the first byte. */
  readonly address: bigint;
  /** In Intel syntax: `mov ecx, 0x10`. */
  readonly text: string;
  readonly flow: Flow;
  /** Virtual address that a direct jump, branch or call goes to. */
  readonly target: bigint | undefined;
  /** Virtual address of a memory operand that is given relative to the instruction (`[rip + …]`). */
  readonly data: bigint | undefined;
  /** Covers the instruction without gaps, in order. */
  readonly parts: readonly InstructionPart[];
}

export type Mode = "x86-16" | "x86-32" | "x86-64";

/** Decodes one instruction at a time. What an implementation knows of a machine is behind this interface only. */
export interface Decoder {
  /** The instruction at a file offset, or undefined where the bytes are none (or end within it). */
  decode(bytes: Uint8Array, offset: number, address: bigint): Instruction | undefined;
}

/** e_machine to mode; undefined for processors that no decoder is there for yet. */
export function modeOfMachine(machine: number): Mode | undefined {
  if (machine === 3) return "x86-32";
  return machine === 62 ? "x86-64" : undefined;
}

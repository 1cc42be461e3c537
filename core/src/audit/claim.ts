/**
 * What a comment says that an instruction is. The dialects' readers make claims of comments; only `compare` sets them
 * against what the bytes decode to.
 */
export interface Claim {
  /** In lower case, without prefixes. */
  readonly mnemonic: string;
  readonly prefixes: readonly string[];
  /** In the order in which the decoder of the processor gives operands. */
  readonly operands: readonly Wanted[];
  /** How many bits the comment says that a jump's displacement has (`je8`, `je32`, `jmp short`). */
  readonly displacementBits?: number;
  /** Whether operands that the comment leaves out may be whatever they are (`cmp ';'`). */
  readonly loose: boolean;
  /** The registers of the addresses that an operation has by itself, where the comment names them (x86's string instructions). */
  readonly implied?: readonly string[];
  /** What else the comment may mean. */
  readonly alternative?: Claim;
  /** What two instructions would do that the comment means as well (RISC-V's `call` and `tail`). */
  readonly far?: FarJump;
}

/** A jump to wherever, with the register that keeps where it returns to. */
export interface FarJump {
  readonly link: string;
  readonly to: Wanted;
}

export type Wanted =
  | { readonly kind: "register"; readonly name: string; readonly shift?: WantedShift }
  /** Any of several readings of a number: `30` may be hexadecimal in a comment of boot code. */
  | {
      readonly kind: "number";
      readonly values: readonly bigint[];
      /** Digits alone, as where a jump goes: of what, and counted from where, nothing tells. */
      readonly bare?: true;
    }
  /**
   * The address of a label, or what lies there; `plus` bytes behind it. `values`: what the name is as a number (`B`); `hexadecimal`:
   * where it goes should no label have the name (`f8`).
   */
  | {
      readonly kind: "label";
      readonly name: string;
      readonly plus: bigint;
      readonly values?: readonly bigint[];
      readonly hexadecimal?: bigint;
    }
  /** An address so many bytes from the start of the instruction. */
  | { readonly kind: "distance"; readonly bytes: bigint }
  | WantedMemory
  | { readonly kind: "far"; readonly segment: Wanted; readonly offset: Wanted }
  /** The upper 20 bits of the distance to a label, rounded, or the lower 12 that belong to them (RISC-V). */
  | { readonly kind: "upper" | "lower"; readonly name: string }
  /** Registers in braces, of what pushes or pops them (ARM). */
  | { readonly kind: "list"; readonly registers: readonly string[] }
  /** What the comment says here is not understood. */
  | { readonly kind: "unclear"; readonly text: string };

export interface WantedShift {
  readonly kind: string;
  readonly amount: number;
}

export interface WantedMemory {
  readonly kind: "memory";
  readonly segment?: string;
  readonly base?: string;
  readonly index?: string;
  readonly scale: number;
  /** Undefined: none, which is 0. */
  readonly displacement?: Wanted;
  readonly size?: number;
  readonly update?: "before" | "after";
}

/** What a reader makes of a comment that speaks of an instruction, but not clearly. */
export interface UnclearClaim {
  readonly unclear: string;
}

/** Undefined: the comment does not speak of an instruction. */
export type ReadClaim = Claim | UnclearClaim | undefined;

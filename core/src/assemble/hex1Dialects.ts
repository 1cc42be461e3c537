import type { Architecture } from "./architectures";
import { sigil } from "./linker";

/** How the hex1 of an architecture differs from the others (stage0-posix, <arch>/hex1_<arch>.hex0). */
export interface Hex1Dialect {
  /** Address of the first byte, which absolute references are counted from. */
  readonly base: number;
  /** Bytes of a reference by its sigil; 0 for those that are merged into the next bytes. */
  readonly sizes: Readonly<Record<number, number>>;
  /** Bits of the register that merged references wait in, where there are any. */
  readonly registerBits: 0 | 32 | 64;
  readonly commentEndsAtCarriageReturn: boolean;
  /** The first pass counts a byte at its first digit, so a label inside of a byte is one too far. */
  readonly countsFirstDigit: boolean;
  /** Bytes above 7F are negative: none of them can be a label. */
  readonly signedBytes: boolean;
  /** The byte FC is taken for the end of the input. */
  readonly endsAtByte: boolean;
}

const x86: Hex1Dialect = {
  base: 0,
  sizes: { [sigil.percent]: 4 },
  registerBits: 0,
  commentEndsAtCarriageReturn: true,
  countsFirstDigit: true,
  signedBytes: false,
  endsAtByte: false,
};
const merging = { [sigil.bang]: 0, [sigil.at]: 0, [sigil.dollar]: 0, [sigil.tilde]: 0 };
const riscv32: Hex1Dialect = {
  ...x86,
  sizes: merging,
  registerBits: 32,
  countsFirstDigit: false,
  signedBytes: true,
  endsAtByte: true,
};
const dialects: Partial<Record<Architecture, Hex1Dialect>> = {
  x86,
  amd64: { ...x86, endsAtByte: true },
  aarch64: {
    ...x86,
    base: 0x600000,
    sizes: { [sigil.tilde]: 3, [sigil.dollar]: 2, [sigil.and]: 4 },
    commentEndsAtCarriageReturn: false,
  },
  riscv32,
  riscv64: { ...riscv32, registerBits: 64 },
};

/** Whether stage0-posix has a hex1 for an architecture. */
export function hasHex1(architecture: Architecture): boolean {
  return dialects[architecture] !== undefined;
}

/** How an architecture's hex1 reads; where there is none, how the C prototype of stage0-posix does. */
export function hex1DialectOf(architecture: Architecture): Hex1Dialect {
  return dialects[architecture] ?? { ...x86, countsFirstDigit: false };
}

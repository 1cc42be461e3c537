/** Architectures by the names that mescc-tools' `--architecture` takes (hex2.c, M1-macro.c). */
export const architectures = [
  "knight-native",
  "knight-posix",
  "x86",
  "amd64",
  "armv7l",
  "aarch64",
  "ppc64le",
  "riscv32",
  "riscv64",
] as const;

export type Architecture = (typeof architectures)[number];

/** What an architecture changes in hex2 and M1. */
export interface Traits {
  /** Which rule turns a target and an address into a relative displacement (hex2_linker.c, Architectural_displacement). */
  readonly displacement: "plain" | "armv7l" | "aarch64" | "ppc64le";
  /** `! @ $ ~ .` fill a shift register that is merged into the next bytes, instead of giving bytes (hex2_word.c). */
  readonly words: boolean;
  /** `<` pads with zeros to the next multiple of four; elsewhere it does nothing (hex2_linker.c, pad_to_align). */
  readonly pads: boolean;
  /** Strings are padded to a multiple of four, and bare numbers are 16-bit immediates (M1-macro.c). */
  readonly knight: boolean;
  /** The byte order of the processor itself. The C tools default to big-endian whatever the architecture. */
  readonly bigEndian: boolean;
}

const plain: Traits = {
  displacement: "plain",
  words: false,
  pads: false,
  knight: false,
  bigEndian: false,
};
const knight: Traits = { ...plain, knight: true, bigEndian: true };
const riscv: Traits = { ...plain, words: true, pads: true };

const table: Readonly<Record<Architecture, Traits>> = {
  "knight-native": knight,
  "knight-posix": knight,
  x86: plain,
  amd64: plain,
  armv7l: { ...plain, displacement: "armv7l", pads: true },
  aarch64: { ...plain, displacement: "aarch64", pads: true },
  ppc64le: { ...plain, displacement: "ppc64le" },
  riscv32: riscv,
  riscv64: riscv,
};

export function traitsOf(architecture: Architecture): Traits {
  return table[architecture];
}

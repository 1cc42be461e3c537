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
  /** Present where the hex2-0 of stage0-posix reads, and not mescc-tools' hex2. */
  readonly stage?: StageTraits;
}

/** What the hex2-0 of an architecture does otherwise than mescc-tools' hex2 (stage0-posix, <arch>/hex2_<arch>.hex1). */
export interface StageTraits {
  /** Characters that hex2 knows, and it drops. */
  readonly unknown: string;
  /** The first pass counts a byte at its first digit, so a label inside of a byte is one too far. */
  readonly countsFirstDigit: boolean;
  /**
   * Relative references count from their own first byte. With a `^` right in front the difference, also to a base, is
   * divided by four; a second `^` takes that back, and any other character makes it forget the `^`.
   */
  readonly fromReference: boolean;
  /** The byte FC is taken for the end of the input, or where a name is read for the end of that. */
  readonly endsAtByte: boolean;
  /** The end of the input ends a name. Elsewhere the tool waits for ever, or crashes. */
  readonly namesMayEnd: boolean;
  /** `&a>b` is the distance from b to a. */
  readonly absoluteBases: boolean;
  /** What is merged goes to the lower digit of a byte by exclusive or; then the upper digit is added, and may carry. */
  readonly carries: boolean;
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

const plainStage: StageTraits = {
  unknown: "~",
  countsFirstDigit: true,
  fromReference: false,
  endsAtByte: false,
  namesMayEnd: false,
  absoluteBases: false,
  carries: false,
};
const riscvStage: StageTraits = {
  ...plainStage,
  unknown: "",
  countsFirstDigit: false,
  absoluteBases: true,
  carries: true,
};

const stageTable: Readonly<Partial<Record<Architecture, Traits>>> = {
  x86: { ...table.x86, stage: plainStage },
  amd64: { ...table.amd64, stage: plainStage },
  aarch64: {
    ...table.aarch64,
    stage: { ...plainStage, unknown: "<", fromReference: true, endsAtByte: true, namesMayEnd: true },
  },
  riscv32: { ...riscv, stage: riscvStage },
  riscv64: { ...riscv, stage: riscvStage },
};

/** What an architecture changes; with `stage`, and where stage0-posix has a hex2-0 for it, for that. */
export function traitsOf(architecture: Architecture, stage = false): Traits {
  return (stage ? stageTable[architecture] : undefined) ?? table[architecture];
}

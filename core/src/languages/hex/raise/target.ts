import { traitsOf, type Architecture } from "../../../assemble/architectures";
import { baseOf, parseElf } from "../../../isa/headers/elf";

/** What a program is made for, as far as hex2 is told. */
export interface Machine {
  readonly architecture: Architecture;
  readonly bigEndian: boolean;
  /** Virtual address of the first byte; undefined where nothing tells it. */
  readonly baseAddress: number | undefined;
}

/** e_machine of the ELF header, by the width of its addresses (System V ABI, and the supplements of the processors). */
const machines: Readonly<Record<number, Partial<Record<32 | 64, Architecture>>>> = {
  3: { 32: "x86" },
  21: { 64: "ppc64le" },
  40: { 32: "armv7l" },
  62: { 64: "amd64" },
  183: { 64: "aarch64" },
  243: { 32: "riscv32", 64: "riscv64" },
};

/** What is known of what the bytes are for; `guess` is the architecture where they do not tell it themselves. */
export interface KnownMachine extends Partial<Machine> {
  readonly guess?: Architecture;
}

/** What the bytes are for: as the person says, as an ELF header says, as is guessed, else x86 and its like. */
export function machineOf(
  bytes: Uint8Array,
  { architecture, bigEndian, baseAddress, guess = "x86" }: KnownMachine,
): Machine {
  const elf = parseElf(bytes);
  const own = architecture ?? (elf && machines[elf.machine]?.[elf.bits]) ?? guess;
  return {
    architecture: own,
    bigEndian: bigEndian ?? traitsOf(own).bigEndian,
    baseAddress: baseAddress ?? (elf && baseOf(elf)),
  };
}

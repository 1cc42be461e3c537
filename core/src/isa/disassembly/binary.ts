import type { Mode } from "../decoder";
import { reachable, type AddressSpace } from "../flow";
import { addressOf, offsetOf, parseElf } from "../headers/elf";
import { bytesOfFields, leadingFields } from "../headers/headers";
import { loadDecoder } from "../loadDecoder";
import { entryOf } from "./entry";
import { disassemblyRows, type DisassemblyRow } from "./rows";

export interface BinaryRequest {
  readonly bytes: Uint8Array;
  readonly mode: Mode;
  /** Virtual address of the first byte of a file without an ELF header. */
  readonly base: bigint;
  /** Whether everything behind the headers is taken for code, and not only what control reaches from the entry point. */
  readonly linear: boolean;
}

/** So many bytes from one instruction to the next at least, where code is looked for without control flow. */
const steps: Readonly<Record<Mode, number>> = {
  "x86-16": 1,
  "x86-32": 1,
  "x86-64": 1,
  arm: 4,
  aarch64: 4,
  riscv32: 4,
  riscv64: 4,
  knight: 2,
};

/** Disassembles a file of no source: an ELF or PE file from its entry point, any other from its first byte. */
export async function disassembleBinary(request: BinaryRequest): Promise<readonly DisassemblyRow[]> {
  const { bytes, mode, base, linear } = request;
  const decoder = await loadDecoder(mode);
  const headers = leadingFields(bytes);
  const space = spaceOf(bytes, base);
  const entries = entryOf(bytes);
  const swept = linear ? everyStep(bytes.length, steps[mode]) : [];
  const instructions = reachable(bytes, decoder, space, entries.length === 0 ? [0] : entries, {
    likely: swept,
    closed: bytesOfFields(headers, bytes.length),
  });
  return disassemblyRows({
    ...{ bytes, range: { start: 0, end: bytes.length }, instructions, headers },
    addressOf: (offset) => space.addressOf(offset),
    labels: new Map(),
    nameOf: () => undefined,
    breaks: new Set(),
  });
}

/** Of an ELF file as its segments say. */
function spaceOf(bytes: Uint8Array, base: bigint): AddressSpace {
  const elf = parseElf(bytes);
  if (elf !== undefined)
    return {
      addressOf: (offset) => addressOf(elf, offset),
      offsetOf: (address) => offsetOf(elf, address),
    };
  return {
    addressOf: (offset) => base + BigInt(offset),
    offsetOf: (address) => {
      const offset = address - base;
      return offset >= 0n && offset < BigInt(bytes.length) ? Number(offset) : undefined;
    },
  };
}

function everyStep(length: number, step: number): readonly number[] {
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
}

import { followBoot } from "../boot/bootFlow";
import type { Instruction, Mode } from "../decoder";
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
  const closed = bytesOfFields(headers, bytes.length);
  const known = mode === "x86-16" && isBootSector(bytes) ? await bootCode(bytes, space, closed) : new Map();
  const instructions = reachable(bytes, decoder, space, entries.length === 0 ? [0] : entries, {
    ...{ known, likely: swept, closed },
  });
  return disassemblyRows({
    ...{ bytes, range: { start: 0, end: bytes.length }, instructions, headers },
    addressOf: (offset) => space.addressOf(offset),
    labels: new Map(),
    nameOf: () => undefined,
    breaks: new Set(),
  });
}

/** Whether a PC's firmware starts it: 55 AA ends its first sector. */
function isBootSector(bytes: Uint8Array): boolean {
  return bytes.length >= 512 && bytes[510] === 0x55 && bytes[511] === 0xaa;
}

/** What control reaches of boot code, in the mode in which it comes there; where only a number may lead, it does not. */
async function bootCode(
  bytes: Uint8Array,
  space: AddressSpace,
  closed: Uint8Array,
): Promise<ReadonlyMap<number, Instruction>> {
  const decoders = { 16: await loadDecoder("x86-16"), 32: await loadDecoder("x86-32") };
  const isFree = ({ offset, length }: Instruction) => !closed.subarray(offset, offset + length).includes(1);
  const { reached } = followBoot({ bytes, space, decoders, fits: isFree, mayBegin: () => false });
  const found = new Map<number, Instruction>();
  let end = 0;
  // Of two that overlap the first is taken.
  for (const [offset, { instruction, isGuess }] of [...reached].sort(([one], [other]) => one - other)) {
    if (isGuess || offset < end) continue;
    found.set(offset, instruction);
    end = offset + instruction.length;
  }
  return found;
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

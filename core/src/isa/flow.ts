import type { Decoder, Instruction } from "./decoder";

/** How virtual addresses and file offsets belong together; undefined where nothing is mapped. */
export interface AddressSpace {
  addressOf(offset: number): bigint | undefined;
  offsetOf(address: bigint): number | undefined;
}

/**
 * The instructions that are reached from `entries` (file offsets) by falling through and by direct jumps and calls.
 * What only an indirect jump reaches is not among them, and neither is data.
 *
 * Jump targets are followed before what lies behind a system call: some of those do not return (exit), so the bytes
 * behind one are the weakest evidence of code.
 */
export function reachable(
  bytes: Uint8Array,
  decoder: Decoder,
  space: AddressSpace,
  entries: readonly number[],
): ReadonlyMap<number, Instruction> {
  const found = new Map<number, Instruction>();
  /** Marks bytes that belong to a found instruction, so that two decodings never overlap: the first wins. */
  const taken = new Uint8Array(bytes.length);
  const sure = [...entries];
  const unsure: number[] = [];

  const follow = (start: number) => {
    for (let offset = start; offset < bytes.length && taken[offset] === 0;) {
      const address = space.addressOf(offset);
      const instruction = address === undefined ? undefined : decoder.decode(bytes, offset, address);
      if (!instruction || taken.subarray(offset, offset + instruction.length).includes(1)) return;
      found.set(offset, instruction);
      taken.fill(1, offset, offset + instruction.length);
      const target = instruction.target === undefined ? undefined : space.offsetOf(instruction.target);
      if (target !== undefined) sure.push(target);
      offset += instruction.length;
      if (instruction.flow === "interrupt") {
        unsure.push(offset);
        return;
      }
      if (!fallsThrough(instruction)) return;
    }
  };

  for (let next = sure.pop() ?? unsure.pop(); next !== undefined; next = sure.pop() ?? unsure.pop())
    follow(next);
  return found;
}

function fallsThrough({ flow }: Instruction): boolean {
  return flow !== "jump" && flow !== "return" && flow !== "indirect jump" && flow !== "trap";
}

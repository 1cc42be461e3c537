import type { Decoder, Instruction } from "./decoder";

/** How virtual addresses and file offsets belong together; undefined where nothing is mapped. */
export interface AddressSpace {
  addressOf(offset: number): bigint | undefined;
  offsetOf(address: bigint): number | undefined;
}

/** What is known of a file beside its entry points. */
export interface KnownCode {
  /** Instructions that are there for sure, by their file offsets. */
  readonly known?: ReadonlyMap<number, Instruction>;
  /** File offsets at which something says that code begins: followed behind all that is reached. */
  readonly likely?: readonly number[];
  /** A byte each for those of the file: 1 for what is not code, such as headers. */
  readonly closed?: Uint8Array;
}

/**
 * The instructions that are reached from `entries` (file offsets) by falling through and by direct jumps and calls.
 * What only an indirect jump reaches is not among them, and neither is data.
 *
 * Jump targets are followed before what lies behind a system call: some of those do not return (exit), so the bytes
 * behind one are the weakest evidence of code.
 *
 * @param decoder of the file, or of what lies at a file offset: boot code changes its mode on its way
 */
export function reachable(
  bytes: Uint8Array,
  decoder: Decoder | ((offset: number) => Decoder | undefined),
  space: AddressSpace,
  entries: readonly number[],
  { known = new Map(), likely = [], closed }: KnownCode = {},
): ReadonlyMap<number, Instruction> {
  const decoderAt = typeof decoder === "function" ? decoder : () => decoder;
  const found = new Map<number, Instruction>(known);
  /** Marks bytes that belong to a found instruction, so that two decodings never overlap: the first wins. */
  const taken = closed?.slice() ?? new Uint8Array(bytes.length);
  const sure = [...entries];
  const hinted = [...likely].reverse();
  const unsure: number[] = [];
  const goOn = (instruction: Instruction) => {
    const target = instruction.target === undefined ? undefined : space.offsetOf(instruction.target);
    if (target !== undefined) sure.push(target);
    const next = instruction.offset + instruction.length;
    if (instruction.flow === "interrupt") unsure.push(next);
    return instruction.flow !== "interrupt" && fallsThrough(instruction);
  };
  for (const instruction of known.values())
    taken.fill(1, instruction.offset, instruction.offset + instruction.length);
  for (const instruction of known.values())
    if (goOn(instruction)) sure.push(instruction.offset + instruction.length);

  const follow = (start: number) => {
    for (let offset = start; offset < bytes.length && taken[offset] === 0;) {
      const address = space.addressOf(offset);
      const instruction =
        address === undefined ? undefined : decoderAt(offset)?.decode(bytes, offset, address);
      if (!instruction || taken.subarray(offset, offset + instruction.length).includes(1)) return;
      found.set(offset, instruction);
      taken.fill(1, offset, offset + instruction.length);
      offset += instruction.length;
      if (!goOn(instruction)) return;
    }
  };

  const next = () => sure.pop() ?? hinted.pop() ?? unsure.pop();
  for (let at = next(); at !== undefined; at = next()) follow(at);
  return found;
}

/** Whether control may go on behind an instruction. */
export function fallsThrough({ flow }: Instruction): boolean {
  return flow !== "jump" && flow !== "return" && flow !== "indirect jump" && flow !== "trap";
}

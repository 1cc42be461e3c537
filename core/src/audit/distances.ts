import type { Instruction, Mode } from "../isa/decoder";

/** A displacement note at a jump that goes so far. */
export interface NotedJump {
  /** What the note says, in bytes. */
  readonly noted: bigint;
  readonly instruction: Instruction;
  readonly mode: Mode;
  /** The virtual address that the bytes go to. */
  readonly target: bigint;
}

/** What the displacement notes of a source are counted from. */
export type CountedFrom = "start" | "end";

/** How far it is from an instruction to an address, in bytes. */
export function distanceTo(target: bigint, { address, length }: Instruction, from: CountedFrom): bigint {
  return BigInt.asIntN(32, target - address) - (from === "end" ? BigInt(length) : 0n);
}

/**
 * What the notes of a source are counted from. RISC-V and ARM count from the start of an instruction, and so does whoever
 * writes of them. x86 and Knight count from its end, readers from either: what most notes of the source have. Undefined
 * where neither has more.
 */
export function countedFrom(jumps: readonly NotedJump[]): (mode: Mode) => CountedFrom | undefined {
  let surplus = 0;
  for (const { noted, instruction, mode, target } of jumps) {
    if (countsFromStart(mode)) continue;
    if (noted === distanceTo(target, instruction, "start")) surplus++;
    else if (noted === distanceTo(target, instruction, "end")) surplus--;
  }
  const most = surplus > 0 ? "start" : surplus < 0 ? "end" : undefined;
  return (mode) => (countsFromStart(mode) ? "start" : most);
}

function countsFromStart(mode: Mode): boolean {
  return mode !== "knight" && !mode.startsWith("x86-");
}

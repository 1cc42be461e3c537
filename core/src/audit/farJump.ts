import { canonical } from "../isa/canonical";
import type { Instruction, Mode } from "../isa/decoder";
import type { Claim, FarJump, Wanted } from "./claim";
import type { LabelPlaces } from "./compare";

/** What each of two instructions would have to be. */
export type Pair = readonly [first: Claim, second: Claim];

/** Whether two instructions of RISC-V are what GNU as makes of a jump that may go far: `auipc` and `jalr`. */
export function isFarJump(first: Instruction, second: Instruction, mode: Mode): boolean {
  return first.mnemonic === "auipc" && canonical(second, mode).mnemonic === "jalr";
}

/**
 * `call label` and `tail label` as two instructions (RISC-V Assembly Programmer's Manual, pseudoinstructions), for each place that the
 * label may be; undefined where nobody knows any. What is added to the upper part is signed, so that is rounded. In which register the
 * address is on its way is told for a call; of a jump without return it is the assembler's choice, and taken from the first instruction.
 */
export function farPairs(
  { link, to }: FarJump,
  first: Instruction,
  labels: LabelPlaces,
): readonly Pair[] | undefined {
  const distances = distancesOf(to, first.address, labels);
  if (distances.length === 0) return undefined;
  const own = first.operands[0];
  const between = link === "ra" || own?.kind !== "register" ? "ra" : own.name;
  return distances.map((distance) => {
    const lower = BigInt.asIntN(12, distance);
    const upper = BigInt.asUintN(20, (distance - lower) >> 12n);
    return [
      claimed("auipc", [register(between), number(upper)]),
      claimed("jalr", [register(link), register(between), number(lower)]),
    ];
  });
}

function distancesOf(to: Wanted, from: bigint, labels: LabelPlaces): readonly bigint[] {
  if (to.kind === "distance") return [to.bytes];
  if (to.kind !== "label") return [];
  return labels.addressesOf(to.name).map((place) => place + to.plus - from);
}

function claimed(mnemonic: string, operands: readonly Wanted[]): Claim {
  return { mnemonic, prefixes: [], operands, loose: false };
}

function register(name: string): Wanted {
  return { kind: "register", name };
}

function number(value: bigint): Wanted {
  return { kind: "number", values: [value] };
}

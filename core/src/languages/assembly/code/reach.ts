import type { Decoder, Instruction, Mode } from "../../../isa/decoder";
import { reachable, type AddressSpace } from "../../../isa/flow";

type Reached = ReadonlyMap<number, Instruction>;

interface Known {
  readonly bytes: Uint8Array;
  readonly mode: Mode;
  readonly entry: number;
  readonly start: bigint | undefined;
  readonly reached: Reached;
}

/** What was looked at last, the latest first. */
const known: Known[] = [];
const mostKnown = 6;

/**
 * The instructions that control reaches from the entry point, by their file offsets. Remembered by the bytes that they are: most
 * edits of a source are in its comments.
 */
export function reachedFrom(
  bytes: Uint8Array,
  mode: Mode,
  decoder: Decoder,
  space: AddressSpace,
  entry: number,
): Reached {
  const start = space.addressOf(0);
  const at = known.findIndex(
    (each) =>
      each.mode === mode && each.entry === entry && each.start === start && sameBytes(each.bytes, bytes),
  );
  const found =
    at < 0
      ? { bytes, mode, entry, start, reached: reachable(bytes, decoder, space, [entry]) }
      : known.splice(at, 1)[0]!;
  known.unshift(found);
  known.length = Math.min(known.length, mostKnown);
  return found.reached;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

import { RunProblem } from "../problem";
import type { Snapshots } from "./keeper";
import type { Snapshot } from "./snapshot";

/** Bytes that are read at once. */
const PIECE = 1 << 20;

/**
 * Hands out the log of the run in which a snapshot was made, from its beginning up to there: whoever follows it is then
 * where it was. Rejects with a DiskError or a RunProblem, or as the signal says.
 */
export async function readAgain(
  { store, files }: Snapshots,
  { log: length }: Snapshot,
  signal: AbortSignal,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<void> {
  const region = await files.region(store.log);
  try {
    for (let at = 0; at < length; at += PIECE) {
      signal.throwIfAborted();
      const piece = await region.read(at, Math.min(PIECE, length - at));
      if (piece.length < Math.min(PIECE, length - at))
        throw new RunProblem(
          "run/no-checkpoint",
          `${store.log} is not the log of the machine's checkpoint any more`,
        );
      await take(piece);
    }
  } finally {
    await region.close();
  }
}

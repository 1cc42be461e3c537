import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import { CheckpointStore } from "../checkpoints/store";
import type { StepName } from "../events";
import { isInTarget } from "../record/inTarget";
import { allSteps } from "../record/allSteps";
import type { RunRecord } from "../record/record";
import { compareFolders, type FileDifference } from "./compareFolders";
import { compareRecords, keyOf, type RecordComparison } from "./compareRecords";

export interface RunComparison extends RecordComparison {
  /** The first step of which anything is different: how it ended, a checksum, or a file that it wrote. */
  readonly first: StepName | undefined;
  /** What that step left that is different, or where no layers are left, what the roots have that is. */
  readonly files: readonly FileDifference[];
  /** What the files were looked for in; undefined where not both runs' are here. */
  readonly lookedAt: "layers" | "roots" | undefined;
}

/**
 * Compares two runs: their records and, as far as the targets still have what they left, every file. Of two runs in one
 * target only the later has that.
 */
export async function compareRuns(machine: Machine, a: RunRecord, b: RunRecord): Promise<RunComparison> {
  const records = compareRecords(a, b);
  const early = firstOf(records, a);
  const there =
    a.target !== b.target && (await isInTarget(machine.disk, a)) && (await isInTarget(machine.disk, b));
  if (!there) return { ...records, first: early, files: [], lookedAt: undefined };
  const layers = await firstLayer(machine, a, b);
  if (layers !== undefined) {
    const first = earlier(a, layers.step, early);
    const files =
      first !== undefined && layers.step !== undefined && keyOf(first) === keyOf(layers.step)
        ? layers.files
        : [];
    return { ...records, first, files, lookedAt: "layers" };
  }
  const roots = [a, b].map(({ target }) => `${target}/root`) as [string, string];
  // A machine keeps its files to itself.
  for (const root of roots)
    if ((await machine.disk.names(root)).length === 0)
      return { ...records, first: early, files: [], lookedAt: undefined };
  const files = await compareFolders(machine.disk, ...roots);
  return { ...records, first: early, files, lookedAt: "roots" };
}

/**
 * Whether nothing is different in what two runs made, and they made something. (Around them there may be differences.)
 */
export function isSame({ compared, steps, checksums, files, first }: RunComparison): boolean {
  return (
    compared > 0 && steps.length === 0 && checksums.length === 0 && files.length === 0 && first === undefined
  );
}

function firstOf({ steps, checksums }: RecordComparison, run: RunRecord): StepName | undefined {
  return earlier(run, ...[...steps, ...checksums].map(({ step }) => step));
}

/** Of some steps that which comes first in a run; one that the run does not know, where it knows none. */
function earlier(run: RunRecord, ...found: readonly (StepName | undefined)[]): StepName | undefined {
  const keys = found.map((step) => (step === undefined ? undefined : keyOf(step)));
  const first = allSteps(run).find((step) => keys.includes(keyOf(step)));
  return found.find((step) => step !== undefined && (first === undefined || keyOf(step) === keyOf(first)));
}

/** The first layer whose files differ; undefined where not both runs have all of theirs. */
async function firstLayer(
  machine: Machine,
  a: RunRecord,
  b: RunRecord,
): Promise<{ readonly step: StepName | undefined; readonly files: readonly FileDifference[] } | undefined> {
  const [left, right] = [await layersOf(machine, a), await layersOf(machine, b)];
  if (left === undefined || right === undefined) return undefined;
  const inB = new Map(right.map((layer) => [keyOf(layer.step), layer]));
  for (const layer of left) {
    const other = inB.get(keyOf(layer.step));
    if (other === undefined) continue;
    const files = await compareFolders(machine.disk, layer.path, other.path);
    if (files.length > 0) return { step: layer.step, files };
  }
  return { step: undefined, files: [] };
}

/** The layers of a run's steps, in order; undefined where some step that was done has none. */
async function layersOf(
  machine: Machine,
  run: RunRecord,
): Promise<readonly { readonly step: StepName; readonly path: string }[] | undefined> {
  try {
    const store = await CheckpointStore.open(machine, `${run.target}/layers`);
    const byStep = new Map(store.all.map(({ step, id }) => [keyOf(step), { step, path: store.path(id) }]));
    if (byStep.size === 0) return undefined;
    // Of steps that one shell runs, the first has the layer.
    return allSteps(run).flatMap((step) => byStep.get(keyOf(step)) ?? []);
  } catch (error) {
    if (error instanceof DiskError) return undefined;
    throw error;
  }
}

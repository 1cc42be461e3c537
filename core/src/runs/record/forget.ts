import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";
import { lockTarget, type Target } from "../target/target";
import { isInTarget } from "./inTarget";
import type { RunRecord } from "./record";
import { RecordStore } from "./store";

/**
 * Removes what is kept of a run that has ended: its record and, where no later run has been in its target, the log
 * there. Checkpoints and the root file system stay, and a folder that is none of ours any more is left alone. Rejects
 * with DiskError, or a RunProblem where a run is at work in the target.
 */
export async function forgetRun(machine: Machine, run: RunRecord): Promise<void> {
  const { disk } = machine;
  const target = await ownTarget(machine, run);
  try {
    if (target !== undefined) {
      if (await isInTarget(disk, { id: run.id, target: target.path })) {
        await disk.removeFile(target.log);
        await disk.removeFile(target.record);
      }
    }
    await new RecordStore(machine).remove(run);
  } finally {
    await target?.release();
  }
}

/** The target of a run, locked; undefined where there is something else by now. */
async function ownTarget(machine: Machine, { target, tree }: RunRecord): Promise<Target | undefined> {
  if ((await machine.disk.status(target))?.kind !== "directory") return undefined;
  try {
    return await lockTarget(machine, { path: target, tree });
  } catch (error) {
    if (error instanceof RunProblem && error.code === "run/unsafe-target") return undefined;
    throw error;
  }
}

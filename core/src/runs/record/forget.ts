import type { Machine } from "../../platform/machine";
import { lockTarget } from "../target/target";
import { isInTarget } from "./inTarget";
import type { RunRecord } from "./record";
import { RecordStore } from "./store";

/**
 * Removes what is kept of a run that has ended: its record and, where no later run has been in its target, the log
 * there. Checkpoints and the root file system stay. Rejects with DiskError, or a RunProblem where a run is at work in
 * the target or it is none of ours.
 */
export async function forgetRun(machine: Machine, run: RunRecord): Promise<void> {
  const { disk } = machine;
  const there = (await disk.status(run.target))?.kind === "directory";
  const target = there ? await lockTarget(machine, { path: run.target, tree: run.tree }) : undefined;
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

import type { Machine } from "../../platform/machine";
import type { RunRequest } from "../request";
import type { Target } from "../target/target";
import { commitsOf } from "./commits";
import { hostOf } from "./host";
import type { Recorder, RunOutcome } from "./recorder";
import { newRecordId, RecordStore, writeWhole } from "./store";

/** Writes the record of a run that has ended, beside its log and where the records of its tree are. */
export async function keepRecord(
  machine: Machine,
  request: RunRequest,
  target: Target,
  recorder: Recorder,
  outcome: RunOutcome,
): Promise<void> {
  const { date } = recorder;
  if (date === undefined) return;
  const { tree, configuration, tools } = request;
  const record = recorder.record(
    {
      id: newRecordId(date, machine.processes.ownId),
      tree: (await machine.disk.realPath(tree.root)) ?? tree.root,
      commits: await commitsOf(machine.files, tree.root),
      log: { path: target.log, bytes: (await machine.disk.status(target.log))?.size ?? 0 },
      configuration: Object.fromEntries(configuration),
      tools,
      host: await hostOf(machine),
    },
    outcome,
  );
  if (record === undefined) return;
  await writeWhole(machine, target.record, record);
  await new RecordStore(machine).add(record);
}

import path from "node:path";
import type { Machine } from "@bootstrappable/core/platform/machine";
import { readRecord } from "@bootstrappable/core/runs/record/readRecord";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { RecordStore } from "@bootstrappable/core/runs/record/store";

/** Bytes of the largest record that is read. */
const largest = 64 << 20;

/**
 * The run that somebody names: by the file of its record, by its target folder, by its id or the beginning of it, or as
 * `last`, `last~1` and so on among those of a tree. A text says why there is none.
 */
export async function findRun(
  machine: Machine,
  tree: string | undefined,
  given: string,
): Promise<RunRecord | string> {
  const at = path.resolve(given);
  const status = await machine.disk.status(at);
  if (status?.kind === "file") return (await readRecordAt(machine, at)) ?? `${given} is no record of a run`;
  if (status?.kind === "directory")
    return (await readRecordAt(machine, `${at}/record.json`)) ?? `${given} has no record of a run in it`;
  if (tree === undefined)
    return `${given}: there is no such file, and no tree here whose runs could be meant`;
  const runs = await new RecordStore(machine).of(tree);
  const back = /^last(?:~(\d{1,4}))?$/.exec(given);
  if (back !== null) return runs[Number(back[1] ?? 0)] ?? `${tree} has no more than ${runs.length} runs kept`;
  const found = runs.filter(({ id }) => id.startsWith(given));
  const [only] = found;
  if (only === undefined) return `${given}: no run of ${tree} that is kept has this id`;
  return found.length === 1 ? only : `${given}: ${found.length} runs have ids that begin so`;
}

/** The record in a file; undefined where there is none. */
export async function readRecordAt(machine: Machine, file: string): Promise<RunRecord | undefined> {
  const bytes = await machine.disk.read(file, largest);
  return bytes && readRecord(bytes);
}

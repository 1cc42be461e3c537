import type { Disk } from "../../platform/disk";
import { readRecord } from "./readRecord";
import type { RunRecord } from "./record";

/** Whether a target still has what a run has left in it: no later one has been there. Rejects with DiskError. */
export async function isInTarget(
  disk: Pick<Disk, "status" | "read">,
  { id, target }: Pick<RunRecord, "id" | "target">,
) {
  const path = `${target}/record.json`;
  const size = (await disk.status(path))?.size ?? 0;
  const bytes = size === 0 ? undefined : await disk.read(path, size);
  return bytes !== undefined && readRecord(bytes)?.id === id;
}

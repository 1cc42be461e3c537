import { bootOf } from "../../platform/fileLock";
import type { Machine } from "../../platform/machine";
import { FORMAT, type Checkpoint } from "./checkpoint";

/**
 * The checkpoints that count in a folder of layers: each has its layer, and is from this start of the machine or was
 * written to the disk. With them the id of this start. Rejects with DiskError.
 */
export async function readCheckpoints(
  machine: Pick<Machine, "files" | "disk">,
  folder: string,
): Promise<{ readonly boot: string; readonly checkpoints: readonly Checkpoint[] }> {
  const { disk } = machine;
  const boot = await bootOf(machine);
  const there = new Set(await disk.names(folder));
  const ids = [...there].flatMap((name) => /^([1-9]\d*)\.json$/.exec(name)?.[1] ?? []);
  const records = disk.readEach(
    ids.map((id) => `${folder}/${id}.json`),
    0x10000,
  );
  const checkpoints = ids.flatMap((id, index) => {
    const record = there.has(id) ? parse(id, records[index]) : undefined;
    return record !== undefined && (record.synced || record.boot === boot) ? [record] : [];
  });
  return { boot, checkpoints };
}

function parse(id: string, bytes: Uint8Array | undefined): Checkpoint | undefined {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Checkpoint;
    const whole = record.format === FORMAT && record.id === id && typeof record.seal.hash === "string";
    return whole ? record : undefined;
  } catch {
    return undefined;
  }
}

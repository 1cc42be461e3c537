import type { Machine } from "../../platform/machine";
import type { RecordedHost } from "./record";

/** What a run's outcome may depend on of the machine, as Linux tells it in /proc; elsewhere less is known. */
export async function hostOf({ facts, files }: Pick<Machine, "facts" | "files">): Promise<RecordedHost> {
  const read = async (path: string) => {
    const bytes = await files.read(path);
    return bytes === undefined ? "" : new TextDecoder().decode(bytes);
  };
  const kernel = (await read("/proc/sys/kernel/osrelease")).trim();
  const cpus = [...(await read("/proc/cpuinfo")).matchAll(/^processor\s*:/gm)].length;
  const memory = /^MemTotal:\s+(\d{1,15}) kB$/m.exec(await read("/proc/meminfo"))?.[1];
  return {
    system: facts.system,
    processor: facts.processor,
    ...(kernel !== "" && { kernel }),
    ...(cpus > 0 && { cpus }),
    ...(memory !== undefined && { memory: Number(memory) * 1024 }),
  };
}

import type { Machine } from "./machine";

/** Who has a lock that was wanted; undefined where that cannot be told. */
export class LockTaken extends Error {
  constructor(readonly holder: number | undefined) {
    super("the lock is taken");
    this.name = "LockTaken";
  }
}

const decoder = new TextDecoder();

/**
 * When a process began, in clock ticks since the machine did (proc(5), field 22 of stat): with its id it names a
 * process for good, as ids are used again. Undefined where there is no such process.
 */
async function beginOf(machine: Machine, id: number): Promise<string | undefined> {
  const stat = await machine.files.read(`/proc/${id}/stat`);
  if (stat === undefined) return undefined;
  const text = decoder.decode(stat);
  // The name in parentheses may have blanks and parentheses of its own.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // A process that has ended but has not been waited for holds nothing any more.
  return fields[0] === "Z" ? undefined : fields[19];
}

async function holderOf(machine: Machine, path: string): Promise<number | undefined> {
  const bytes = await machine.disk.read(path, 256);
  const [id, began, boot] = bytes === undefined ? [] : decoder.decode(bytes).trim().split(" ");
  if (id === undefined || !/^\d+$/.test(id)) return undefined;
  if (boot !== (await bootOf(machine))) return undefined;
  return (await beginOf(machine, Number(id))) === began ? Number(id) : undefined;
}

async function bootOf(machine: Machine): Promise<string> {
  const bytes = await machine.files.read("/proc/sys/kernel/random/boot_id");
  return bytes === undefined ? "-" : decoder.decode(bytes).trim();
}

/**
 * Takes a lock that is a file; the result gives it back. A lock that a dead process left is taken over. Rejects with
 * {@link LockTaken}.
 */
export async function takeFileLock(machine: Machine, path: string): Promise<() => Promise<void>> {
  const own = machine.processes.ownId;
  const content = `${own} ${(await beginOf(machine, own)) ?? "-"} ${await bootOf(machine)}\n`;
  const bytes = new TextEncoder().encode(content);
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await machine.disk.create(path, bytes)) return () => machine.disk.removeFile(path);
    const holder = await holderOf(machine, path);
    if (holder !== undefined) throw new LockTaken(holder);
    // Moved away first: of two that find a stale lock, only one can move it, and the other finds a fresh one next.
    const aside = `${path}.stale.${own}.${attempt}`;
    try {
      await machine.disk.rename(path, aside);
    } catch {
      continue;
    }
    const taken = await holderOf(machine, aside);
    if (taken === undefined) await machine.disk.removeFile(aside);
    else {
      await machine.disk.rename(aside, path);
      throw new LockTaken(taken);
    }
  }
  throw new LockTaken(undefined);
}

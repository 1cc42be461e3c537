import type { Machine } from "./machine";

/** Who has a lock that was wanted; undefined where that cannot be told. */
export class LockTaken extends Error {
  constructor(readonly holder: number | undefined) {
    super("the lock is taken");
    this.name = "LockTaken";
  }
}

const decoder = new TextDecoder();

/** What a lock says where the system has no /proc. */
const UNKNOWN = "-";

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
  const here = await bootOf(machine);
  // Without /proc, here or where the lock was taken, there is nothing but the id: one that is used again holds the
  // lock until the person removes it. That is better than two at a time.
  if (began === UNKNOWN || boot === UNKNOWN || here === UNKNOWN) {
    return machine.processes.exists(Number(id)) ? Number(id) : undefined;
  }
  if (boot !== here) return undefined;
  return (await beginOf(machine, Number(id))) === began ? Number(id) : undefined;
}

async function bootOf(machine: Machine): Promise<string> {
  const bytes = await machine.files.read("/proc/sys/kernel/random/boot_id");
  return bytes === undefined ? UNKNOWN : decoder.decode(bytes).trim();
}

/**
 * Takes a lock that is a file; the result gives it back. A lock that a dead process left is taken over. Rejects with
 * {@link LockTaken}.
 */
export async function takeFileLock(machine: Machine, path: string): Promise<() => Promise<void>> {
  const own = machine.processes.ownId;
  const content = `${own} ${(await beginOf(machine, own)) ?? UNKNOWN} ${await bootOf(machine)}\n`;
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

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
export const UNKNOWN = "-";

/** A process for good: its id alone is used again. */
export interface ProcessName {
  readonly id: number;
  /** When it began, in clock ticks since the machine did; {@link UNKNOWN} where the system does not tell. */
  readonly began: string;
  /** The machine's start in which it ran, or {@link UNKNOWN}. */
  readonly boot: string;
}

type Looking = Pick<Machine, "files"> & {
  readonly processes: Pick<Machine["processes"], "ownId" | "exists">;
};

/**
 * When a process began (proc(5), field 22 of stat): with its id it names a process for good, as ids are used again.
 * Undefined where there is no such process.
 */
async function beginOf({ files }: Looking, id: number): Promise<string | undefined> {
  const stat = await files.read(`/proc/${id}/stat`);
  if (stat === undefined) return undefined;
  const text = decoder.decode(stat);
  // The name in parentheses may have blanks and parentheses of its own.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // A process that has ended but has not been waited for holds nothing any more.
  return fields[0] === "Z" ? undefined : fields[19];
}

/** Tells this start of the machine from every other; {@link UNKNOWN} where the system does not. */
export async function bootOf({ files }: Pick<Machine, "files">): Promise<string> {
  const bytes = await files.read("/proc/sys/kernel/random/boot_id");
  return bytes === undefined ? UNKNOWN : decoder.decode(bytes).trim();
}

/** This very process. */
export async function ownProcess(machine: Looking): Promise<ProcessName> {
  const id = machine.processes.ownId;
  return { id, began: (await beginOf(machine, id)) ?? UNKNOWN, boot: await bootOf(machine) };
}

/** Whether a process is still there. */
export async function isAlive(machine: Looking, { id, began, boot }: ProcessName): Promise<boolean> {
  const here = await bootOf(machine);
  // Without /proc, here or where the process was named, there is nothing but the id: one that is used again counts as
  // it until the person removes what names it. That is better than two at a time.
  if (began === UNKNOWN || boot === UNKNOWN || here === UNKNOWN) return machine.processes.exists(id);
  return boot === here && (await beginOf(machine, id)) === began;
}

async function namedIn(machine: Pick<Machine, "disk">, path: string): Promise<ProcessName | undefined> {
  const bytes = await machine.disk.read(path, 256);
  const [id, began, boot] = bytes === undefined ? [] : decoder.decode(bytes).trim().split(" ");
  if (id === undefined || !/^\d+$/.test(id)) return undefined;
  return { id: Number(id), began: began ?? "", boot: boot ?? "" };
}

async function holderOf(machine: Machine, path: string): Promise<number | undefined> {
  const holder = await namedIn(machine, path);
  return holder !== undefined && (await isAlive(machine, holder)) ? holder.id : undefined;
}

/** Whether a file is a lock of ours, whoever has it. */
export async function isFileLock(machine: Pick<Machine, "disk">, path: string): Promise<boolean> {
  const named = await namedIn(machine, path);
  return named !== undefined && named.began !== "" && named.boot !== "";
}

/**
 * Takes a lock that is a file; the result gives it back. A lock that a dead process left is taken over. Rejects with
 * {@link LockTaken}.
 */
export async function takeFileLock(machine: Machine, path: string): Promise<() => Promise<void>> {
  const { id: own, began, boot } = await ownProcess(machine);
  const content = `${own} ${began} ${boot}\n`;
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

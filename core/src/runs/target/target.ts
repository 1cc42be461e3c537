import type { Machine } from "../../platform/machine";
import { takeLock } from "./lock";
import { checkTarget, markerName } from "./safety";
import { mountTmpfs } from "./tmpfs";

/** A folder that is ours for one run. */
export interface Target {
  readonly path: string;
  /** The root file system of the bootstrap. */
  readonly root: string;
  /** Every byte that the sandbox wrote. */
  readonly log: string;
  /** What is kept of the run when it has ended, as JSON. */
  readonly record: string;
  /** Removes what runs before have left, which lies aside so far: that may take longer than all else before a step. */
  clear(): Promise<void>;
  /** Gives the target free for the next run, cleared. */
  release(): Promise<void>;
}

const markerText = `This folder was made by "bootstrappable run" and is emptied by it before each run.\n`;

/**
 * Makes a folder a run's target: checks that it may be one, marks it, locks it, and puts what the run before left in
 * it aside, for {@link Target.clear}. With `keep` the old root file system stays, as `root.1`, `root.2`, …, and a run
 * that is to `resume` finds the checkpoints.
 */
export async function openTarget(
  machine: Machine,
  options: {
    readonly path: string;
    readonly tree: string;
    readonly keep: boolean;
    /** Whether the checkpoints of runs before stay. */
    readonly resume?: boolean;
    /** Where it is to be a tmpfs, its size in MiB. */
    readonly tmpfs?: number | undefined;
    /** Once it is aborted, clearing is left to the next run. */
    readonly signal?: AbortSignal;
  },
): Promise<Target> {
  const { disk } = machine;
  const path = await checkTarget(machine, options.path, options.tree);
  // Nobody else may look in: steps of a bootstrap that runs as root may make set-uid programs.
  await disk.makeDirectory(path, 0o700);
  const claim = async () => {
    await disk.create(`${path}/${markerName}`, new TextEncoder().encode(markerText));
    return takeLock(machine, path);
  };
  let release = await claim();
  try {
    // What was claimed so far lies below then, where nobody sees it before the tmpfs is gone.
    if (options.tmpfs !== undefined && (await mountTmpfs(machine, path, options.tmpfs)))
      release = await claim();
  } catch (error) {
    await release();
    throw error;
  }
  const target = targetAt(path, release, () => removeAside(machine, path, options.signal));
  try {
    const aside = `${path}/${asideName}`;
    await moveAside(machine, target.root, options.keep ? target.root : aside);
    // Checkpoints of sandboxes, and those of a machine.
    const kept = options.resume === true ? [] : ["layers", "machine"];
    for (const name of kept) await moveAside(machine, `${path}/${name}`, aside);
    await disk.makeDirectory(target.root, 0o755);
    // That of the run before does not belong to what this one will leave.
    await disk.removeFile(target.record);
    // What lies aside may be what fills the disk: then nothing else can be done before.
    const free = await machine.resources.freeBytes(path);
    if (free !== undefined && free < scarce) await target.clear();
  } catch (error) {
    await release();
    throw error;
  }
  return target;
}

/** Takes the lock of a target that is there, and changes nothing else; undefined where none is. */
export async function lockTarget(
  machine: Machine,
  options: { readonly path: string; readonly tree: string },
): Promise<Target | undefined> {
  const path = await checkTarget(machine, options.path, options.tree);
  if ((await machine.disk.status(`${path}/${markerName}`)) === undefined) return undefined;
  const release = await takeLock(machine, path);
  return targetAt(path, release);
}

function targetAt(
  path: string,
  unlock: () => Promise<void>,
  removeAside: () => Promise<void> = () => Promise.resolve(),
): Target {
  let cleared: Promise<void> | undefined;
  const clear = () => (cleared ??= removeAside());
  return {
    ...{ path, root: `${path}/root`, log: `${path}/log`, record: `${path}/record.json`, clear },
    release: () => clear().finally(unlock),
  };
}

/** Room on the disk, in bytes, with which a run had better not begin before what runs before have left is gone. */
const scarce = 1024 ** 3;

/** What is only there to be removed: this, a dot and a number. */
const asideName = "gone";

/** Moves something to `NAME.1`, `NAME.2`, …, if it is there. */
async function moveAside(machine: Machine, path: string, name: string): Promise<void> {
  if ((await machine.disk.status(path)) !== undefined)
    await machine.disk.rename(path, await freeName(machine, name));
}

async function removeAside({ disk }: Machine, path: string, signal?: AbortSignal): Promise<void> {
  for (const name of await disk.names(path)) {
    if (new RegExp(`^${asideName}\\.\\d+$`).test(name)) await disk.removeTree(`${path}/${name}`, signal);
    if (signal?.aborted === true) return;
  }
}

async function freeName(machine: Machine, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${path}.${number}`;
    if ((await machine.disk.status(name)) === undefined) return name;
  }
}

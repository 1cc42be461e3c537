import type { Machine } from "../../platform/machine";
import { takeLock } from "./lock";
import { checkTarget, markerName } from "./safety";

/** A folder that is ours for one run. */
export interface Target {
  readonly path: string;
  /** The root file system of the bootstrap. */
  readonly root: string;
  /** Every byte that the sandbox wrote. */
  readonly log: string;
  /** What is kept of the run when it has ended, as JSON. */
  readonly record: string;
  /** Gives the target free for the next run. */
  release(): Promise<void>;
}

const markerText = `This folder was made by "bootstrappable run" and is emptied by it before each run.\n`;

/**
 * Makes a folder a run's target: checks that it may be one, marks it, locks it, and removes what the run before left
 * in it. With `keep` the old root file system is moved aside to `root.1`, `root.2`, … instead, and a run that is to
 * `resume` finds the checkpoints.
 */
export async function openTarget(
  machine: Machine,
  options: {
    readonly path: string;
    readonly tree: string;
    readonly keep: boolean;
    /** Whether the checkpoints of runs before stay. */
    readonly resume?: boolean;
  },
): Promise<Target> {
  const { disk } = machine;
  const path = await checkTarget(machine, options.path, options.tree);
  // Nobody else may look in: steps of a bootstrap that runs as root may make set-uid programs.
  await disk.makeDirectory(path, 0o700);
  await disk.create(`${path}/${markerName}`, new TextEncoder().encode(markerText));
  const release = await takeLock(machine, path);
  const target = targetAt(path, release);
  try {
    if ((await disk.status(target.root)) !== undefined) {
      if (options.keep) await disk.rename(target.root, await freeName(machine, target.root));
      else await disk.removeTree(target.root);
    }
    if (options.resume !== true) await disk.removeTree(`${path}/layers`);
    await disk.makeDirectory(target.root, 0o755);
    // That of the run before does not belong to what this one will leave.
    await disk.removeFile(target.record);
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

function targetAt(path: string, release: () => Promise<void>): Target {
  return { path, root: `${path}/root`, log: `${path}/log`, record: `${path}/record.json`, release };
}

async function freeName(machine: Machine, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${path}.${number}`;
    if ((await machine.disk.status(name)) === undefined) return name;
  }
}

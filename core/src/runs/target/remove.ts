import { DiskError } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";
import { takeLock } from "./lock";
import { mountsWithin } from "./mounts";
import { folderOfTree, ownFoldersThere, targetsFolder } from "./path";
import { checkTarget, isMarked, lockName, markerName } from "./safety";

/** What became of a target that was to be removed, or with a dry run would. */
export interface RemovedTarget {
  /** Bytes on the disk that are free now, as far as they could be counted. */
  readonly bytes: number;
  /** Names in it that no run has put there: they stay, and the folder with them. */
  readonly left: readonly string[];
}

/** All that runs put into a target, but the marker and the lock, which go last. */
const ours =
  /^(root(\.\d+|\.new)?|layers|machine|shell|nothing|log|record\.json(\.new)?|probe|enter|begin|mounts|output(\.\d+)?|gone\.\d+|lock\.stale\..*)$/;

/**
 * Removes a target: root file systems, checkpoints, log. `path` is absolute, and of a folder that runs have made and
 * marked, in which none is at work and nothing is mounted; `tree`, where it is known, is what it was made for. Once
 * `signal` is aborted it ends, and what is left is still a target. Rejects with a {@link RunProblem} or DiskError, or as
 * the signal says.
 */
export async function removeTarget(
  machine: Machine,
  { path, tree, dry, signal }: TargetToRemove,
): Promise<RemovedTarget> {
  const { disk } = machine;
  const target = await markedFolder(machine, path, tree);
  const release = await lockToRemove(machine, target, dry === true);
  try {
    const names = (await disk.names(target)).filter((name) => name !== markerName && name !== lockName);
    const left = names.filter((name) => !ours.test(name));
    const paths = names.filter((name) => ours.test(name)).map((name) => `${target}/${name}`);
    const bytes = await disk.usage(paths);
    for (const each of dry === true ? [] : paths) {
      await disk.removeTree(each, signal);
      signal?.throwIfAborted();
    }
    if (dry !== true && left.length === 0) await disk.removeFile(`${target}/${markerName}`);
    return { bytes, left };
  } finally {
    await release();
    // Without its marker only: else it is a target, an empty one of somebody's, too.
    if (dry !== true && (await disk.status(`${target}/${markerName}`)) === undefined)
      await disk.removeEmpty(target);
  }
}

/** The lock needs a name and an inode, and a full disk may be why the target is to go: then something of it goes first. */
async function lockToRemove(machine: Machine, target: string, dry: boolean): Promise<() => Promise<void>> {
  const { disk } = machine;
  try {
    return await takeLock(machine, target);
  } catch (error) {
    // Nobody is at work in it: the system would say first that the lock is there.
    if (dry || !(error instanceof DiskError) || !["ENOSPC", "EDQUOT"].includes(error.reason)) throw error;
    const first = (await disk.names(target)).find((name) => ours.test(name));
    if (first === undefined) throw error;
    await disk.removeTree(`${target}/${first}`);
    return takeLock(machine, target);
  }
}

export interface TargetToRemove {
  readonly path: string;
  readonly tree?: string | undefined;
  /** Whether nothing is to be removed, only told of. */
  readonly dry?: boolean;
  readonly signal?: AbortSignal;
}

/** The real path of a target that may be removed. */
async function markedFolder(machine: Machine, path: string, tree: string | undefined): Promise<string> {
  const no = (why: string) => new RunProblem("run/unsafe-target", `${path} ${why}: nothing of it is removed`);
  const status = await machine.disk.status(path);
  if (status === undefined) throw no("is not there");
  if (status.kind === "link") throw no("is a link");
  if (status.kind !== "directory") throw no("is no folder");
  if (!(await isMarked(machine, path))) throw no(`was made by no run (it has no ${markerName})`);
  const target = await checkTarget(machine, path, tree);
  const [mount] = await mountsWithin(machine.files, target);
  if (mount !== undefined) throw no(`has something mounted at ${mount.point}: unmount it first`);
  return target;
}

/**
 * Absolute paths of the targets, of a tree by its top folder or of all trees, that are where runs make them if nobody
 * names another place.
 */
export async function usualTargets(machine: Machine, tree?: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const base of await ownFoldersThere(machine, "cache")) {
    const all = `${base}/${targetsFolder}`;
    for (const folder of tree === undefined ? await namesIn(machine, all) : [await folderOfTree(tree)])
      for (const name of await namesIn(machine, `${all}/${folder}`)) {
        const path = `${all}/${folder}/${name}`;
        if (await isTarget(machine, path)) found.push(path);
      }
  }
  return found;
}

/** Whether a path is a target; where that cannot be looked at, it is not. */
async function isTarget(machine: Machine, path: string): Promise<boolean> {
  try {
    return (await machine.disk.status(path))?.kind === "directory" && (await isMarked(machine, path));
  } catch (error) {
    if (error instanceof DiskError) return false;
    throw error;
  }
}

/** Names in a folder that is one, and no link; none where it cannot be read. */
async function namesIn({ disk }: Machine, folder: string): Promise<readonly string[]> {
  try {
    return (await disk.status(folder))?.kind === "directory" ? await disk.names(folder) : [];
  } catch (error) {
    if (error instanceof DiskError) return [];
    throw error;
  }
}

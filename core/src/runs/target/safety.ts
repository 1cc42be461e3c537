import { isFileLock } from "../../platform/fileLock";
import type { Machine } from "../../platform/machine";
import { DiskError } from "../../platform/disk";
import { RunProblem } from "../problem";
import { mountsWithin } from "./mounts";
import { isTargetTmpfs } from "./tmpfs";

/** The file that says that a folder is a run's target, made by us, and may be emptied by us. */
export const markerName = ".bootstrappable-target";

/** The file that says which process is at work in a target. */
export const lockName = "lock";

const unsafe = (message: string) => new RunProblem("run/unsafe-target", message);

/** Whether `path` is `folder` or lies in it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** The real path of what exists of a path, with the rest of it behind. */
async function resolved(machine: Machine, path: string): Promise<string> {
  let rest = "";
  for (let at = path; ;) {
    const real = await machine.disk.realPath(at === "" ? "/" : at);
    if (real !== undefined) return real === "/" ? rest || "/" : real + rest;
    if ((await machine.disk.status(at)) !== undefined) {
      throw unsafe(`${at} is a link that leads nowhere: a run's target cannot be made there`);
    }
    const cut = at.lastIndexOf("/");
    rest = at.slice(cut) + rest;
    at = at.slice(0, cut);
  }
}

/**
 * The real path of a folder that a run may use as its target, or a {@link RunProblem} that says why it must not be
 * used: everything in it is removed at the next run. `path` is absolute; `tree` is absent where nobody knows it.
 */
export async function checkTarget(machine: Machine, path: string, tree: string | undefined): Promise<string> {
  const normal = path.split("/").filter((part) => part !== "" && part !== ".");
  if (normal.includes("..")) throw unsafe(`${path} has a “..” in it: name the target folder itself`);
  const target = await resolved(machine, `/${normal.join("/")}`);
  if (target === "/") throw unsafe("the target must not be the root of the file system");
  const home = await resolved(machine, machine.facts.home);
  // `/home` and `/root` are homes even where nobody of that name is at work.
  if (isWithin(home, target) || /^\/(root|home(\/[^/]+)?)$/.test(target)) {
    throw unsafe(`${target} is a home folder, or has one in it: name a folder of its own as the target`);
  }
  const source = tree === undefined ? undefined : await resolved(machine, tree);
  if (source !== undefined && isWithin(target, source))
    throw unsafe(`${target} lies in the source tree, which a run never writes to`);
  if (source !== undefined && isWithin(source, target))
    throw unsafe(`${target} has the source tree in it, and a target is emptied before a run`);
  const mounts = await mountsWithin(machine.files, target);
  // One tmpfs of ours on the target itself is what an earlier run had.
  const foreign = mounts.find((mount, at) => at > 0 || mount.point !== target || !isTargetTmpfs(mount));
  if (foreign !== undefined) {
    throw unsafe(
      `${foreign.point} is a mount point: name a folder below it as the target, or unmount it first`,
    );
  }
  await checkContent(machine, target);
  return target;
}

/**
 * Whether a folder was made by a run: it has our mark, or nothing but our lock, as whoever removed it has left it who was
 * ended in the middle.
 */
export async function isMarked(machine: Pick<Machine, "disk">, target: string): Promise<boolean> {
  const { disk } = machine;
  const marker = await disk.status(`${target}/${markerName}`);
  if (marker !== undefined) return marker.kind === "file";
  const [only, ...others] = await disk.names(target);
  if (only !== lockName || others.length > 0) return false;
  const path = `${target}/${lockName}`;
  return (await disk.status(path))?.kind === "file" && (await isFileLock(machine, path));
}

/** A folder that cannot be listed may hold anything. */
async function namesIn(machine: Machine, target: string): Promise<readonly string[]> {
  try {
    return await machine.disk.names(target);
  } catch (error) {
    throw error instanceof DiskError ? unsafe(error.message) : error;
  }
}

async function checkContent(machine: Machine, target: string): Promise<void> {
  const status = await machine.disk.status(target);
  if (status === undefined) return;
  if (status.kind !== "directory") throw unsafe(`${target} is not a folder`);
  const { user } = machine.facts;
  if (user >= 0 && status.owner !== user) throw unsafe(`${target} belongs to another user`);
  if ((await namesIn(machine, target)).length === 0) return;
  if (!(await isMarked(machine, target))) {
    throw unsafe(
      `${target} has files in it that no run has put there (it has no ${markerName}): name a new or empty folder`,
    );
  }
  const marker = await machine.disk.status(`${target}/${markerName}`);
  if (user >= 0 && marker !== undefined && marker.owner !== user)
    throw unsafe(`${target} was made by another user's run`);
}

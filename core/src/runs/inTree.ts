import type { Machine } from "../platform/machine";
import type { Tree } from "../tree/tree";
import { startOf } from "./locations";
import { RunProblem } from "./problem";

/**
 * The real path of something of a tree, undefined where nothing is there. What is read through a link gets into the
 * sandbox, and a tree from somebody else may have a link to any file of this user's: so a {@link RunProblem} ends the
 * run where the path leads out of the tree.
 */
export async function realPathInTree(
  machine: Machine,
  tree: Pick<Tree, "root">,
  path: string,
): Promise<string | undefined> {
  const real = await machine.disk.realPath(path);
  if (real === undefined) return undefined;
  const top = (await machine.disk.realPath(tree.root)) ?? tree.root;
  if (real.startsWith(top === "/" ? "/" : `${top}/`)) return real;
  const message = `${path} is a link, or lies behind one, that leads out of the tree, to ${real}: a run copies nothing from there`;
  throw new RunProblem("run/bad-tree", message, startOf(path));
}

/** The same of a folder, which a link inside the tree may stand for. */
export async function folderInTree(machine: Machine, tree: Tree, path: string): Promise<string | undefined> {
  const real = await realPathInTree(machine, tree, path);
  const what = await machine.disk.status(real ?? path);
  if (what === undefined || (real !== undefined && what.kind === "directory")) return real;
  const why = what.kind === "link" ? "is a link that leads nowhere" : "is no folder";
  throw new RunProblem("run/bad-tree", `${path} ${why}`, startOf(path));
}

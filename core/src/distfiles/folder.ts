import type { Machine } from "../platform/machine";
import type { Tree } from "../tree/tree";
import { FetchProblem } from "./fetch";

/**
 * The folder that distfiles go into, made where it is missing: the one that the person names, else the tree's. A tree
 * from somebody else may have a link there, to anywhere: such a folder is taken only when the person names it. Rejects
 * with {@link FetchProblem}.
 */
export async function fetchFolder(machine: Machine, tree: Tree, named: string | undefined): Promise<string> {
  const { disk } = machine;
  const folder = named ?? tree.distfiles;
  const there = await disk.status(folder);
  if (there === undefined) {
    await disk.makeDirectory(folder, 0o755);
    return folder;
  }
  const real = await disk.realPath(folder);
  const what = real === undefined ? undefined : await disk.status(real);
  if (real === undefined || what?.kind !== "directory") throw new FetchProblem(`${folder} is no folder`);
  if (named !== undefined) return real;
  const top = (await disk.realPath(tree.root)) ?? tree.root;
  if (!real.startsWith(`${top}/`)) {
    throw new FetchProblem(
      `${folder} leads out of the tree, to ${real}: if that is where distfiles are to go, name it with --folder`,
    );
  }
  return real;
}

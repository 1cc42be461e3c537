import { treeAt, type Tree } from "./tree";
import type { Workspace } from "./workspace";

/**
 * The bootstrap tree that a file or folder (absolute path, with `/`) lies in: the nearest folder from there upwards
 * that holds `steps/manifest`; undefined where there is none.
 */
export async function findTree(workspace: Workspace, path: string): Promise<Tree | undefined> {
  for (let root = path.replace(/\/+$/, ""); ; root = root.slice(0, root.lastIndexOf("/"))) {
    const tree = treeAt(root);
    if (await workspace.isFile(tree.manifest)) return tree;
    if (!root.includes("/")) return undefined;
  }
}

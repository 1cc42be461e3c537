import { findTree } from "../../tree/discover";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";

/** Where a step's file belongs. */
export interface Place {
  readonly tree: Tree;
  readonly workspace: Workspace;
  /** The package whose folder the file lies in. */
  readonly name: string;
}

/** The tree and package of a file `steps/NAME/FILE`; undefined elsewhere. */
export async function placeOf({ path, workspace }: Document): Promise<Place | undefined> {
  if (path === undefined || workspace === undefined) return undefined;
  const tree = await findTree(workspace, path);
  if (tree === undefined || !path.startsWith(`${tree.steps}/`)) return undefined;
  const [name, file, ...more] = path.slice(tree.steps.length + 1).split("/");
  return name === undefined || file === undefined || more.length > 0 ? undefined : { tree, workspace, name };
}

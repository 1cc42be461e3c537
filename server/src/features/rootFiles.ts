import { rootFile } from "@bootstrappable/core/runs/rootFile";
import type { RootFilesAnswer, RootFilesParams } from "../protocol";
import type { Session } from "../session";
import { treeOf } from "./tree";

/** More paths than this are not looked up for one line. */
const most = 32;

/** bootstrappable/rootFiles */
export async function rootFiles(
  session: Session,
  { root, paths }: RootFilesParams,
): Promise<RootFilesAnswer | null> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return null;
  const last = (await session.workspace.records?.of(root))?.[0];
  const files = paths.slice(0, most).map((path) => rootFile(session.disk, tree, last, path));
  return { files: (await Promise.all(files)).map((file) => file ?? null) };
}

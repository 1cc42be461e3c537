import { rootPlaces } from "../../runs/layout";
import type { Tree } from "../tree";

/** `/steps/NAME`, the folder that a step works in; undefined for a path in none. */
export function workFolder(path: string): string | undefined {
  return /^\/steps\/[^/]+(?=\/|$)/.exec(path)?.[0];
}

/** Where files of the tree lie in a run's root file system, by their absolute paths; undefined where they do not. */
export function rootPathOf(tree: Tree, path: string): string | undefined {
  const below = (folder: string) => (path.startsWith(`${folder}/`) ? path.slice(folder.length) : undefined);
  const inSteps = below(tree.steps);
  if (inSteps !== undefined) return rootPlaces.steps + inSteps;
  const inDistfiles = below(tree.distfiles);
  if (inDistfiles !== undefined) return rootPlaces.distfiles + inDistfiles;
  return below(tree.stage0) ?? below(tree.seed);
}

/** Every folder above a path, the nearest first; the root is the last. */
export function* foldersAbove(path: string): Iterable<string> {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) yield path.slice(0, at);
  yield "/";
}

import path from "node:path";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { findTree, missingManifest, treeWithoutManifest } from "@bootstrappable/core/tree/discover";
import type { Tree } from "@bootstrappable/core/tree/tree";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { complain } from "./report";
import { absolutePath, slashed } from "./paths";

/** The tree that a path on the command line lies in; undefined, and said, where it lies in none. */
export async function openTree(
  given: string,
): Promise<{ readonly tree: Tree; readonly workspace: Workspace } | undefined> {
  const workspace = new Workspace(nodeFileSystem);
  const tree = await treeOf(workspace, given);
  if (typeof tree !== "string") return { tree, workspace };
  complain(tree);
  return undefined;
}

/**
 * The tree that a path lies in; a text says why it lies in none. What is not there lies in none, either: it is a slip of
 * the keyboard, by which nothing should be done to the tree around.
 */
export async function treeOf(workspace: Workspace, given: string): Promise<Tree | string> {
  const path = absolutePath(given);
  const there = (await workspace.files.kind(path)) !== undefined;
  return (there ? await findTree(workspace, path) : undefined) ?? noTreeWords(workspace, given, there);
}

async function noTreeWords(workspace: Workspace, given: string, there: boolean): Promise<string> {
  // What Node puts in the place of bytes that are no UTF-8: the path's own are not known any more.
  if (absolutePath(given).includes("\ufffd"))
    return `${given}: a path that is not UTF-8 cannot be used: give its folders other names`;
  if (!there) return `${given}: no such file or folder`;
  const broken = await treeWithoutManifest(workspace, absolutePath(given));
  return broken === undefined
    ? `${given}: no steps/manifest here or in a folder above`
    : `${shownPath(broken.manifest)}: ${missingManifest.message}`;
}

/** The tree that a path lies in, where nothing is wrong if it lies in none. */
export function openTreeQuietly(given: string): Promise<Tree | undefined> {
  return findTree(new Workspace(nodeFileSystem), absolutePath(given));
}

/** A file of a tree as commands print it: relative to the working folder. */
export function shownPath(file: string): string {
  return slashed(path.relative(process.cwd(), file));
}

import { defaultConfiguration, parseConfiguration } from "./configuration";
import type { Configuration } from "./configuration";
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

/** A configuration and where it comes from. */
export interface FoundConfiguration {
  readonly configuration: Configuration;
  /** Absolute path of the bootstrap.cfg; undefined for the default. */
  readonly path: string | undefined;
}

/**
 * The configuration that the editor shows a tree under: `steps/bootstrap.cfg` where rootfs.py or the person left one
 * that names an architecture, else the default for x86 in a chroot.
 */
export async function treeConfiguration(workspace: Workspace, tree: Tree): Promise<FoundConfiguration> {
  const path = configurationPath(tree);
  const text = await workspace.text(path);
  if (text !== undefined) {
    const { configuration } = parseConfiguration(text);
    if (configuration.has("ARCH")) return { configuration, path };
  }
  return { configuration: defaultConfiguration("x86"), path: undefined };
}

/** steps/bootstrap.cfg, an absolute path. */
export function configurationPath(tree: Tree): string {
  return `${tree.steps}/bootstrap.cfg`;
}

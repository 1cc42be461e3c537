import { diagnose, type Diagnostic } from "../diagnostics/diagnostic";
import { defaultConfiguration, parseConfiguration } from "./configuration";
import type { Configuration } from "./configuration";
import { withChoice } from "./choice";
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

/**
 * The tree that a path would lie in, were its manifest there: the nearest folder from there upwards with `steps/` and
 * `seed/`; undefined where there is none, or where that one has a manifest.
 */
export async function treeWithoutManifest(workspace: Workspace, path: string): Promise<Tree | undefined> {
  for (let root = path.replace(/\/+$/, ""); ; root = root.slice(0, root.lastIndexOf("/"))) {
    const tree = treeAt(root);
    if ((await workspace.isDirectory(tree.steps)) && (await workspace.isDirectory(tree.seed)))
      return (await workspace.isFile(tree.manifest)) ? undefined : tree;
    if (!root.includes("/")) return undefined;
  }
}

/** What is wrong with a tree that has none. */
export const missingManifest: Diagnostic = diagnose(
  "manifest/missing",
  { start: 0, end: 0 },
  "There is steps/ and seed/, but no file steps/manifest: nothing says what is built.",
);

/** A configuration and where it comes from. */
export interface FoundConfiguration {
  readonly configuration: Configuration;
  /** Absolute path of the bootstrap.cfg; undefined for the default, and where the person chose something else. */
  readonly path: string | undefined;
  /** Whether the person chose it. */
  readonly chosen: boolean;
}

/**
 * The configuration that the editor shows a tree under: `steps/bootstrap.cfg` where rootfs.py or the person left one
 * that names an architecture, else the default for x86 in a chroot; on top of it what the person chose.
 */
export async function treeConfiguration(workspace: Workspace, tree: Tree): Promise<FoundConfiguration> {
  const own = await ownConfiguration(workspace, tree);
  const choice = workspace.choices.get(tree.root);
  if (choice === undefined) return { ...own, chosen: false };
  return { configuration: withChoice(own.configuration, choice), path: undefined, chosen: true };
}

/** The same without what the person chose. */
export async function ownConfiguration(
  workspace: Workspace,
  tree: Tree,
): Promise<Omit<FoundConfiguration, "chosen">> {
  const path = configurationPath(tree);
  const text = await workspace.text(path);
  if (text !== undefined) {
    const { configuration } = parseConfiguration(text);
    if (configuration.has("ARCH")) return { configuration, path };
  }
  return { configuration: assumedConfiguration, path: undefined };
}

/** What a manifest is shown under where nothing says otherwise: x86 in a chroot. */
export const assumedConfiguration: Configuration = defaultConfiguration("x86");

/** steps/bootstrap.cfg, an absolute path. */
export function configurationPath(tree: Tree): string {
  return `${tree.steps}/bootstrap.cfg`;
}

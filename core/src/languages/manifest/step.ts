import { hashesOfStep } from "../../tree/stepHashes";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Target } from "../language";
import { manifestOf } from "./context";

/** The lines of the manifest that build a package, in their order. */
export async function buildsOfPackage(
  workspace: Workspace,
  tree: Tree,
  name: string,
): Promise<readonly Target[]> {
  const manifest = await manifestOf(workspace, tree);
  return (manifest?.manifest.directives ?? []).flatMap((directive) =>
    directive.kind === "build" && directive.argument?.text === name
      ? [{ path: tree.manifest, range: directive.argument.range }]
      : [],
  );
}

/** The package in whose folder a file lies, not deeper: `passN.kaem`, `passN.sh`, `sources`. */
export function packageOfFile(tree: Tree, path: string): string | undefined {
  if (!path.startsWith(`${tree.steps}/`)) return undefined;
  const [name, ...file] = path.slice(tree.steps.length + 1).split("/");
  return file.length === 1 ? name : undefined;
}

/** What a file of a step belongs to: the step's lines of the manifest, then all its hashes. */
export async function referencesOfStep(
  workspace: Workspace,
  tree: Tree,
  path: string,
): Promise<readonly Target[]> {
  const name = packageOfFile(tree, path);
  if (name === undefined) return [];
  const builds = await buildsOfPackage(workspace, tree, name);
  return builds.length === 0 ? [] : [...builds, ...(await hashesOfStep(workspace, tree, name))];
}

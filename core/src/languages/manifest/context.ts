import type { Configuration } from "../../tree/configuration";
import { assumedConfiguration, findTree, treeConfiguration } from "../../tree/discover";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { evaluate, type EvaluatedDirective, type Evaluation } from "./model";
import { parseManifest } from "./parser";
import type { Manifest } from "./syntax";

/** A manifest with all that is known around it. */
export interface Context {
  readonly manifest: Manifest;
  readonly evaluation: Evaluation;
  readonly configuration: Configuration;
  /** Absolute path of the bootstrap.cfg that the configuration comes from; undefined for the default. */
  readonly configurationPath: string | undefined;
  /** Whether the person chose it. */
  readonly chosen: boolean;
  /** Undefined for a document outside of any tree. */
  readonly surroundings: { readonly tree: Tree; readonly workspace: Workspace } | undefined;
}

/** Parses a document and evaluates it under its tree's configuration; without a tree, under the default one. */
export async function contextOf({ path, text, workspace }: Document): Promise<Context> {
  const manifest = parseManifest(text);
  const tree = path === undefined || workspace === undefined ? undefined : await findTree(workspace, path);
  if (tree === undefined || workspace === undefined) {
    const configuration = assumedConfiguration;
    const evaluation = evaluate(manifest, configuration);
    return {
      manifest,
      evaluation,
      configuration,
      configurationPath: undefined,
      chosen: false,
      surroundings: undefined,
    };
  }
  const { configuration, path: configurationPath, chosen } = await treeConfiguration(workspace, tree);
  const evaluation = evaluate(manifest, configuration);
  return {
    manifest,
    evaluation,
    configuration,
    configurationPath,
    chosen,
    surroundings: { tree, workspace },
  };
}

/** The manifest of a tree; undefined where it cannot be read. */
export async function manifestOf(workspace: Workspace, tree: Tree): Promise<Context | undefined> {
  const text = await workspace.text(tree.manifest);
  return text && contextOf({ language: "bootstrap-manifest", path: tree.manifest, text, workspace });
}

/** The directive on whose line a byte offset lies, the end of the line included. */
export function directiveAt({ evaluation }: Context, offset: number): EvaluatedDirective | undefined {
  const { directives } = evaluation;
  let low = 0;
  let high = directives.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (directives[middle]!.directive.range.end < offset) low = middle + 1;
    else high = middle;
  }
  const found = directives[low];
  return found !== undefined && found.directive.range.start <= offset ? found : undefined;
}

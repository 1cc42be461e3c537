import { configurationPath } from "../../tree/discover";
import { packageFolder, scriptPath } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import { parseConfiguration } from "../../tree/configuration";
import type { Workspace } from "../../tree/workspace";
import type { Range } from "../../text/range";
import type { Document, Target } from "../language";
import { contextOf, directiveAt, type Context } from "./context";
import type { EvaluatedDirective } from "./model";
import { nameAt } from "./names";

/**
 * Where a name of the manifest leads: a package to the pass script that this line runs, then to its `sources`; the
 * argument of improve and jump to the script; a variable to the defines above the line, or to bootstrap.cfg.
 */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const context = await contextOf(document);
  const evaluated = directiveAt(context, offset);
  const name = evaluated && nameAt(evaluated.directive, offset);
  if (evaluated === undefined || name === undefined) return [];
  if (name.kind !== "argument") return variableTargets(document, context, name.word.text, name.word.range);
  if (context.surroundings === undefined) return [];
  const { tree, workspace } = context.surroundings;
  const paths = await stepPaths(evaluated, name.word.text, tree, workspace);
  return paths.map((path) => ({ path, origin: name.word.range }));
}

async function stepPaths(
  { directive, pass, era }: EvaluatedDirective,
  name: string,
  tree: Tree,
  workspace: Workspace,
): Promise<string[]> {
  const { kind } = directive;
  if (kind === "define" || kind === "unknown" || name.startsWith("/")) return [];
  const folder = packageFolder(tree, name);
  const script = kind === "uninstall" ? undefined : scriptPath(tree, { kind, name, pass, era });
  const wanted = kind === "build" || kind === "uninstall" ? [script, `${folder}/sources`] : [script];
  const paths: string[] = [];
  for (const path of wanted) if (path !== undefined && (await workspace.isFile(path))) paths.push(path);
  if (paths.length > 0 || kind === "improve" || kind === "jump") return paths;
  // Neither script nor sources: any file shows the folder.
  const first = (await workspace.files.list(folder)).find((entry) => entry.kind === "file");
  return first === undefined ? [] : [`${folder}/${first.name}`];
}

async function variableTargets(
  document: Document,
  { manifest, surroundings }: Context,
  name: string,
  origin: Range,
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const directive of manifest.directives) {
    if (directive.kind !== "define" || directive.name?.text !== name || document.path === undefined) continue;
    targets.push({ path: document.path, range: directive.name.range, origin });
  }
  if (surroundings === undefined) return targets;
  const path = configurationPath(surroundings.tree);
  const text = await surroundings.workspace.text(path);
  if (text === undefined) return targets;
  const entry = parseConfiguration(text).entries.find((each) => each.name === name);
  if (entry !== undefined) targets.push({ path, range: entry.nameRange, origin });
  return targets;
}

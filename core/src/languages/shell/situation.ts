import type { Range } from "../../text/range";
import { findTree } from "../../tree/discover";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { evaluateBuild } from "./build";
import type { Values } from "./expand";
import { helpersOf, type Helpers } from "./helpers";
import { setsItself, shellOfText } from "./script";
import type { ShellScript } from "./syntax";
import { treeVariables, type TreeVariables } from "./treeVariables";

/** A script that bash reads behind steps/helpers.sh, or helpers.sh itself, with all that is known around it. */
export interface Situation {
  readonly script: ShellScript;
  /** Absolute path. */
  readonly path: string;
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly helpers: Helpers;
  /** Undefined where it is no pass script. */
  readonly package: { readonly name: string; readonly folder: string } | undefined;
  readonly variables: TreeVariables;
  /** What is known to stay as it is from the script's start to its end. */
  readonly values: Values;
}

/** Whether a script of a tree knows the functions of steps/helpers.sh. */
function readsHelpers(inSteps: string): boolean {
  return /^(?:helpers\.sh|(?:improve|jump)\/[^/]+\.sh|[^/]+\/pass\d+\.sh)$/.test(inSteps);
}

/** The script in its tree; undefined for one outside of any, in a tree without helpers.sh, or that does not read it. */
export async function situationOf({ path, text, workspace }: Document): Promise<Situation | undefined> {
  if (path === undefined || workspace === undefined) return undefined;
  const tree = await findTree(workspace, path);
  if (tree === undefined || !path.startsWith(`${tree.steps}/`)) return undefined;
  const inSteps = path.slice(tree.steps.length + 1);
  if (!readsHelpers(inSteps)) return undefined;
  const helpers = await helpersOf(workspace, tree);
  if (helpers === undefined) return undefined;
  const script = path === helpers.path ? helpers.script : shellOfText(text);
  const [name = "", file = ""] = inSteps.split("/");
  const variables = await treeVariables(workspace, tree);
  const isPass = /^pass\d+\.sh$/.test(file) && name !== "improve" && name !== "jump";
  const values = isPass
    ? await passValues(helpers, variables, { package: name, script: file }, { tree, workspace })
    : variables.values;
  return {
    ...{ script, path, tree, workspace, helpers, variables },
    package: isPass ? { name, folder: `${tree.steps}/${name}` } : undefined,
    values: withoutOwn(values, script),
  };
}

async function passValues(
  helpers: Helpers,
  variables: TreeVariables,
  step: { readonly package: string; readonly script: string },
  place: { readonly tree: Tree; readonly workspace: Workspace },
): Promise<Values> {
  const values = new Map((await evaluateBuild(helpers, variables.values, step, place)).values);
  for (const name of ["1", "2", "PWD"]) values.delete(name);
  // What functions that run later set again does not stay.
  const { functions } = helpers.script;
  for (const { name, kind, function: index } of helpers.script.variables) {
    if (kind === "assignment" && index !== undefined && functions[index]!.name !== "build")
      values.delete(name);
  }
  return values;
}

function withoutOwn(values: Values, script: ShellScript): Values {
  return new Map([...values].filter(([name]) => !setsItself(script, name)));
}

/** A place as people read it: `steps/env:8`. */
export async function shownPlace(
  { tree, workspace }: Situation,
  path: string,
  range: Range,
): Promise<string> {
  const name = path.startsWith(`${tree.root}/`) ? path.slice(tree.root.length + 1) : path;
  const text = await workspace.text(path);
  return text === undefined ? name : `${name}:${text.lineAt(range.start) + 1}`;
}

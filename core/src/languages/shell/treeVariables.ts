import type { Range } from "../../text/range";
import { configurationPath, treeConfiguration } from "../../tree/discover";
import { parseConfiguration } from "../../tree/configuration";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { scriptNames } from "../manifest/stepScripts";
import { assignedValues } from "./build";
import { expand, type Values } from "./expand";
import { setsItself, shellOfText } from "./script";

/** A place that sets a variable for all steps. */
export interface SettingPlace {
  readonly path: string;
  /** The name. */
  readonly range: Range;
}

/** The variables that every step of the bash era finds set. */
export interface TreeVariables {
  /** Where each is set: steps/bootstrap.cfg, steps/env, and the improvements that write to these. */
  readonly places: ReadonlyMap<string, readonly SettingPlace[]>;
  /** Those that nothing changes on the way. */
  readonly values: Values;
}

/** What a tree's configuration, steps/env and the scripts that add to them set. */
export async function treeVariables(workspace: Workspace, tree: Tree): Promise<TreeVariables> {
  const places = new Map<string, SettingPlace[]>();
  const note = (name: string, path: string, range: Range) => {
    const known = places.get(name);
    if (known === undefined) places.set(name, [{ path, range }]);
    else known.push({ path, range });
  };
  const { configuration } = await treeConfiguration(workspace, tree);
  for (const name of configuration.keys()) places.set(name, []);
  const file = configurationPath(tree);
  const text = await workspace.text(file);
  if (text !== undefined) {
    for (const { name, nameRange } of parseConfiguration(text).entries) note(name, file, nameRange);
  }

  const env = `${tree.steps}/env`;
  const envText = await workspace.text(env);
  const envScript = envText && shellOfText(envText);
  for (const { name, kind, range } of envScript?.variables ?? []) {
    if (kind === "assignment") note(name, env, range);
  }
  const values = new Map(envScript === undefined ? configuration : assignedValues(envScript, configuration));

  const texts = await Promise.all(
    (["improve", "jump"] as const).map(async (kind) => {
      const names = await scriptNames(workspace, tree, kind);
      const paths = names.map((name) => `${tree.steps}/${kind}/${name}.sh`);
      return Promise.all(paths.map(async (path) => ({ path, text: await workspace.text(path) })));
    }),
  );
  for (const { path, text: improvement } of texts.flat()) {
    if (improvement === undefined) continue;
    const script = shellOfText(improvement);
    for (const { name, range, file: to } of script.written) {
      if (!/(?:^|\/)(?:env|bootstrap\.cfg)["']?$/.test(to)) continue;
      note(name, path, range);
      const line = improvement.slice(improvement.line(improvement.lineAt(range.start)));
      if (setsItself(script, name) || changes(line, name, values)) values.delete(name);
    }
  }
  return { places, values };
}

/** Whether a line that sets a variable gives it another value: `PREFIX=${PREFIX}` does not. */
function changes(line: string, name: string, values: Values): boolean {
  const word = line.slice(line.indexOf(`${name}=`) + name.length + 1).replace(/["']?\s*(?:>.*)?$/, "");
  return expand(word, values) !== values.get(name);
}

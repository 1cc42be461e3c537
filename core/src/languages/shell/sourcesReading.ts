import { scriptPath } from "../../tree/scripts";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { defaultPrefix, helpersOf, type Helpers } from "./helpers";
import { leavesToDefault, shellOfText } from "./script";

/** The phases of a build that read `sources`. */
const reading = ["src_get", "src_unpack"];

/** Whether a tree's helpers go through a step's `sources` line by line, as live-bootstrap's do. */
export async function readsSources(workspace: Workspace, tree: Tree): Promise<boolean> {
  const helpers = await helpersOf(workspace, tree);
  return helpers !== undefined && readsLines(helpers);
}

function readsLines({ script, functions, phases }: Helpers): boolean {
  const action = functions.get("source_line_action");
  if (action === undefined || !/\n\s*shift\n/.test(script.text.slice(action.range))) return false;
  return reading.every((phase) => {
    const fallback = functions.get(defaultPrefix + phase);
    if (fallback === undefined || !phases.some(({ name }) => name === phase)) return false;
    const text = script.text.slice(fallback.range);
    const loop = /while read line; do\s[^]*source_line_action \w+ \$\{line\}\s+done/;
    return loop.test(text) && /\/sources\b/.test(text);
  });
}

/** Whether a pass under bash leaves it to the helpers to download or to unpack, or to do both. */
export async function leavesReading(
  workspace: Workspace,
  tree: Tree,
  name: string,
  pass: number | undefined,
): Promise<boolean> {
  const path = scriptPath(tree, { kind: "build", name, pass, era: "bash" });
  const text = path === undefined ? undefined : await workspace.text(path);
  if (text === undefined) return true;
  const script = shellOfText(text);
  return reading.some((phase) => leavesToDefault(script, phase));
}

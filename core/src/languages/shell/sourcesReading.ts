import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
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

/**
 * Where a script of kaem's is sure to have its step's `sources` read, which checksum-transcriber does: byte offsets of that command.
 * Undefined where it is not: what stands in an `if` may not be for this configuration.
 */
export function transcribesSources(text: SourceText): Range | undefined {
  const command = /^[ \t]*checksum-transcriber[ \t]+sources[ \t]*$/m.exec(text.latin1);
  if (command === null || /^[ \t]*if\b/m.test(text.latin1.slice(0, command.index))) return undefined;
  return { start: command.index, end: command.index + command[0].length };
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

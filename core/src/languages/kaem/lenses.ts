import { stepLenses } from "../manifest/scriptSteps";
import type { Document } from "../language";
import { simplePatches } from "../simplePatch/patches";
import type { Lens } from "../services";
import { situationOf } from "./situation";

/** Above a script the steps that run it; above each simple patch a look at its two texts. */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  const { workspace, tree, path, script } = situation;
  const found = await stepLenses(workspace, tree, path);
  const seen = new Set<number>();
  for (const { command, before, after } of simplePatches(situation.evaluated, tree)) {
    const start = command.place?.range.start;
    if (command.place?.file !== path || start === undefined || seen.has(start)) continue;
    seen.add(start);
    const range = script.commands.find((each) => each.range.start === start)?.range;
    if (range === undefined || !(await workspace.isFile(before)) || !(await workspace.isFile(after)))
      continue;
    const title = "compare before and after";
    found.push({ range, title, command: "compareSimplePatch", arguments: [{ before, after }] });
  }
  return found;
}

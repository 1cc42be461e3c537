import { findTree } from "../../tree/discover";
import { stepLenses } from "../manifest/scriptSteps";
import type { Document } from "../language";
import type { Lens } from "../services";
import { overridesOf } from "./references";
import { situationOf, type Situation } from "./situation";

/** Above a script the steps that run it; in helpers.sh, above each default how many scripts have their own. */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const { path, workspace } = document;
  if (path === undefined || workspace === undefined) return [];
  const tree = await findTree(workspace, path);
  if (tree === undefined || !path.startsWith(`${tree.steps}/`)) return [];
  const situation = await situationOf(document);
  if (situation !== undefined && situation.path === situation.helpers.path) return overrideLenses(situation);
  return stepLenses(workspace, tree, path);
}

async function overrideLenses(situation: Situation): Promise<Lens[]> {
  const found = situation.helpers.phases.map(async ({ name, fallback }): Promise<Lens> => {
    const files = new Set((await overridesOf(situation, name)).map(({ path }) => path));
    const title = `${files.size} script${files.size === 1 ? "" : "s"} with ${name} of ${files.size === 1 ? "its" : "their"} own`;
    return { range: fallback.nameRange, title };
  });
  return Promise.all(found);
}

import { stepLenses } from "../manifest/scriptSteps";
import type { Document } from "../language";
import type { Lens } from "../services";
import { situationOf } from "./situation";

/** Above a script the steps that run it. */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  return stepLenses(situation.workspace, situation.tree, situation.path);
}

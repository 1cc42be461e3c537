import { stepEnvironment } from "../tree/environment";
import type { PlanStep } from "../tree/plan";
import type { RunRequest } from "./request";

/** The whole environment of a step that our driver runs. */
export async function environmentFor(
  request: RunRequest,
  step: PlanStep,
): Promise<ReadonlyMap<string, string>> {
  const env = await request.workspace.text(`${request.tree.steps}/env`);
  return stepEnvironment(request.plan, step, env);
}

import type { SourceText } from "../text/sourceText";
import type { Plan, PlanStep } from "./plan";

export function stepEnvironment(
  plan: Plan,
  step: PlanStep,
  env: SourceText | undefined,
): ReadonlyMap<string, string> {
  void step;
  void env;
  return plan.variables;
}

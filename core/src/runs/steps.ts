import type { PlanStep } from "../tree/plan";
import type { StepName } from "./events";

/** The seed phase, as events name it. */
export const seedStep: StepName = { number: 0, kind: "seed", name: "seed" };

/** A step of the plan, as events name it. */
export function stepNameOf({ number, kind, name, pass }: PlanStep): StepName {
  return { number, kind, name, ...(pass !== undefined && { pass }) };
}

/** How people call a step. */
export function stepTitle({ kind, name, pass }: StepName): string {
  switch (kind) {
    case "seed":
      return "the seed phase";
    case "build":
      return `${name} pass ${pass ?? 1}`;
    case "improve":
    case "jump":
    case "uninstall":
      return `${kind} ${name}`;
  }
}

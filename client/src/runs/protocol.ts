import type { FindingMade, StepEnded } from "@bootstrappable/core/runs/events";

/** Whether something that `bootstrappable run --events-fd` sent is a finding. */
export function isFinding(event: unknown): event is FindingMade {
  return isOfType(event, "finding");
}

/** Whether it is the end of a step. */
export function isStepEnd(event: unknown): event is StepEnded {
  return isOfType(event, "step-ended");
}

function isOfType(event: unknown, type: string): boolean {
  return typeof event === "object" && event !== null && "type" in event && event.type === type;
}

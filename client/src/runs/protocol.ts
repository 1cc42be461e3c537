import type { FindingMade } from "@bootstrappable/core/runs/events";

/** Whether something that `bootstrappable run --events-fd` sent is a finding. */
export function isFinding(event: unknown): event is FindingMade {
  return typeof event === "object" && event !== null && "type" in event && event.type === "finding";
}

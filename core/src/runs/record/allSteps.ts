import type { RecordedStep, RunRecord } from "./record";

/** Every step whose outcome a run stands on, in order: those that it kept from earlier runs, as done, and its own. */
export function allSteps({ kept = [], steps }: Pick<RunRecord, "kept" | "steps">): readonly RecordedStep[] {
  const before = new Set(kept.map(({ number }) => number));
  return [
    ...kept.map((step) => ({ ...step, status: "done" as const })),
    ...steps.filter(({ number }) => !before.has(number)),
  ];
}

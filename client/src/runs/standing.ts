import type { PlanLine } from "@bootstrappable/server/protocol";
import type { Forest } from "../tree/forest";
import type { RunBook } from "./book";
import type { RunSteps, StepRecord, StepStatus } from "./run";
import { stepTime } from "./words";

/**
 * How a step stands in the last run of its tree: `paused` is one that runs, in a run that stands still; `outdated` one
 * whose outcome comes from something that is another since.
 */
export type Standing = StepStatus | "paused" | "outdated";

/** The number of the first step that runs again, since something that it comes from was edited; Infinity for none. */
export async function firstOutdated(
  forest: Forest,
  book: RunBook,
  root: string,
  run: RunSteps | undefined,
): Promise<number> {
  if (run === undefined || book.last(root)?.status === "running") return Infinity;
  return (await forest.outdated(root))?.from ?? Infinity;
}

/** How a step stands that has a number in the plan, 0 for the seed phase. */
export function standingOf(
  { paused }: Pick<RunSteps, "paused">,
  { status }: Pick<StepRecord, "status">,
  number: PlanLine["number"],
  outdated: number,
): Standing {
  if (status === "running") return paused === true ? "paused" : "running";
  return (status === "done" || status === "kept") && (number ?? 0) >= outdated ? "outdated" : status;
}

/** The same in a sentence. */
export const standingWords: Readonly<Record<Standing, string>> = {
  pending: "This run has not come to it yet.",
  kept: "The run began behind it, on its checkpoint.",
  running: "It runs.",
  paused: "It runs, and the run is paused.",
  done: "Done in the last run.",
  outdated: "Out of date: it, or a step before it, comes from files that were edited since. It runs again.",
  failed: "Failed in the last run.",
  interrupted: "Interrupted in the last run.",
};

/** What is said first, where a mark alone would leave a question. */
const heads: Readonly<Partial<Record<Standing, string>>> = {
  paused: "paused",
  outdated: "out of date",
  interrupted: "interrupted",
};

/** How a step stands and its times, for a glance: `out of date`, `1.2 s`; empty where there is nothing to say. */
export function standingParts(standing: Standing, record: StepRecord, now: number): readonly string[] {
  return [heads[standing], stepTime(record, now)].filter((part) => part !== undefined);
}

import type { StepName } from "@bootstrappable/core/runs/events";
import type { KeptFinding, KeptRun } from "@bootstrappable/server/protocol";
import type { Forest } from "../tree/forest";
import type { RunBook } from "./book";
import { sameStep, type RunSteps, type StepRecord } from "./run";

/** The steps of a run that has ended and whose record is kept. */
export class KeptSteps implements RunSteps {
  readonly log: string | undefined;
  readonly steps = new Map<number, StepRecord>();
  readonly kept: ReadonlyMap<number, StepName>;
  readonly now = Date.now();
  readonly #same = new Map<string, StepRecord>();

  constructor(run: Pick<KeptRun, "log" | "steps" | "kept">) {
    this.log = run.log;
    this.kept = new Map(run.kept?.map((step) => [step.number, step]));
    for (const step of this.kept.values()) this.#same.set(sameStep(step), { step, status: "kept" });
    for (const { status, milliseconds, log, ...step } of run.steps) {
      if (status === "not-reached") continue;
      const record = { step, status, log, ...(milliseconds !== undefined && { milliseconds }) };
      this.steps.set(step.number, record);
      this.#same.set(sameStep(step), record);
    }
  }

  recordOf(step: Parameters<RunSteps["recordOf"]>[0]): StepRecord | undefined {
    if (step.number === undefined) return undefined;
    const numbered = this.#recordAt(step.number);
    return numbered !== undefined && sameStep(numbered.step) === sameStep(step)
      ? numbered
      : this.#same.get(sameStep(step));
  }

  #recordAt(number: number): StepRecord | undefined {
    const kept = this.kept.get(number);
    return this.steps.get(number) ?? (kept && { step: kept, status: "kept" });
  }
}

/** The newest run of a tree, be it one of this session or one whose record is kept. */
export async function lastRun(forest: Forest, book: RunBook, root: string): Promise<RunSteps | undefined> {
  const session = book.last(root);
  const kept = (await forest.runs(root))?.runs[0];
  if (kept === undefined || (session !== undefined && beginOf(session) >= kept.date)) return session;
  return new KeptSteps(kept);
}

/** What a run that has ended failed of; undefined where nothing says it. */
export function keptFailure({
  status,
  findings,
}: Pick<KeptRun, "status" | "findings">): KeptFinding | undefined {
  if (status !== "failed") return undefined;
  return findings.find(({ severity }) => severity === "error") ?? findings[0];
}

function beginOf({ date, began }: { readonly date: string | undefined; readonly began: Date }): string {
  return date ?? began.toISOString();
}

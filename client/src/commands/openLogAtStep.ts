import { window } from "vscode";
import type { RunLogs } from "../logs/runLogs";
import type { RunBook } from "../runs/book";
import { lastRun } from "../runs/kept";
import { partOf } from "../runs/logParts";
import type { Forest } from "../tree/forest";
import type { StepSubject } from "../views/steps";

/** *Open Log at Step*, on a step of the plan: that of its last run. */
export async function openLogAtStep(
  logs: RunLogs,
  forest: Forest,
  book: RunBook,
  { root, step }: StepSubject,
): Promise<void> {
  const run = await lastRun(forest, book, root);
  const number = run?.recordOf(step)?.step.number;
  const part = run === undefined || number === undefined ? undefined : partOf(run, number);
  if (part === undefined) {
    void window.showInformationMessage(`The log of the last run has nothing of ${step.name}.`);
    return;
  }
  await logs.openAt(part);
}

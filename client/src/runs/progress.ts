import path from "node:path";
import { ProgressLocation, window, type Disposable } from "vscode";
import type { Forest } from "../tree/forest";
import { sameStep, type Run, type RunBook } from "./book";
import { earlierDurations } from "./kept";
import { duration, stepWords } from "./words";

/** Shows how far each run is, in a notification that can end it. */
export function showProgress(book: RunBook, forest: Forest): Disposable {
  return book.onBegan((run) => void follow(book, forest, run));
}

async function follow(book: RunBook, forest: Forest, run: Run): Promise<void> {
  const title = `Bootstrap ${path.posix.basename(run.tree)}`;
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => run.cancel());
    let shown = 0;
    let earlier: ReadonlyMap<string, number> | undefined;
    await new Promise<void>((resolve) => {
      const subscription = book.onChanged((changed) => {
        if (changed !== run) return;
        if (run.status !== "running") {
          subscription.dispose();
          resolve();
          return;
        }
        const number = run.current?.number ?? 0;
        const increment = ((number - shown) * 100) / (run.planned.size + 1);
        shown = number;
        if (earlier === undefined && run.architecture !== undefined) {
          earlier = new Map();
          void earlierDurations(forest, run.tree, run.architecture).then((found) => (earlier = found));
        }
        const rest = restOf(run, earlier ?? new Map());
        const left = rest === undefined ? "" : ` · about ${duration(rest)} left`;
        progress.report({ message: progressWords(run) + left, increment });
      });
    });
  });
}

/** Milliseconds that the rest takes if it goes as it did before; undefined where a step was never done before. */
function restOf(run: Run, earlier: ReadonlyMap<string, number>): number | undefined {
  let rest = 0;
  for (const [number, step] of run.planned) {
    const record = run.steps.get(number);
    if (record !== undefined && record.status !== "running") continue;
    const before = earlier.get(sameStep(step));
    if (before === undefined) return undefined;
    rest += record === undefined ? before : Math.max(0, before - (Date.now() - (record.since ?? Date.now())));
  }
  return run.planned.size === 0 ? undefined : rest;
}

/** `step 3 of 10 — greet-1.0 (pass 1)` */
export function progressWords({ current, planned }: Run): string {
  if (current === undefined) return "getting ready";
  const words = stepWords(current);
  return current.number === 0 ? words : `step ${current.number} of ${planned.size} — ${words}`;
}

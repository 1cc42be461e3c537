import path from "node:path";
import { ProgressLocation, window, type Disposable } from "vscode";
import type { RunBook } from "./book";
import type { LoadRecord, Run } from "./run";
import { roughly, stepWords } from "./words";

/** Shows how far each run is, in a notification that can end it. */
export function showProgress(book: RunBook): Disposable {
  return book.onBegan((run) => void follow(book, run));
}

async function follow(book: RunBook, run: Run): Promise<void> {
  const title = `Bootstrap ${path.posix.basename(run.tree)}`;
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    let cancelled = false;
    let shown = 0;
    let said = "";
    const show = () => {
      const message = cancelled ? "ending what it started" : progressWords(run);
      const done = (100 * stepsBehind(run)) / (run.planned.size + 1);
      if (message === said && done === shown) return;
      progress.report({ message, increment: Math.max(0, done - shown) });
      shown = Math.max(shown, done);
      said = message;
    };
    token.onCancellationRequested(() => {
      cancelled = true;
      run.control.cancel();
      show();
    });
    show();
    await new Promise<void>((resolve) => {
      const look = () => {
        if (run.status === "running") {
          show();
          return;
        }
        changes.dispose();
        ticks.dispose();
        resolve();
      };
      const changes = book.onChanged((changed) => changed === run && look());
      const ticks = book.onTick(look);
    });
  });
}

/** `reading the disk in: 30 %, file 700 of 2319` */
function loadWords({ percent, file, files }: LoadRecord): string {
  return `reading the disk in: ${percent} %, file ${file} of ${files}`;
}

/** How many steps of those that are to run are behind it, the seed phase among them. */
function stepsBehind({ steps, planned }: Run): number {
  return [...steps].filter(
    ([number, { status }]) => status === "done" && (number === 0 || planned.has(number)),
  ).length;
}

/**
 * `step 3 of 10 — greet-1.0 (pass 1) · about 3 min left`, and what is unusual; what is paused ends at no time. The number is that of the step in the plan,
 * as the views have it.
 */
export function progressWords(run: Run): string {
  return run.paused ? `paused · ${atWork(run)}` : atWork(run);
}

function atWork(run: Run): string {
  const { current, last, now, rest } = run;
  if (current === undefined) return run.load?.status === "running" ? loadWords(run.load) : "getting ready";
  const step = stepWords(current);
  const where = current.number === 0 ? step : `step ${current.number} of ${last} — ${step}`;
  const silence = run.steps.get(current.number)?.silence;
  if (silence !== undefined) return `${where} · silent for ${roughly(now - silence.since)}, longer than ever`;
  return rest === undefined || run.paused ? where : `${where} · ${roughly(rest)} left`;
}

import path from "node:path";
import { ProgressLocation, window, type Disposable } from "vscode";
import type { LoadRecord, Run, RunBook } from "./book";
import { duration, stepWords } from "./words";

/** Shows how far each run is, in a notification that can end it. */
export function showProgress(book: RunBook): Disposable {
  return book.onBegan((run) => void follow(book, run));
}

async function follow(book: RunBook, run: Run): Promise<void> {
  const title = `Bootstrap ${path.posix.basename(run.tree)}`;
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => run.control.cancel());
    let shown = 0;
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
        const rest = run.rest(Date.now());
        const left = rest === undefined ? "" : ` · about ${duration(rest)} left`;
        progress.report({ message: progressWords(run) + left, increment });
      });
    });
  });
}

/** `reading the disk in: 30 %, file 700 of 2319` */
function loadWords({ percent, file, files }: LoadRecord): string {
  return `reading the disk in: ${percent} %, file ${file} of ${files}`;
}

/** `step 3 of 10 — greet-1.0 (pass 1)` */
export function progressWords({ current, planned, load }: Run): string {
  if (current === undefined) return load?.status === "running" ? loadWords(load) : "getting ready";
  const words = stepWords(current);
  return current.number === 0 ? words : `step ${current.number} of ${planned.size} — ${words}`;
}

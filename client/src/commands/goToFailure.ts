import { Uri, window } from "vscode";
import type { Run, RunBook } from "../runs/book";
import { rangeOf } from "../runs/range";
import type { Forest } from "../tree/forest";

/** *Bootstrap: Go to Failure*: where the last run of the tree at hand has failed, or else the last one that has. */
export async function goToFailure(forest: Forest, book: RunBook): Promise<void> {
  const root = await forest.current();
  const run = [root === undefined ? undefined : book.last(root), ...book.runs].find(hasFailed);
  if (run?.finding === undefined) {
    void window.showInformationMessage("No run of this window has failed.");
    return;
  }
  book.see(run);
  await window.showTextDocument(Uri.file(run.finding.file), { selection: rangeOf(run.finding) });
}

function hasFailed(run: Run | undefined): boolean {
  return run?.status === "failed" && run.finding !== undefined;
}

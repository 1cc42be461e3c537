import type { FindingMade } from "@bootstrappable/core/runs/events";
import { Uri, window, type Range } from "vscode";
import type { RunBook } from "../runs/book";
import type { Run } from "../runs/run";
import { keptFailure } from "../runs/kept";
import { notifyFailure } from "../runs/notification";
import { lineRange, rangeOf } from "../runs/range";
import type { Forest } from "../tree/forest";

/**
 * *Bootstrap: Go to Failure*: where the last run of the tree at hand, or of the one that is given, has failed; or else
 * the last one of this window that has, or the last of the tree that is kept.
 */
export async function goToFailure(forest: Forest, book: RunBook, given: unknown): Promise<void> {
  const root = treeOf(given) ?? (await forest.current());
  const run = [root === undefined ? undefined : book.newest(root), ...book.runs].find(hasFailed);
  if (run?.finding !== undefined) {
    book.see(run);
    await show(run.finding, rangeOf(run.finding));
    return;
  }
  const kept = root === undefined ? undefined : (await forest.runs(root))?.runs[0];
  const failure = kept && keptFailure(kept);
  if (failure === undefined) void window.showInformationMessage("No run has failed of late.");
  else await show(failure, lineRange(failure.line));
}

function treeOf(given: unknown): string | undefined {
  const tree = typeof given === "object" && given !== null && "tree" in given ? given.tree : undefined;
  return typeof tree === "string" ? tree : undefined;
}

async function show(failure: Pick<FindingMade, "file" | "message" | "placeless">, selection: Range) {
  if (failure.placeless === true) await notifyFailure(failure.message);
  else await window.showTextDocument(Uri.file(failure.file), { selection });
}

function hasFailed(run: Run | undefined): boolean {
  return run?.status === "failed" && run.finding !== undefined;
}

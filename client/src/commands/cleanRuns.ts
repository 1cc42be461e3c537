import path from "node:path";
import { ProgressLocation, window, type ExtensionContext } from "vscode";
import { lastComplaint, outputOf } from "../command";
import { removalsIn, removalWords } from "../runs/removal";
import type { Forest } from "../tree/forest";
import type { KeptRunSubject } from "../views/runs";
import { chooseTree } from "./chooseTree";

/**
 * *Remove What Runs Have Left…*: the folder that a run has worked in, or all of the tree at hand, once the person has
 * agreed. The command looks first, and removes nothing that no run has made; records stay.
 */
export async function cleanRuns(
  context: ExtensionContext,
  forest: Forest,
  kept: KeptRunSubject | undefined,
): Promise<void> {
  const root = kept?.root ?? (await chooseTree(forest));
  if (root === undefined) return;
  const args = [
    "clean",
    "--format",
    "json",
    ...(kept?.target === undefined ? [root] : ["--target", kept.target]),
  ];
  const clean = async (title: string, ...more: readonly string[]) => {
    const location = ProgressLocation.Notification;
    return window.withProgress({ location, title }, async () => outputOf(context, [...args, ...more], root));
  };
  const found = await clean("Looking at what runs have left", "--dry-run");
  const removals = removalsIn(found.out);
  if (removals.length === 0) {
    sayWhy(found.errors, "No run has left anything to be removed.");
    return;
  }
  const remove = "Remove";
  const question = `Remove what ${removals.length === 1 ? "runs have left in this folder" : `runs of ${path.basename(root)} have left`}?`;
  const detail = removalWords(removals);
  if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return;
  const { status, errors } = await clean("Removing what runs have left");
  forest.refresh();
  if (status !== 0) sayWhy(errors, "It could not be removed.");
}

/** What the command has complained of, or else these words. */
function sayWhy(errors: string, words: string): void {
  const last = lastComplaint(errors);
  if (last === "") void window.showInformationMessage(words);
  else void window.showErrorMessage(last);
}

import { Uri, window, type ExtensionContext } from "vscode";
import { lastComplaint, outputOf } from "../command";
import type { KeptRunSubject } from "../views/runs";

/** *Open Record*: the file in which a run is kept. */
export async function openRecord(kept: KeptRunSubject | undefined): Promise<void> {
  if (kept === undefined) return;
  if (kept.record === undefined) void window.showInformationMessage("This run has no record yet.");
  else await window.showTextDocument(Uri.file(kept.record));
}

/** *Remove This Run*: what is kept of it, once the person has agreed; its checkpoints stay. */
export async function removeRun(context: ExtensionContext, kept: KeptRunSubject | undefined): Promise<void> {
  if (kept === undefined) return;
  const remove = "Remove";
  const detail =
    "Its record is removed, and its log unless a later run has written over it. Checkpoints stay.";
  const question = "Remove what is kept of this run?";
  if ((await window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return;
  const { status, errors } = await outputOf(context, ["runs", "--remove", kept.run, kept.root], kept.root);
  if (status !== 0) void window.showErrorMessage(lastComplaint(errors));
}

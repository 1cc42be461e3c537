import { Uri, window } from "vscode";
import type { FindingEvent } from "./protocol";
import { rangeOf } from "./range";

/** Says that a run failed and why, and takes the person to the line. */
export async function notifyFailure(finding: FindingEvent): Promise<void> {
  const show = "Go to Line";
  if ((await window.showErrorMessage(finding.message, show)) !== show) return;
  await window.showTextDocument(Uri.file(finding.file), { selection: rangeOf(finding) });
}

import type { FindingMade } from "@bootstrappable/core/runs/events";
import { Uri, window } from "vscode";
import { rangeOf } from "./range";

/** Says that a run failed and why, and takes the person to the line. */
export async function notifyFailure(finding: FindingMade): Promise<void> {
  const show = "Go to Line";
  if ((await window.showErrorMessage(finding.message, show)) !== show) return;
  await window.showTextDocument(Uri.file(finding.file), { selection: rangeOf(finding) });
}

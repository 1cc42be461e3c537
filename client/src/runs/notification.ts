import type { FindingMade } from "@bootstrappable/core/runs/events";
import { commands, Uri, window } from "vscode";
import { rangeOf } from "./range";

/** Says that a run failed and why, and takes the person to the line to blame, or where there is none to the runs. */
export async function notifyFailure(message: string, place?: FindingMade): Promise<void> {
  const show = place === undefined ? "Show Runs" : "Go to Line";
  if ((await window.showErrorMessage(message, show)) !== show) return;
  if (place === undefined) await commands.executeCommand("bootstrappable.runs.focus");
  else await window.showTextDocument(Uri.file(place.file), { selection: rangeOf(place) });
}

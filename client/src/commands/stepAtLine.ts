import { Uri, window } from "vscode";
import type { Forest } from "../tree/forest";
import { slashed } from "../slashed";
import type { StepSubject } from "../views/steps";

/**
 * The step of a line of a manifest: of the line whose number a menu was opened on, else of the cursor's. Undefined, and
 * said so, where none is that would run.
 */
export async function stepAtLine(forest: Forest, given: unknown): Promise<StepSubject | undefined> {
  const place = placeOf(given);
  const root = place && (await forest.rootOf(place.file));
  const plan = root === undefined ? undefined : await forest.plan(root);
  if (place === undefined || root === undefined || plan?.manifest !== slashed(place.file)) {
    void window.showInformationMessage("Put the cursor on a step of the manifest first.");
    return undefined;
  }
  const step = plan.steps.find(({ line }) => line === place.line);
  if (step?.number !== undefined) return { root, step };
  void window.showInformationMessage(
    step === undefined
      ? "There is no step on this line."
      : `${step.name} is not active under this configuration: ${step.why ?? ""}`,
  );
  return undefined;
}

/** A line, zero-based. */
function placeOf(given: unknown): { readonly file: string; readonly line: number } | undefined {
  if (typeof given === "object" && given !== null && "lineNumber" in given && "uri" in given) {
    const { lineNumber, uri } = given;
    // Menus on line numbers count from one.
    if (typeof lineNumber === "number" && uri instanceof Uri)
      return { file: uri.fsPath, line: lineNumber - 1 };
  }
  const editor = window.activeTextEditor;
  return editor && { file: editor.document.uri.fsPath, line: editor.selection.active.line };
}

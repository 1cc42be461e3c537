import type { LowerStage } from "@bootstrappable/server/protocol";
import { languages, Uri, ViewColumn, window, workspace, type TextEditor } from "vscode";
import { isStage, loweredAddress, loweredUri } from "../lower/address";
import { shownStages, stagesOf } from "../lower/stages";

/**
 * *Lower To…*: shows a source one stage down beside it, or another stage in the place of one that is shown. What it is
 * lowered to, the person picks, unless there is but one stage, or whoever calls says it.
 */
export async function lowerTo(given: unknown, stage: unknown): Promise<void> {
  const active = window.activeTextEditor;
  const uri = given instanceof Uri ? given : active?.document.uri;
  if (uri === undefined) return;
  const shown = loweredAddress(uri);
  const source = shown?.source ?? uri;
  const document = await workspace.openTextDocument(source);
  const stages = stagesOf(document.languageId);
  if (stages.length === 0) {
    void window.showInformationMessage("Only hex0, hex1, hex2 and M1 have a stage below them.");
    return;
  }
  const to = isStage(stage) ? stage : await pick(stages, shown?.to);
  if (to === undefined) return;
  const lowered = await workspace.openTextDocument(loweredUri({ source, to }));
  await window.showTextDocument(await languages.setTextDocumentLanguage(lowered, shownStages[to].language), {
    viewColumn: columnOf(source) ?? ViewColumn.Beside,
    preserveFocus: shown === undefined,
    preview: true,
  });
}

/** Where the source is shown already as something. */
function columnOf(source: Uri): ViewColumn | undefined {
  return window.visibleTextEditors.find((editor) => showsSource(editor, source))?.viewColumn;
}

function showsSource({ document }: TextEditor, source: Uri): boolean {
  return loweredAddress(document.uri)?.source.toString() === source.toString();
}

async function pick(
  stages: readonly LowerStage[],
  shown: LowerStage | undefined,
): Promise<LowerStage | undefined> {
  if (stages.length === 1) return stages[0];
  const items = stages.map((to) => ({
    label: shownStages[to].label,
    description: shownStages[to].description,
    ...(to === shown && { detail: "shown now" }),
    to,
  }));
  return (await window.showQuickPick(items, { placeHolder: "Which stage of it?" }))?.to;
}

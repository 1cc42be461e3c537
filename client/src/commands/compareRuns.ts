import { window, workspace, type ExtensionContext } from "vscode";
import { outputOf } from "../command";
import type { Forest } from "../tree/forest";
import type { KeptRunSubject } from "../views/runs";

/** *Compare with Another Run…*: what two kept runs of a tree made differently, as a document. */
export async function compareRuns(
  context: ExtensionContext,
  forest: Forest,
  { root, run }: KeptRunSubject,
): Promise<void> {
  const others = ((await forest.runs(root))?.runs ?? []).filter(({ id }) => id !== run);
  const items = others.map(({ id, date, status, architecture, engine }) => ({
    label: new Date(date).toLocaleString(),
    description: `${status} · ${architecture}, ${engine}`,
    id,
  }));
  if (items.length === 0) {
    void window.showInformationMessage("No other run of this tree is kept.");
    return;
  }
  const picked = await window.showQuickPick(items, { placeHolder: "Compare with which run?" });
  if (picked === undefined) return;
  // The earlier one first, as people read it.
  const [a, b] = [picked.id, run].sort();
  const { out, errors } = await outputOf(context, ["compare", a!, b!, "--tree", root], root);
  const content = out + errors;
  await window.showTextDocument(await workspace.openTextDocument({ content }), { preview: true });
}

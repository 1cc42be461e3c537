import path from "node:path";
import { window, workspace } from "vscode";
import type { Forest } from "../tree/forest";

/** The tree to work on: that of the open file, the only one, or the one that the person picks. */
export async function chooseTree(forest: Forest): Promise<string | undefined> {
  const roots = await forest.roots();
  if (roots.length === 0) {
    void window.showInformationMessage(
      "No bootstrap here: a bootstrap's folder holds steps/manifest and seed/.",
    );
    return undefined;
  }
  const current = await forest.current();
  if (current !== undefined) return current;
  const items = roots.map((root) => ({
    label: path.basename(root),
    description: workspace.asRelativePath(root),
    root,
  }));
  return (await window.showQuickPick(items, { placeHolder: "Which bootstrap?" }))?.root;
}

import path from "node:path";
import { tasks, Uri, window, workspace } from "vscode";
import type { BootstrapTaskProvider } from "../tasks/provider";
import { findTrees } from "../trees";

/** *Bootstrap: Run*: runs the tree of the workspace; of several, that of the open file, else the one that is picked. */
export async function runBootstrap(provider: BootstrapTaskProvider): Promise<void> {
  const tree = await chooseTree();
  if (tree === undefined) return;
  const folder = workspace.getWorkspaceFolder(Uri.file(tree));
  await workspace.saveAll(false);
  await tasks.executeTask(
    provider.task({ type: "bootstrappable", task: "run", tree }, `run ${path.basename(tree)}`, folder),
  );
}

async function chooseTree(): Promise<string | undefined> {
  const trees = await findTrees();
  if (trees.length === 0) {
    void window.showInformationMessage(
      "No bootstrap here: a bootstrap's folder holds steps/manifest and seed/.",
    );
    return undefined;
  }
  const open = window.activeTextEditor?.document.uri.fsPath;
  const around = trees.filter((tree) => open?.startsWith(tree + path.sep) === true);
  if (trees.length === 1 || around.length === 1) return around[0] ?? trees[0];
  const items = trees.map((tree) => ({
    label: path.basename(tree),
    description: workspace.asRelativePath(tree),
    tree,
  }));
  return (await window.showQuickPick(items, { placeHolder: "Which bootstrap?" }))?.tree;
}

import path from "node:path";
import { tasks, Uri, workspace } from "vscode";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import { chooseTree } from "./chooseTree";

/** *Bootstrap: Build Seeds In Process*: goes through the seed chain of the tree at hand, nothing of it executed. */
export async function buildSeedsInProcess(provider: BootstrapTaskProvider, forest: Forest): Promise<void> {
  const tree = await chooseTree(forest);
  if (tree === undefined) return;
  await workspace.saveAll(false);
  const choice = forest.choice(tree);
  await tasks.executeTask(
    provider.task(
      {
        type: "bootstrappable",
        task: "build-seeds",
        tree,
        ...(choice?.architecture !== undefined && { architecture: choice.architecture }),
      },
      `build seeds of ${path.basename(tree)}`,
      workspace.getWorkspaceFolder(Uri.file(tree)),
    ),
  );
}

import path from "node:path";
import { tasks, Uri, workspace } from "vscode";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import { chosenFor } from "../tree/runsUnder";
import { chooseTree } from "./chooseTree";

/** *Bootstrap: Build Seeds In Process*: goes through the seed chain of the tree at hand, nothing of it executed. */
export async function buildSeedsInProcess(provider: BootstrapTaskProvider, forest: Forest): Promise<void> {
  const tree = await chooseTree(forest);
  if (tree === undefined) return;
  await workspace.saveAll(false);
  const { architecture } = await chosenFor(forest, tree);
  await tasks.executeTask(
    provider.task(
      {
        type: "bootstrappable",
        task: "build-seeds",
        tree,
        ...(architecture !== undefined && { architecture }),
      },
      `build seeds of ${path.basename(tree)}`,
      workspace.getWorkspaceFolder(Uri.file(tree)),
    ),
  );
}

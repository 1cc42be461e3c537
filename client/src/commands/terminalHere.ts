import path from "node:path";
import { Uri, window, workspace, type ExtensionContext } from "vscode";
import type { RunBook } from "../runs/book";
import { lastRun } from "../runs/kept";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import type { StepSubject } from "../views/steps";
import { nameOf, runTask } from "./run";

/**
 * *Bootstrap: Open Terminal Here*: a shell in the state that a step has left, also where it has failed; what is done in it
 * is thrown away.
 */
export async function openTerminalHere(
  context: ExtensionContext,
  provider: BootstrapTaskProvider,
  forest: Forest,
  book: RunBook,
  { root, step }: StepSubject,
): Promise<void> {
  const failed = (await lastRun(forest, book, root))?.recordOf(step)?.status === "failed";
  const folder = workspace.getWorkspaceFolder(Uri.file(root));
  const words = provider.words(await runTask(forest, root), root, folder);
  const cli = path.join(context.extensionPath, "dist", "cli.js");
  const where = failed ? ["--failed"] : ["--step", nameOf(step)];
  window
    .createTerminal({
      name: failed ? `${step.name} (failed)` : `after ${step.name}`,
      shellPath: process.execPath,
      shellArgs: [cli, "shell", ...where, ...words.slice(1)],
      cwd: root,
      env: { ELECTRON_RUN_AS_NODE: "1" },
      isTransient: true,
    })
    .show();
}

import path from "node:path";
import { FileType, tasks, Uri, window, workspace, type ExtensionContext } from "vscode";
import { assemblingOf, completed, lackOf } from "../tasks/assembling";
import { defaultOutput } from "../tasks/definition";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";

/** Outputs that this command has written, by path: only those are replaced without asking. */
const WRITTEN = "assembled";

/**
 * *Bootstrap: Assemble This File*: saves it, and assembles it, with all that its tree puts into the same program, to a
 * file beside it.
 */
export async function assembleThisFile(
  context: ExtensionContext,
  provider: BootstrapTaskProvider,
  forest: Forest,
  given: Uri | undefined,
): Promise<void> {
  const uri = given ?? window.activeTextEditor?.document.uri;
  if (!uri) return;
  const document = await workspace.openTextDocument(uri);
  if (document.isUntitled) {
    void window.showInformationMessage("Save the file first: it is assembled to a file beside it.");
    return;
  }
  if (document.isDirty && !(await document.save())) return;
  const file = uri.fsPath;
  const lack = lackOf(await assemblingOf(forest, file));
  if (lack !== undefined) {
    void window.showInformationMessage(`${path.basename(file)} cannot be assembled now. ${lack}`);
    return;
  }
  const output = defaultOutput(file);
  const definition = await completed(
    forest,
    { type: "bootstrappable", task: "assemble", file, output },
    file,
  );
  if (definition === undefined || !(await mayWrite(context, output))) return;
  const task = provider.task(
    definition,
    `assemble ${path.basename(file)}`,
    workspace.getWorkspaceFolder(uri),
  );
  await tasks.executeTask(task);
}

async function mayWrite(context: ExtensionContext, output: string): Promise<boolean> {
  const written = context.workspaceState.get<readonly string[]>(WRITTEN, []);
  if (!written.includes(output)) {
    if (await exists(output)) {
      const replace = "Replace";
      const question = `${path.basename(output)} exists already. Replace it with the assembled bytes?`;
      const answer = await window.showWarningMessage(question, { modal: true }, replace);
      if (answer !== replace) return false;
    }
    await context.workspaceState.update(WRITTEN, [...written, output]);
  }
  return true;
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await workspace.fs.stat(Uri.file(file))).type !== FileType.Unknown;
  } catch {
    return false;
  }
}

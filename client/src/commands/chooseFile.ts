import { Uri, window, workspace, type OpenDialogOptions } from "vscode";
import type { Forest } from "../tree/forest";

/**
 * A file that the person chooses, beginning at the top of the tree at hand where nothing else is said: editors would begin
 * beside the open file.
 */
export async function chooseFile(forest: Forest, options: OpenDialogOptions): Promise<Uri | undefined> {
  const root = await forest.current();
  const top = root === undefined ? workspace.workspaceFolders?.[0]?.uri : Uri.file(root);
  const [file] = (await window.showOpenDialog({ ...(top && { defaultUri: top }), ...options })) ?? [];
  return file;
}

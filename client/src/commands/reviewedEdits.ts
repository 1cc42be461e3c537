import { commands, workspace, type Disposable, type WorkspaceEdit } from "vscode";
import { MadeDocuments } from "./madeDocuments";

/** Edits that are made at once and shown as one diff, to be saved, or taken back, by whoever has read it. */
export class ReviewedEdits implements Disposable {
  readonly #before = new MadeDocuments("bootstrappable-before", "What was here before the edit is gone.\n");
  #count = 0;

  /** Makes edits of texts, and opens each file beside what it was. */
  async make(title: string, edit: WorkspaceEdit): Promise<void> {
    const number = String(++this.#count);
    const files = await Promise.all(
      edit.entries().map(async ([uri]) => {
        const text = (await workspace.openTextDocument(uri)).getText();
        return [uri, this.#before.put(uri.path, number, text), uri] as const;
      }),
    );
    if (await workspace.applyEdit(edit)) await commands.executeCommand("vscode.changes", title, files);
  }

  dispose(): void {
    this.#before.dispose();
  }
}

import type { FindingMade } from "@bootstrappable/core/runs/events";
import { ThemeColor, window, Uri, type Disposable, type TextEditor } from "vscode";
import { rangeOf } from "./range";
import { noteOf } from "./words";

/** Writes behind each line to blame what went wrong there, so that nobody has to hover to see it. */
export class FailureNotes implements Disposable {
  readonly #decoration = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("diffEditor.removedLineBackground"),
    overviewRulerColor: new ThemeColor("editorError.foreground"),
    after: { margin: "0 0 0 3em", color: new ThemeColor("editorError.foreground"), fontStyle: "italic" },
  });
  readonly #subscription = window.onDidChangeVisibleTextEditors(() => this.#paint());
  #found: readonly FindingMade[] = [];

  show(found: readonly FindingMade[]): void {
    this.#found = found.filter(({ severity }) => severity === "error");
    this.#paint();
  }

  dispose(): void {
    this.#decoration.dispose();
    this.#subscription.dispose();
  }

  #paint(): void {
    for (const editor of window.visibleTextEditors) this.#paintOne(editor);
  }

  #paintOne(editor: TextEditor): void {
    const here = editor.document.uri.toString();
    const noted = this.#found.filter(({ file }) => Uri.file(file).toString() === here);
    editor.setDecorations(
      this.#decoration,
      noted.map((finding) => ({
        range: rangeOf(finding),
        renderOptions: { after: { contentText: `✗ ${noteOf(finding)}` } },
      })),
    );
  }
}

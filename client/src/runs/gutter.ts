import { OverviewRulerLane, Range, Uri, window, type Disposable, type ExtensionContext } from "vscode";
import type { Forest } from "../tree/forest";
import { slashed } from "../trees";
import type { RunBook, StepStatus } from "./book";
import { lastRun } from "./kept";

const statuses = ["running", "done", "failed"] as const satisfies readonly StepStatus[];

/** Marks the steps of the last run in the margin of the manifest: ✓, ✗, and an arrow at the one that runs. */
export class GutterMarks implements Disposable {
  readonly #types;
  readonly #subscriptions: Disposable[];

  constructor(
    context: ExtensionContext,
    private readonly forest: Forest,
    private readonly book: RunBook,
  ) {
    this.#types = statuses.map((status) => ({
      status,
      type: window.createTextEditorDecorationType({
        gutterIconPath: Uri.joinPath(context.extensionUri, "images", `step-${status}.svg`),
        gutterIconSize: "contain",
        overviewRulerLane: OverviewRulerLane.Left,
      }),
    }));
    const paint = () => void this.#paint();
    this.#subscriptions = [
      forest.onChanged(paint),
      book.onChanged(paint),
      window.onDidChangeVisibleTextEditors(paint),
    ];
  }

  dispose(): void {
    for (const { type } of this.#types) type.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #paint(): Promise<void> {
    for (const root of await this.forest.roots()) {
      const run = await lastRun(this.forest, this.book, root);
      const plan = run && (await this.forest.plan(root));
      if (plan === undefined) continue;
      // As it stands now: lines may have moved since the run.
      const lines = plan.steps.map((step) => ({
        status: run?.recordOf(step)?.status,
        range: new Range(step.line, 0, step.line, 0),
      }));
      for (const editor of window.visibleTextEditors) {
        if (slashed(editor.document.uri.fsPath) !== plan.manifest) continue;
        for (const { status, type } of this.#types) {
          editor.setDecorations(
            type,
            lines.filter((line) => line.status === status).map(({ range }) => range),
          );
        }
      }
    }
  }
}

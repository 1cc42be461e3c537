import {
  OverviewRulerLane,
  Range,
  ThemeColor,
  Uri,
  window,
  type DecorationOptions,
  type Disposable,
  type ExtensionContext,
  type TextEditorDecorationType,
} from "vscode";
import type { PlanAnswer } from "@bootstrappable/server/protocol";
import type { Forest } from "../tree/forest";
import { slashed } from "../trees";
import type { RunBook, RunSteps, StepRecord, StepStatus } from "./book";
import { lastRun } from "./kept";
import { stepTime } from "./words";

const statuses = ["running", "done", "failed"] as const satisfies readonly StepStatus[];

/** A step's line as the manifest stands now, and what is to be told beside it. */
interface Mark {
  readonly line: number;
  readonly run: RunSteps;
  readonly record: StepRecord;
}

/**
 * Marks the steps of the last run in the manifest: in the margin ✓, ✗, and an arrow at the one that runs, and behind each
 * line how long it took. What another step stands in now has no mark, and a mark goes where its line goes.
 */
export class GutterMarks implements Disposable {
  readonly #types;
  readonly #times = window.createTextEditorDecorationType({
    after: { margin: "0 0 0 2em", color: new ThemeColor("editorCodeLens.foreground") },
  });
  readonly #subscriptions: Disposable[];
  /** By manifest. */
  #marks: ReadonlyMap<string, readonly Mark[]> = new Map();

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
    const update = () => void this.#update();
    this.#subscriptions = [
      forest.onChanged(update),
      book.onChanged(update),
      book.onTick(() => this.#paintTimes()),
      window.onDidChangeVisibleTextEditors(update),
    ];
  }

  /** The times that stand behind the lines of a manifest, for tests to look at. */
  timesOf(manifest: string): readonly string[] {
    return timesOf(this.#marks.get(manifest) ?? []).map(({ line, time }) => `${line + 1} ${time}`);
  }

  dispose(): void {
    for (const { type } of this.#types) type.dispose();
    this.#times.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #update(): Promise<void> {
    const marks = new Map<string, readonly Mark[]>();
    for (const root of await this.forest.roots()) {
      const run = await lastRun(this.forest, this.book, root);
      const plan = run && (await this.forest.plan(root));
      if (run !== undefined && plan !== undefined) marks.set(plan.manifest, marksOf(plan, run));
    }
    this.#marks = marks;
    for (const { status, type } of this.#types) {
      this.#paint(type, (all) =>
        all.filter(({ record }) => record.status === status).map(({ line }) => ({ range: atLine(line) })),
      );
    }
    this.#paintTimes();
  }

  #paintTimes(): void {
    this.#paint(this.#times, (marks) =>
      timesOf(marks).map(({ line, time }) => ({
        range: atLine(line, Number.MAX_SAFE_INTEGER),
        renderOptions: { after: { contentText: time } },
      })),
    );
  }

  #paint(type: TextEditorDecorationType, decorations: (marks: readonly Mark[]) => DecorationOptions[]): void {
    for (const editor of window.visibleTextEditors) {
      const marks = this.#marks.get(slashed(editor.document.uri.fsPath));
      if (marks !== undefined) editor.setDecorations(type, decorations(marks));
    }
  }
}

function marksOf({ steps }: PlanAnswer, run: RunSteps): Mark[] {
  return steps.flatMap((step) => {
    const record = run.recordOf(step);
    return record === undefined ? [] : [{ line: step.line, run, record }];
  });
}

function timesOf(marks: readonly Mark[]): { readonly line: number; readonly time: string }[] {
  return marks.flatMap(({ line, run, record }) => {
    const time = stepTime(record, run.now);
    return time === undefined ? [] : [{ line, time }];
  });
}

function atLine(line: number, character = 0): Range {
  return new Range(line, character, line, character);
}

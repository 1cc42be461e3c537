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
import { slashed } from "../slashed";
import type { RunBook } from "./book";
import type { RunSteps, StepRecord } from "./run";
import { lastRun } from "./kept";
import { firstOutdated, standingOf, standingParts, standingWords, type Standing } from "./standing";

/** What has a mark: what is to come has none. Each is in images/, as `step-NAME.svg`. */
const marked: readonly Standing[] = [
  "running",
  "paused",
  "done",
  "kept",
  "outdated",
  "failed",
  "interrupted",
];

/** What a hover has to say; of other steps the server's does. */
const inHover: ReadonlySet<Standing> = new Set(["paused", "kept", "outdated", "interrupted"]);

/** A step's line as the manifest stands now, and what is to be told beside it. */
interface Mark {
  readonly line: number;
  readonly run: RunSteps;
  readonly record: StepRecord;
  readonly standing: Standing;
}

/**
 * Marks the steps of the last run in the manifest: in the margin how each stands, and behind each line the same in words
 * where it is not plain, and how long it took. What another step stands in now has no mark, and a mark goes where its
 * line goes.
 */
export class GutterMarks implements Disposable {
  readonly #types;
  readonly #times = window.createTextEditorDecorationType({
    after: { margin: "0 0 0 2em", color: new ThemeColor("editorCodeLens.foreground") },
  });
  readonly #hovers = window.createTextEditorDecorationType({});
  readonly #subscriptions: Disposable[];
  /** By manifest. */
  #marks: ReadonlyMap<string, readonly Mark[]> = new Map();
  #asked = 0;
  #shown = 0;

  constructor(
    context: ExtensionContext,
    private readonly forest: Forest,
    private readonly book: RunBook,
  ) {
    this.#types = marked.map((standing) => ({
      standing,
      type: window.createTextEditorDecorationType({
        gutterIconPath: Uri.joinPath(context.extensionUri, "images", `step-${standing}.svg`),
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
    return wordsOf(this.#marks.get(manifest) ?? []).map(({ line, words }) => `${line + 1} ${words}`);
  }

  /** The marks of a manifest, by line from 1, for tests to look at. */
  marksOf(manifest: string): ReadonlyMap<number, Standing> {
    return new Map(this.#marks.get(manifest)?.map(({ line, standing }) => [line + 1, standing]));
  }

  dispose(): void {
    for (const { type } of this.#types) type.dispose();
    this.#times.dispose();
    this.#hovers.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #update(): Promise<void> {
    const turn = ++this.#asked;
    const marks = new Map<string, readonly Mark[]>();
    for (const root of await this.forest.roots()) {
      const run = await lastRun(this.forest, this.book, root);
      const plan = run && (await this.forest.plan(root));
      if (run === undefined || plan === undefined) continue;
      const outdated = await firstOutdated(this.forest, this.book, root, run);
      marks.set(plan.manifest, marksOf(plan, run, outdated));
    }
    // What was asked for later may be here already.
    if (turn < this.#shown) return;
    this.#shown = turn;
    this.#marks = marks;
    for (const { standing, type } of this.#types) {
      this.#paint(type, (all) =>
        all.filter((mark) => mark.standing === standing).map(({ line }) => ({ range: atLine(line) })),
      );
    }
    this.#paint(this.#hovers, (all) =>
      all.flatMap(({ line, standing }) => {
        // Nobody can point at a mark, or at what stands behind a line's end.
        const range = new Range(line, 0, line, Number.MAX_SAFE_INTEGER);
        return inHover.has(standing) ? [{ range, hoverMessage: standingWords[standing] }] : [];
      }),
    );
    this.#paintTimes();
  }

  #paintTimes(): void {
    this.#paint(this.#times, (marks) =>
      wordsOf(marks).map(({ line, words }) => ({
        range: atLine(line, Number.MAX_SAFE_INTEGER),
        renderOptions: { after: { contentText: words } },
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

function marksOf({ steps }: PlanAnswer, run: RunSteps, outdated: number): Mark[] {
  return steps.flatMap(({ line, ...step }) => {
    const record = run.recordOf(step);
    if (record === undefined) return [];
    return [{ line, run, record, standing: standingOf(run, record, step.number, outdated) }];
  });
}

/** What stands behind the lines. */
function wordsOf(marks: readonly Mark[]) {
  return marks.flatMap(({ line, run, record, standing }) => {
    const parts = standingParts(standing, record, run.now);
    return parts.length === 0 ? [] : [{ line, words: parts.join(" · ") }];
  });
}

function atLine(line: number, character = 0): Range {
  return new Range(line, character, line, character);
}

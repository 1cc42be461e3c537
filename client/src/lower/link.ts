import type { LoweredLinkParams } from "@bootstrappable/server/protocol";
import {
  CancellationTokenSource,
  OverviewRulerLane,
  Range,
  TextEditorRevealType,
  ThemeColor,
  window,
  workspace,
  type Disposable,
  type Selection,
  type TextDocument,
  type TextEditor,
} from "vscode";
import type { Server } from "../languageClient";
import { loweredAddress, type LoweredAddress } from "./address";
import type { LoweredDocuments } from "./documents";

/** In milliseconds: what an editor tells of its own scrolling for so long after we scrolled it is our own doing. */
const echo = 200;
/** And so long a cursor rests until its counterpart is asked for. */
const rest = 40;

/** A source and the document that shows it one stage down, both visible. */
interface Pair {
  readonly source: TextEditor;
  readonly lowered: TextEditor;
  readonly address: LoweredAddress;
}

/** Scrolls sources and what they become together, and shows in each what the selection of the other is there. */
export class LoweredLink implements Disposable {
  readonly #linked = window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor("editor.wordHighlightStrongBackground"),
    border: "1px solid",
    borderColor: new ThemeColor("editor.wordHighlightStrongBorder"),
    overviewRulerColor: new ThemeColor("editorOverviewRuler.wordHighlightStrongForeground"),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  readonly #error = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("diffEditor.removedLineBackground"),
    overviewRulerColor: new ThemeColor("editorOverviewRuler.errorForeground"),
    overviewRulerLane: OverviewRulerLane.Right,
  });
  /** When each editor was last scrolled by us. */
  readonly #driven = new WeakMap<TextEditor, number>();
  readonly #subscriptions: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #asking: CancellationTokenSource | undefined;
  #highlighted: readonly Range[] = [];

  constructor(
    private readonly server: Server,
    private readonly documents: LoweredDocuments,
  ) {
    this.#subscriptions = [
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#scrolled(textEditor)),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#selected(textEditor)),
      window.onDidChangeVisibleTextEditors(() => this.#shown()),
      window.onDidChangeActiveTextEditor((editor) => editor && this.#selected(editor)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && loweredAddress(document.uri)) this.#rewritten(document);
      }),
      documents.onAnswered((uri) => {
        for (const { lowered } of pairs()) {
          if (lowered.document.uri.toString() === uri.toString()) this.#showErrors(lowered);
        }
      }),
    ];
  }

  /** What is highlighted as the counterpart of a selection. */
  get highlighted(): readonly Range[] {
    return this.#highlighted;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#linked.dispose();
    this.#error.dispose();
  }

  #shown(): void {
    for (const pair of pairs()) {
      this.#showErrors(pair.lowered);
      this.#follow(pair);
    }
    const { activeTextEditor } = window;
    if (activeTextEditor) this.#selected(activeTextEditor);
  }

  /** The text is another: what was in view beside the source is to be so again. */
  #rewritten(document: TextDocument): void {
    for (const pair of pairs()) {
      if (pair.lowered.document !== document) continue;
      this.#showErrors(pair.lowered);
      if (window.activeTextEditor !== pair.lowered) this.#follow(pair);
    }
    const { activeTextEditor } = window;
    if (activeTextEditor) this.#selected(activeTextEditor);
  }

  #scrolled(editor: TextEditor): void {
    if (Date.now() - (this.#driven.get(editor) ?? 0) < echo) return;
    for (const pair of pairs()) {
      if (pair.source === editor) this.#follow(pair);
      else if (pair.lowered === editor) this.#lead(pair);
    }
  }

  /** Scrolls what is shown to where the source is. */
  #follow({ source, lowered }: Pair): void {
    const lines = this.#lines(lowered);
    const top = source.visibleRanges[0]?.start.line;
    if (lines !== undefined && top !== undefined) this.#scroll(lowered, firstAtOrBehind(lines, top));
  }

  /** Scrolls the source to where what is shown is. */
  #lead({ source, lowered }: Pair): void {
    const lines = this.#lines(lowered);
    const top = lowered.visibleRanges[0]?.start.line;
    const line = top === undefined ? undefined : lines?.[Math.min(top, lines.length - 1)];
    if (line !== undefined && line >= 0) this.#scroll(source, top === 0 ? 0 : line);
  }

  #scroll(editor: TextEditor, line: number): void {
    if (editor.visibleRanges[0]?.start.line === line) return;
    this.#driven.set(editor, Date.now());
    // What VS Code reveals at the top, it leaves room above for the lines that may stick there.
    const sticking = workspace.getConfiguration("editor.stickyScroll", editor.document);
    const room = sticking.get<boolean>("enabled") === true ? (sticking.get<number>("maxLineCount") ?? 0) : 0;
    const at = line === 0 ? 0 : Math.min(line + room, editor.document.lineCount - 1);
    editor.revealRange(new Range(at, 0, at, 0), TextEditorRevealType.AtTop);
  }

  #lines({ document }: TextEditor): readonly number[] | undefined {
    return this.documents.state(document.uri)?.answer?.lines;
  }

  #selected(editor: TextEditor): void {
    const concerned = pairs().filter(({ source, lowered }) => source === editor || lowered === editor);
    if (concerned.length === 0) return;
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    this.#timer = setTimeout(() => {
      this.#asking = new CancellationTokenSource();
      for (const pair of concerned) void this.#highlight(pair, editor, this.#asking);
    }, rest);
  }

  async #highlight(pair: Pair, editor: TextEditor, { token }: CancellationTokenSource): Promise<void> {
    const { source, lowered, address } = pair;
    const fromSource = editor === source;
    const params: LoweredLinkParams = {
      ...{ uri: address.source.toString(), to: address.to, from: fromSource ? "source" : "lowered" },
      range: plainRange(editor.selection),
    };
    const answer = await this.server.ask("bootstrappable/loweredLink", params, token);
    if (token.isCancellationRequested) return;
    const other = fromSource ? lowered : source;
    const ranges = (answer?.ranges ?? []).map(editorRange);
    this.#highlighted = ranges;
    editor.setDecorations(this.#linked, []);
    other.setDecorations(this.#linked, ranges);
    const [first] = ranges;
    if (first === undefined || other.visibleRanges.some((visible) => visible.intersection(first))) return;
    this.#driven.set(other, Date.now());
    other.revealRange(first, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #showErrors(lowered: TextEditor): void {
    const { answer } = this.documents.state(lowered.document.uri) ?? {};
    const color = new ThemeColor("errorForeground");
    const found = (answer?.problems ?? []).flatMap(({ range, message }) => {
      const line = range && firstAtOrBehind(answer?.lines ?? [], range.start.line);
      if (line === undefined || line >= lowered.document.lineCount) return [];
      const after = { contentText: message, color, margin: "0 0 0 1.5em", fontStyle: "italic" };
      return [
        { range: lowered.document.lineAt(line).range, renderOptions: { after }, hoverMessage: message },
      ];
    });
    lowered.setDecorations(this.#error, found);
  }
}

function pairs(): readonly Pair[] {
  const { visibleTextEditors } = window;
  return visibleTextEditors.flatMap((lowered) => {
    const address = loweredAddress(lowered.document.uri);
    if (address === undefined) return [];
    return visibleTextEditors
      .filter(({ document }) => document.uri.toString() === address.source.toString())
      .map((source) => ({ source, lowered, address }));
  });
}

function editorRange({ start, end }: LoweredLinkParams["range"]): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

function plainRange({ start, end }: Selection): LoweredLinkParams["range"] {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

/** Index of the first line that came from a line of the source or from one behind; the last one where none did. */
function firstAtOrBehind(lines: readonly number[], line: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines[middle]! < line) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(lines.length - 1, 0));
}

import {
  CancellationTokenSource,
  Range,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
} from "vscode";
import type { Server } from "../languageClient";
import { loweredScheme } from "../lower/address";
import { stagesOf } from "../lower/stages";
import type { Forest } from "../tree/forest";
import { layOut, type Arrow } from "./layout";
import { keyOf, palettes, pictureOf } from "./picture";
import { rowsOf, type Row } from "./rows";

/** In milliseconds: how long a person pauses until the arrows of what they typed are asked for, at least. */
const pause = 250;
/** So many different pictures are kept. */
const mostPictures = 500;

const SETTING = "bootstrappable.controlFlowArrows";

/** What is known of a document. */
interface Entry {
  arrows: readonly Arrow[];
  /** Lines where an arrow begins or ends. */
  ends: ReadonlySet<number>;
  timer?: NodeJS.Timeout;
  asking?: CancellationTokenSource;
  took: number;
}

/** Draws where control goes in the margin of hex0, hex1, hex2 and M1 sources, when the person wants it. */
export class ControlFlowArrows implements Disposable {
  readonly #entries = new Map<TextDocument, Entry>();
  readonly #types = new Map<string, TextEditorDecorationType>();
  /** The lines where each editor shows a picture, by its key. */
  readonly #shown = new WeakMap<TextEditor, ReadonlyMap<string, string>>();
  /** The line of each editor's cursor, where it has an arrow. */
  readonly #cursors = new WeakMap<TextEditor, number | undefined>();
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly server: Server,
    forest: Forest,
  ) {
    this.#subscriptions = [
      window.onDidChangeVisibleTextEditors(() => this.#look()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#cursorOf(textEditor) !== this.#cursors.get(textEditor)) this.#paint(textEditor);
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isSource(document)) this.#askAgain();
      }),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.#look();
      }),
      forest.onChanged(() => this.#askAgain()),
    ];
  }

  /** Asks for what is visible and not known yet. */
  start(): void {
    this.#look();
  }

  /** The arrows of a document, for tests to look at. */
  of(document: TextDocument): readonly Arrow[] {
    return this.#entries.get(document)?.arrows ?? [];
  }

  /** *Toggle Control-Flow Arrows* */
  async toggle(): Promise<void> {
    await workspace.getConfiguration().update(SETTING, !wanted(), true);
  }

  dispose(): void {
    for (const document of [...this.#entries.keys()]) this.#forget(document);
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #forget(document: TextDocument): void {
    const entry = this.#entries.get(document);
    clearTimeout(entry?.timer);
    entry?.asking?.cancel();
    this.#entries.delete(document);
  }

  #look(): void {
    if (!wanted()) {
      for (const document of [...this.#entries.keys()]) this.#forget(document);
    }
    for (const editor of window.visibleTextEditors) {
      const { document } = editor;
      if (wanted() && isSource(document) && !this.#entries.has(document)) {
        const entry: Entry = { arrows: [], ends: new Set(), took: 0 };
        this.#entries.set(document, entry);
        void this.#ask(document, entry);
      }
      this.#paint(editor);
    }
  }

  /** Something changed: whatever is edited may be a part of the same program. */
  #askAgain(): void {
    const visible = new Set(window.visibleTextEditors.map(({ document }) => document));
    for (const [document, entry] of this.#entries) {
      entry.asking?.cancel();
      if (!visible.has(document)) {
        this.#forget(document);
        continue;
      }
      clearTimeout(entry.timer);
      const delay = Math.max(pause, 2 * entry.took);
      entry.timer = setTimeout(() => void this.#ask(document, entry), delay);
    }
  }

  async #ask(document: TextDocument, entry: Entry): Promise<void> {
    entry.asking?.cancel();
    const asking = (entry.asking = new CancellationTokenSource());
    const began = Date.now();
    const answer = await this.server.ask(
      "bootstrappable/jumps",
      { uri: document.uri.toString() },
      asking.token,
    );
    if (asking.token.isCancellationRequested || this.#entries.get(document) !== entry) return;
    entry.took = Date.now() - began;
    entry.arrows = layOut(answer?.jumps ?? []);
    entry.ends = new Set(entry.arrows.flatMap(({ from, to }) => [...from, to]));
    for (const editor of window.visibleTextEditors) {
      if (editor.document !== document) continue;
      // VS Code moved and lost pictures as the text was edited.
      const keys = this.#shown.get(editor)?.keys() ?? [];
      this.#shown.set(editor, new Map(Array.from(keys, (key) => [key, ""])));
      this.#paint(editor);
    }
  }

  #cursorOf(editor: TextEditor): number | undefined {
    const { line } = editor.selection.active;
    return this.#entries.get(editor.document)?.ends.has(line) === true ? line : undefined;
  }

  #paint(editor: TextEditor): void {
    const entry = this.#entries.get(editor.document);
    const before = this.#shown.get(editor);
    if (entry === undefined && before === undefined) return;
    const cursor = this.#cursorOf(editor);
    this.#cursors.set(editor, cursor);
    const pictures = new Map<string, { readonly row: Row; readonly lines: number[] }>();
    for (const [line, row] of rowsOf(entry?.arrows ?? [], cursor)) {
      if (line >= editor.document.lineCount) continue;
      const key = keyOf(row);
      const known = pictures.get(key);
      if (known === undefined) pictures.set(key, { row, lines: [line] });
      else known.lines.push(line);
    }
    for (const key of before?.keys() ?? []) {
      const type = this.#types.get(key);
      if (type !== undefined && !pictures.has(key)) editor.setDecorations(type, []);
    }
    const shown = new Map<string, string>();
    for (const [key, { row, lines }] of pictures) {
      const places = lines.join();
      shown.set(key, places);
      const known = this.#types.has(key) && this.#shown.get(editor)?.get(key) === places;
      if (!known)
        editor.setDecorations(
          this.#type(key, row),
          lines.map((line) => new Range(line, 0, line, 0)),
        );
    }
    this.#shown.set(editor, shown);
  }

  #type(key: string, row: Row): TextEditorDecorationType {
    let type = this.#types.get(key);
    if (type !== undefined) return type;
    if (this.#types.size >= mostPictures) this.#clear();
    const drawn = (theme: keyof typeof palettes) => ({
      gutterIconPath: Uri.parse(pictureOf(row, palettes[theme])),
      gutterIconSize: "100% 100%",
    });
    type = window.createTextEditorDecorationType({ dark: drawn("dark"), light: drawn("light") });
    this.#types.set(key, type);
    return type;
  }

  /** Pictures of cursors that were are not needed again; what is seen is drawn anew. */
  #clear(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#types.clear();
    for (const editor of window.visibleTextEditors) this.#shown.delete(editor);
  }
}

function wanted(): boolean {
  return workspace.getConfiguration().get<boolean>(SETTING) === true;
}

function isSource({ languageId, uri }: TextDocument): boolean {
  return uri.scheme !== loweredScheme && stagesOf(languageId).length > 0;
}

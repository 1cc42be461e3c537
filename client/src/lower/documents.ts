import type { LowerAnswer } from "@bootstrappable/server/protocol";
import {
  CancellationTokenSource,
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from "vscode";
import type { Server } from "../languageClient";
import type { Forest } from "../tree/forest";
import { loweredAddress, loweredScheme } from "./address";
import { stagesOf } from "./stages";

/** In milliseconds: how long a person pauses until what they typed is shown, at least. */
const pause = 150;

/** What is shown as long as the server has no answer. */
const nothing = "# There is nothing to show: the language server does not know this source.\n";

/** What is known of a document that shows a source one stage down. */
export interface LoweredState {
  /** What it shows; undefined while nothing was ever answered. */
  readonly answer: LowerAnswer | undefined;
  /** Whether the source cannot be had any more, so that this is what it was. */
  readonly stale: boolean;
}

interface Entry {
  state: LoweredState;
  /** The text that VS Code was given. */
  given?: string;
  timer?: NodeJS.Timeout;
  asking?: CancellationTokenSource;
  /** How long the last answer took: a large source is not asked about with every key. */
  took: number;
  /** Whether something was edited since it was asked about; what nobody sees is not asked about before somebody does. */
  outdated: boolean;
}

/** Read-only documents that show sources one stage down, and follow them while somebody types. */
export class LoweredDocuments implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #answered = new EventEmitter<Uri>();
  /** Something else is known of a document, be its text the same or not. */
  readonly onAnswered = this.#answered.event;
  readonly #entries = new Map<string, Entry>();
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly server: Server,
    forest: Forest,
  ) {
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(loweredScheme, this),
      // Whatever is edited may be a part of the same program.
      workspace.onDidChangeTextDocument(({ document: { uri, languageId }, contentChanges }) => {
        if (contentChanges.length > 0 && uri.scheme !== loweredScheme && stagesOf(languageId).length > 0)
          this.#askAll();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.#closed(uri)),
      window.onDidChangeVisibleTextEditors(() => this.#askVisible()),
      forest.onChanged(() => this.#askAll()),
    ];
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const entry = this.#entryOf(uri);
    if (entry.state.answer === undefined || entry.outdated) await this.#ask(uri, entry);
    return (entry.given = entry.state.answer?.text ?? nothing);
  }

  state(uri: Uri): LoweredState | undefined {
    return this.#entries.get(uri.toString())?.state;
  }

  dispose(): void {
    for (const { timer, asking } of this.#entries.values()) {
      clearTimeout(timer);
      asking?.cancel();
    }
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#answered.dispose();
  }

  #entryOf(uri: Uri): Entry {
    const key = uri.toString();
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { state: { answer: undefined, stale: false }, took: 0, outdated: false };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  /** A document that gets a language is closed and opened again: it is forgotten when it stays closed. */
  #closed(uri: Uri): void {
    const key = uri.toString();
    if (!this.#entries.has(key)) return;
    setTimeout(() => {
      const entry = this.#entries.get(key);
      if (entry === undefined || workspace.textDocuments.some((open) => open.uri.toString() === key)) return;
      clearTimeout(entry.timer);
      entry.asking?.cancel();
      this.#entries.delete(key);
    }, 1000);
  }

  #askAll(): void {
    for (const entry of this.#entries.values()) {
      entry.outdated = true;
      entry.asking?.cancel();
    }
    this.#askVisible();
  }

  #askVisible(): void {
    const visible = new Set(window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    for (const [key, entry] of this.#entries) {
      if (!entry.outdated || !visible.has(key)) continue;
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => void this.#ask(Uri.parse(key), entry), Math.max(pause, 2 * entry.took));
    }
  }

  async #ask(uri: Uri, entry: Entry): Promise<void> {
    const address = loweredAddress(uri);
    if (address === undefined) return;
    entry.asking?.cancel();
    entry.outdated = false;
    const asking = (entry.asking = new CancellationTokenSource());
    const began = Date.now();
    const params = { uri: address.source.toString(), to: address.to };
    const answer = await this.server.ask("bootstrappable/lower", params, asking.token);
    if (asking.token.isCancellationRequested) return;
    entry.took = Date.now() - began;
    const before = entry.state.answer;
    entry.state = { answer: answer ?? before, stale: answer === undefined };
    if (entry.given !== undefined && answer !== undefined && entry.given !== answer.text)
      this.#changed.fire(uri);
    this.#answered.fire(uri);
  }
}

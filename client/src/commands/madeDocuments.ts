import {
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
  type TextDocumentShowOptions,
} from "vscode";

/** Read-only documents of one scheme whose texts a command has made: nobody is asked to save them. */
export class MadeDocuments implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;

  constructor(
    private readonly scheme: string,
    /** The text of one that a window before this one has shown. */
    private readonly gone: string,
  ) {
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** Shows a text as the document `SCHEME:PATH?ROOT`, in place of what that had. */
  async show(path: string, root: string, text: string, options?: TextDocumentShowOptions): Promise<void> {
    await window.showTextDocument(this.put(path, root, text), options);
  }

  /** Makes a text that document, without showing it. */
  put(path: string, root: string, text: string): Uri {
    const uri = Uri.from({ scheme: this.scheme, path, query: root });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? this.gone;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

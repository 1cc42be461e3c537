import {
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type TextDocumentContentProvider,
} from "vscode";
import { outputOf } from "../command";
import type { Forest } from "../tree/forest";
import type { KeptRunSubject } from "../views/runs";

/** Scheme of what is shown: `bootstrappable-comparison:/ID and ID?ROOT`. */
const SCHEME = "bootstrappable-comparison";

/** *Compare with Another Run…*: what two kept runs of a tree made differently, as a document that nobody is asked to save. */
export class RunComparisons implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
  ) {}

  async show({ root, run }: KeptRunSubject): Promise<void> {
    const others = ((await this.forest.runs(root))?.runs ?? []).filter(({ id }) => id !== run);
    const items = others.map(({ id, date, status, architecture, engine }) => ({
      label: new Date(date).toLocaleString(),
      description: `${status} · ${architecture}, ${engine}`,
      id,
    }));
    if (items.length === 0) {
      void window.showInformationMessage("No other run of this tree is kept.");
      return;
    }
    const picked = await window.showQuickPick(items, { placeHolder: "Compare with which run?" });
    if (picked === undefined) return;
    // The earlier one first, as people read it.
    const [a, b] = [picked.id, run].sort();
    const { out, errors } = await outputOf(this.context, ["compare", a!, b!, "--tree", root], root);
    const uri = Uri.from({ scheme: SCHEME, path: `/${a} and ${b}`, query: root });
    this.#texts.set(uri.toString(), out + errors);
    this.#changed.fire(uri);
    await window.showTextDocument(uri, { preview: true });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? "Ask again what the runs made differently.\n";
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

import { window, type Disposable, type ExtensionContext } from "vscode";
import { outputOf } from "../command";
import type { Forest } from "../tree/forest";
import type { KeptRunSubject } from "../views/runs";
import { MadeDocuments } from "./madeDocuments";

/** Scheme of what is shown: `bootstrappable-comparison:/ID and ID?ROOT`. */
const SCHEME = "bootstrappable-comparison";

/** *Compare with Another Run…*: what two kept runs of a tree made differently, as a document that nobody is asked to save. */
export class RunComparisons implements Disposable {
  readonly #documents = new MadeDocuments(SCHEME, "Ask again what the runs made differently.\n");

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
    await this.#documents.show(`/${a} and ${b}`, root, out + errors, { preview: true });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

import { window, type Disposable, type ExtensionContext } from "vscode";
import { outputOf } from "../command";
import type { Forest } from "../tree/forest";
import type { KeptRunSubject } from "../views/runs";
import { MadeDocuments } from "./madeDocuments";

/** Scheme of what is shown: `bootstrappable-comparison:/runs of TIME and TIME?ROOT`. */
const SCHEME = "bootstrappable-comparison";

/** *Compare with Another Run…*: what two kept runs of a tree made differently, as a document that nobody is asked to save. */
export class RunComparisons implements Disposable {
  readonly #documents = new MadeDocuments(SCHEME, "Ask again what the runs made differently.\n");

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
  ) {}

  async show({ root, run }: KeptRunSubject): Promise<void> {
    const runs = (await this.forest.runs(root))?.runs ?? [];
    const others = runs.filter(({ id }) => id !== run);
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
    const began = (id: string) => momentOf(runs.find((one) => one.id === id)?.date ?? id);
    const title = `runs of ${began(a!)} and ${began(b!)}`.replaceAll("/", "-");
    await this.#documents.show(`/${title}`, root, out + errors, { preview: true });
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

/** A date as a title has it: of today the time alone. */
function momentOf(date: string): string {
  const moment = new Date(date);
  const today = moment.toDateString() === new Date().toDateString();
  return today ? moment.toLocaleTimeString() : moment.toLocaleString();
}

import type { ConfigurationAnswer } from "@bootstrappable/server/protocol";
import { StatusBarAlignment, window, type Disposable } from "vscode";
import type { RunBook } from "../runs/book";
import { progressWords } from "../runs/progress";
import type { Forest } from "../tree/forest";

/** The one item in the status bar: what the tree at hand is seen under and, while it runs, how far it is. */
export class StatusBar implements Disposable {
  readonly #item = window.createStatusBarItem("bootstrappable.configuration", StatusBarAlignment.Left, 10);
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly forest: Forest,
    private readonly book: RunBook,
  ) {
    this.#item.name = "Bootstrap";
    const update = () => void this.#update();
    this.#subscriptions = [
      forest.onChanged(update),
      book.onChanged(update),
      window.onDidChangeActiveTextEditor(update),
    ];
    update();
  }

  get text(): string {
    return this.#item.text;
  }

  dispose(): void {
    this.#item.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #update(): Promise<void> {
    const running = this.book.runs.find(({ status }) => status === "running");
    if (running !== undefined) {
      this.#item.text = `$(loading~spin) ${progressWords(running)}`;
      this.#item.tooltip = "Bootstrap: show the runs";
      this.#item.command = "bootstrappable.runs.focus";
      this.#item.show();
      return;
    }
    const root = await this.forest.current();
    const configuration = root === undefined ? undefined : await this.forest.configuration(root);
    if (configuration === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(layers) ${words(configuration)}`;
    this.#item.tooltip = `Bootstrap: what the plan is shown under (${sources[configuration.source]})`;
    this.#item.command = "bootstrappable.chooseConfiguration";
    this.#item.show();
  }
}

const sources: Readonly<Record<ConfigurationAnswer["source"], string>> = {
  chosen: "chosen here",
  file: "steps/bootstrap.cfg",
  default: "the default; a run takes this machine's own architecture",
};

function words({ architecture, mode }: ConfigurationAnswer): string {
  return `${architecture ?? "no architecture"} · ${mode ?? "own mode"}`;
}

import type { ConfigurationAnswer } from "@bootstrappable/server/protocol";
import { MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable } from "vscode";
import type { Run, RunBook } from "../runs/book";
import { progressWords } from "../runs/progress";
import { stepWords } from "../runs/words";
import type { Forest } from "../tree/forest";

/**
 * The one item in the status bar: what the tree at hand is seen under; while it runs, how far it is; and when that has
 * failed, where, until somebody has looked.
 */
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
      book.onTick(update),
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
    const root = await this.forest.current();
    const { running } = this.book;
    const first = running.find(({ tree }) => tree === root) ?? running[0];
    this.#item.backgroundColor = undefined;
    if (first !== undefined) {
      const others = running.length === 1 ? "" : ` (+${running.length - 1})`;
      this.#item.text = `$(${first.paused ? "debug-pause" : "loading~spin"}) ${progressWords(first)}${others}`;
      this.#item.tooltip = "Bootstrap: show the runs";
      this.#item.command = "bootstrappable.runs.focus";
      this.#item.show();
      return;
    }
    const last = root === undefined ? undefined : this.book.newest(root);
    if (last?.status === "failed" && !last.seen) {
      this.#showFailure(last);
      return;
    }
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

  #showFailure(run: Run): void {
    const failed = [...run.steps.values()].find(({ status }) => status === "failed");
    this.#item.text =
      failed === undefined ? "$(error) run failed" : `$(error) failed at ${stepWords(failed.step)}`;
    this.#item.tooltip = failureTooltip(run);
    this.#item.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
    this.#item.command = "bootstrappable.goToFailure";
    this.#item.show();
  }
}

function failureTooltip({ finding }: Run): MarkdownString {
  const text = new MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: ["bootstrappable.goToFailure", "bootstrappable.runs.focus"] };
  if (finding !== undefined) text.appendText(`${finding.message}\n`);
  return text.appendMarkdown(
    "\n[$(go-to-file) Go to Failure](command:bootstrappable.goToFailure)  \n[$(history) Show Runs](command:bootstrappable.runs.focus)",
  );
}

const sources: Readonly<Record<ConfigurationAnswer["source"], string>> = {
  chosen: "chosen here",
  file: "steps/bootstrap.cfg",
  default: "the default; a run takes this machine's own architecture",
};

function words({ architecture, mode }: ConfigurationAnswer): string {
  return `${architecture ?? "no architecture"} · ${mode ?? "own mode"}`;
}

import type { ConfigurationAnswer } from "@bootstrappable/server/protocol";
import { MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable } from "vscode";
import type { RunBook } from "../runs/book";
import type { Run } from "../runs/run";
import { progressWords } from "../runs/progress";
import { stepWords } from "../runs/words";
import type { Forest } from "../tree/forest";
import { architectureOfRuns } from "../tree/runsUnder";

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

  /** Counts what was begun: what was asked for before is late. */
  #turn = 0;

  async #update(): Promise<void> {
    const turn = ++this.#turn;
    const root = await this.forest.current();
    const { running } = this.book;
    const first = running.find(({ tree }) => tree === root) ?? running[0];
    if (first !== undefined) {
      const configuration = await this.forest.configuration(first.tree);
      if (turn === this.#turn) this.#showRun(first, configuration);
      return;
    }
    if (turn !== this.#turn) return;
    const last = root === undefined ? undefined : this.book.newest(root);
    if (last?.status === "failed" && !last.seen) {
      this.#showFailure(last);
      return;
    }
    const configuration = root === undefined ? undefined : await this.forest.configuration(root);
    if (turn === this.#turn) this.#showConfiguration(configuration);
  }

  #showRun(run: Run, configuration: ConfigurationAnswer | undefined): void {
    const { length } = this.book.running;
    const others = length === 1 ? "" : ` (+${length - 1})`;
    const { architecture = configuration?.architecture } = run;
    // Everywhere else the plan is shown for the other one.
    const which = architecture === configuration?.architecture ? "" : `${architecture} · `;
    this.#item.backgroundColor = undefined;
    this.#item.text = `$(${run.paused ? "debug-pause" : "loading~spin"}) ${which}${progressWords(run)}${others}`;
    this.#item.tooltip = runningTooltip(run, configuration);
    this.#item.command = "bootstrappable.runs.focus";
    this.#item.show();
  }

  #showConfiguration(configuration: ConfigurationAnswer | undefined): void {
    this.#item.backgroundColor = undefined;
    if (configuration === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(layers) ${words(configuration)}`;
    this.#item.tooltip = `Bootstrap: what the plan is shown under (${sources[configuration.source]})${runsElsewhere(configuration)}`;
    this.#item.command = "bootstrappable.chooseConfiguration";
    this.#item.show();
  }

  #showFailure(run: Run): void {
    const failed = [...run.steps.values()].find(({ status }) => status === "failed");
    const words = run.steps.size === 0 ? "run did not begin" : "run failed";
    this.#item.text = `$(error) ${failed === undefined ? words : `failed at ${stepWords(failed.step)}`}`;
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
  default: "the default",
};

/** `x86 · chroot`, and where a run would take another architecture, that: `x86 · chroot · runs: amd64`. */
function words(configuration: ConfigurationAnswer): string {
  const { architecture, mode } = configuration;
  const runs = architectureOfRuns(configuration);
  const other = runs === architecture ? "" : ` · runs: ${runs}`;
  return `${architecture ?? "no architecture"} · ${mode ?? "own mode"}${other}`;
}

function runsElsewhere(configuration: ConfigurationAnswer): string {
  const runs = architectureOfRuns(configuration);
  return runs === configuration.architecture
    ? ""
    : `.\nA run is for ${runs} as long as no architecture is chosen: click to choose one for both.`;
}

function runningTooltip({ architecture, engine }: Run, configuration: ConfigurationAnswer | undefined) {
  const about = [architecture, engine].filter((part) => part !== undefined).join(", ");
  const plan = configuration?.architecture;
  const other = plan === undefined || plan === architecture ? "" : ` The plan is shown for ${plan}.`;
  return `Bootstrap: ${about === "" ? "" : `a run for ${about}.${other} `}Show the runs`;
}

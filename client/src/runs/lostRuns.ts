import type { KeptRun, RunningRun } from "@bootstrappable/server/protocol";
import path from "node:path";
import { commands, window, workspace, type Disposable, type Memento } from "vscode";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import type { RunBook } from "./book";
import type { Run } from "./run";
import type { RunFindings } from "./findings";
import { keptFailure } from "./kept";
import { stepWords } from "./words";

/** Where this window's runs are kept that have not ended, by tree. */
const RUNNING = "runs";

/** A run that was going on when the window was left. */
interface Left {
  readonly date: string;
  /** Where it can be reached. */
  readonly address?: string;
}

/**
 * Remembers which runs this window has begun. After a reload, or a crash, it goes on with those that are still there,
 * and says what became of the others. A run ends when its window does not come back; its checkpoints stay.
 */
export class LostRuns implements Disposable {
  readonly #subscription: Disposable;

  constructor(
    private readonly state: Memento,
    private readonly forest: Forest,
    private readonly findings: RunFindings,
    private readonly provider: BootstrapTaskProvider,
    book: RunBook,
  ) {
    this.#subscription = book.onChanged((run) => void this.#remember(run));
  }

  /** Goes on with the runs that were going on when the window was left, or says what became of them. */
  async tell(): Promise<void> {
    await Promise.all(Object.entries(this.#running()).map(([root, left]) => this.#find(root, left)));
  }

  async #find(root: string, { date, address }: Left): Promise<void> {
    // A folder that nobody trusts runs nothing: what it has begun ends by itself.
    if (workspace.isTrusted && address !== undefined && (await this.provider.rejoin(root, address))) return;
    await this.#forget(root);
    const answer = await this.forest.runs(root);
    const going = answer?.running.find((run) => run.date === date);
    const ended = answer?.runs.find((run) => run.date === date);
    if (going !== undefined) await this.#goesOn(root, going);
    else if (ended !== undefined) await this.#ended(root, ended);
  }

  async #goesOn(root: string, { process, steps }: RunningRun): Promise<void> {
    const words = `The run of ${path.basename(root)} still goes on, in process ${process}${inStep(steps)}.`;
    await offer(window.showInformationMessage, words, { "Show Runs": showRuns });
  }

  async #ended(root: string, run: KeptRun): Promise<void> {
    const name = path.basename(root);
    const resume = () => commands.executeCommand("bootstrappable.run", { tree: root, resume: true });
    const going = workspace.isTrusted ? { "Go On": resume } : {};
    if (run.status === "good") {
      const words = `The run of ${name} has ended while this window was away: all steps are done.`;
      await offer(window.showInformationMessage, words, { "Show Runs": showRuns });
    } else if (run.status === "failed") {
      this.findings.restore(root, run);
      const failure = keptFailure(run);
      const step = run.steps.find(({ status }) => status === "failed");
      const where = step === undefined ? "" : ` at ${stepWords(step)}`;
      const words = `The run of ${name} has failed${where} while this window was away${failure === undefined ? "." : `: ${failure.message}`}`;
      const goTo = () => commands.executeCommand("bootstrappable.goToFailure", { tree: root });
      await offer(window.showErrorMessage, words, { "Go to Failure": goTo, "Show Runs": showRuns });
    } else {
      const words = `The run of ${name} ended with the window that began it${inStep(run.steps)}. What was done until then is kept.`;
      await offer(window.showWarningMessage, words, { ...going, "Show Runs": showRuns });
    }
  }

  async #remember({ tree, date, address, status }: Run): Promise<void> {
    if (date === undefined) return;
    const before = this.#running();
    const known = before[tree]?.date === date;
    if (known === (status === "running")) return;
    if (status === "running") {
      const left = { date, ...(address !== undefined && { address }) };
      await this.state.update(RUNNING, { ...before, [tree]: left });
    } else await this.#forget(tree);
  }

  async #forget(tree: string): Promise<void> {
    const others = Object.entries(this.#running()).filter(([root]) => root !== tree);
    await this.state.update(RUNNING, Object.fromEntries(others));
  }

  #running(): Readonly<Record<string, Left>> {
    return this.state.get<Record<string, Left>>(RUNNING, {});
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

const showRuns = () => commands.executeCommand("bootstrappable.runs.focus");

/** Says something, with what can be done about it. */
async function offer(
  say: (words: string, ...choices: string[]) => Thenable<string | undefined>,
  words: string,
  choices: Readonly<Record<string, () => unknown>>,
): Promise<void> {
  const chosen = await say(words, ...Object.keys(choices));
  if (chosen !== undefined) await choices[chosen]?.();
}

function inStep(steps: KeptRun["steps"]): string {
  const step = steps.find(({ status }) => status === "interrupted");
  return step === undefined ? "" : `, in ${stepWords(step)}`;
}

import type { KeptRun, RunningRun } from "@bootstrappable/server/protocol";
import path from "node:path";
import { commands, window, workspace, type Disposable, type Memento } from "vscode";
import type { Forest } from "../tree/forest";
import type { Run, RunBook } from "./book";
import { stepWords } from "./words";

/** Where this window's runs are kept that have not ended, as dates by tree. */
const RUNNING = "running";

/**
 * Remembers which runs this window has begun, so that after a reload, or a crash, it says what became of them: a run
 * ends with the window that began it, and its checkpoints stay.
 */
export class LostRuns implements Disposable {
  readonly #subscription: Disposable;

  constructor(
    private readonly state: Memento,
    private readonly forest: Forest,
    book: RunBook,
  ) {
    this.#subscription = book.onChanged((run) => void this.#remember(run));
  }

  /** Says what became of the runs that were going on when the window was left. */
  async tell(): Promise<void> {
    const before = this.#running();
    await this.state.update(RUNNING, undefined);
    for (const [root, date] of Object.entries(before)) {
      const answer = await this.forest.runs(root);
      const going = answer?.running.find((run) => run.date === date);
      const ended = answer?.runs.find((run) => run.date === date);
      if (going !== undefined) void this.#goesOn(root, going);
      else if (ended !== undefined && ended.status === "interrupted") void this.#ended(root, ended);
    }
  }

  async #goesOn(root: string, { process, steps }: RunningRun): Promise<void> {
    const show = "Show Runs";
    const words = `The run of ${path.basename(root)} still goes on, in process ${process}${inStep(steps)}.`;
    if ((await window.showInformationMessage(words, show)) === show)
      await commands.executeCommand("bootstrappable.runs.focus");
  }

  async #ended(root: string, { steps }: KeptRun): Promise<void> {
    const [resume, show] = ["Go On", "Show Runs"];
    const words = `The run of ${path.basename(root)} ended with the window that began it${inStep(steps)}. What was done until then is kept.`;
    const choices = workspace.isTrusted ? [resume, show] : [show];
    const chosen = await window.showWarningMessage(words, ...choices);
    if (chosen === resume) await commands.executeCommand("bootstrappable.run", { tree: root, resume: true });
    else if (chosen === show) await commands.executeCommand("bootstrappable.runs.focus");
  }

  async #remember({ tree, date, status }: Run): Promise<void> {
    if (date === undefined) return;
    const before = this.#running();
    const known = before[tree] === date;
    if (known === (status === "running")) return;
    const others = Object.entries(before).filter(([root]) => root !== tree);
    const own = status === "running" ? [[tree, date] as const] : [];
    await this.state.update(RUNNING, Object.fromEntries([...others, ...own]));
  }

  #running(): Readonly<Record<string, string>> {
    return this.state.get<Record<string, string>>(RUNNING, {});
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function inStep(steps: KeptRun["steps"]): string {
  const step = steps.find(({ status }) => status === "interrupted");
  return step === undefined ? "" : `, in ${stepWords(step)}`;
}

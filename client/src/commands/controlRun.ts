import { window } from "vscode";
import type { RunBook } from "../runs/book";
import type { RunControl } from "../runs/run";
import type { Forest } from "../tree/forest";
import { givenKept, givenRun } from "./arguments";

/** *Pause*, *Go On* and *Stop*: of the run that is given or, without one, of the newest that goes on in this window. */
export async function controlRun(
  forest: Forest,
  book: RunBook,
  given: unknown,
  act: (run: RunControl) => void,
): Promise<void> {
  const elsewhere = givenKept(given);
  const control =
    elsewhere === undefined
      ? (givenRun(given) ?? book.runs.find(({ status }) => status === "running"))?.control
      : await elsewhereControl(forest, elsewhere.root, elsewhere.run);
  if (control === undefined) void window.showInformationMessage("No run is going on.");
  else act(control);
}

/** A run that another window, or a terminal, has begun is asked by signals, as from a shell. */
async function elsewhereControl(forest: Forest, root: string, id: string): Promise<RunControl | undefined> {
  // As it is now: the id of a process that has ended may be another's by now.
  const answer = await forest.ask("bootstrappable/runs", { root });
  const run = answer?.running.find((each) => each.id === id);
  if (run === undefined) return undefined;
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(run.process, name);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(`Process ${run.process} cannot be asked: ${why}`);
    }
  };
  return { cancel: () => signal("SIGINT"), pause: (on) => signal(on ? "SIGUSR2" : "SIGCONT") };
}

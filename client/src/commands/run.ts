import path from "node:path";
import { tasks, Uri, window, workspace } from "vscode";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import type { StepSubject } from "../views/steps";
import { chooseTree } from "./chooseTree";

/** What may be handed to *Bootstrap: Run*. */
interface RunArguments {
  /** Top folder of the tree; undefined for the one at hand. */
  readonly tree?: string;
  /** The last step to run, as `bootstrappable run --until` takes it. */
  readonly until?: string;
}

/** Modes of which the runs of this extension are one. */
const sandboxes: readonly (string | undefined)[] = [undefined, "chroot", "bwrap"];

/** *Bootstrap: Run*: runs the tree at hand under what was chosen for it. */
export async function runBootstrap(
  provider: BootstrapTaskProvider,
  forest: Forest,
  given: unknown,
): Promise<void> {
  // Its menus are hidden then; a lens is not.
  if (!workspace.isTrusted) {
    void window.showInformationMessage("Nothing is run before this folder is trusted.");
    return;
  }
  const { tree = await chooseTree(forest), until } = argumentsOf(given);
  if (tree === undefined) return;
  const choice = forest.choice(tree);
  if (!sandboxes.includes(choice?.mode) && !(await runsAsChroot(choice?.mode ?? ""))) return;
  await workspace.saveAll(false);
  const name = path.basename(tree);
  await tasks.executeTask(
    provider.task(
      {
        type: "bootstrappable",
        task: "run",
        tree,
        ...(choice?.architecture !== undefined && { architecture: choice.architecture }),
        ...(choice?.variables !== undefined && { set: choice.variables }),
        ...(until !== undefined && { until }),
      },
      until === undefined ? `run ${name}` : `run ${name} until ${until}`,
      workspace.getWorkspaceFolder(Uri.file(tree)),
    ),
  );
}

/** *Bootstrap: Run Until Here*, on a step. */
export async function runUntil(
  provider: BootstrapTaskProvider,
  forest: Forest,
  { root, step }: StepSubject,
): Promise<void> {
  const until = step.kind === "build" ? `${step.name}:${step.pass ?? 1}` : String(step.number ?? "");
  await runBootstrap(provider, forest, { tree: root, until });
}

function argumentsOf(given: unknown): RunArguments {
  if (typeof given !== "object" || given === null || given instanceof Uri) return {};
  const { tree, until } = given as Record<string, unknown>;
  return {
    ...(typeof tree === "string" && { tree }),
    ...((typeof until === "string" || typeof until === "number") && { until: String(until) }),
  };
}

async function runsAsChroot(mode: string): Promise<boolean> {
  const run = "Run in a Sandbox";
  const question = `The plan is shown for ${mode}, and runs go through a sandbox, with the steps of chroot.`;
  return (await window.showWarningMessage(question, run)) === run;
}

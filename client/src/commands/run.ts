import path from "node:path";
import { commands, tasks, Uri, window, workspace } from "vscode";
import type { Run } from "../runs/run";
import { progressWords } from "../runs/progress";
import type { RunTask } from "../tasks/definition";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import { chosenFor } from "../tree/runsUnder";
import type { StepSubject } from "../views/steps";
import { chooseTree } from "./chooseTree";

/** What may be handed to *Bootstrap: Run*. */
interface RunArguments {
  /** Top folder of the tree; undefined for the one at hand. */
  readonly tree?: string;
  /** The last step to run, as `bootstrappable run --until` takes it. */
  readonly until?: string;
  /** The first step to run, as `--from` takes it. */
  readonly from?: string;
  /** The only step to run, as `--only` takes it. */
  readonly only?: string;
  /** Whether to go on from the checkpoints of an earlier run, as `--resume` does. */
  readonly resume?: true;
}

/** Modes of which the runs of this extension are one. */
const sandboxes: readonly (string | undefined)[] = [undefined, "chroot", "bwrap"];

/** *Bootstrap: Run*: runs the tree at hand under what was chosen for it. */
export async function runBootstrap(
  provider: BootstrapTaskProvider,
  forest: Forest,
  given: unknown,
): Promise<void> {
  const { tree = await chooseTree(forest), ...which } = argumentsOf(given);
  if (tree === undefined) return;
  const going = provider.runningIn(tree);
  if (going !== undefined && !(await makesWay(provider, going))) return;
  const mode = (await forest.configuration(tree))?.mode;
  if (!sandboxes.includes(mode) && !inMachine(tree) && !(await runsAsChroot(mode ?? ""))) return;
  await workspace.saveAll(false);
  const goesOn = which.from !== undefined || which.only !== undefined || which.resume === true;
  const base =
    (goesOn ? await machineTask(provider, forest, tree) : undefined) ?? (await runTask(forest, tree));
  const words = Object.entries(which).map(([word, step]) => (step === true ? word : `${word} ${step}`));
  await tasks.executeTask(
    provider.task(
      { ...base, ...which },
      ["run", path.basename(tree), ...words].join(" "),
      workspace.getWorkspaceFolder(Uri.file(tree)),
    ),
  );
}

/** A run of a tree under what it is shown under: its bootstrap.cfg, and what was chosen. */
export async function runTask(forest: Forest, tree: string): Promise<RunTask> {
  const { config, ...chosen } = await chosenFor(forest, tree);
  return {
    ...{ type: "bootstrappable", task: "run", tree, ...chosen },
    ...(config !== undefined && { options: { config } }),
  };
}

/** Whether runs of a tree are in a machine, as the settings say. */
function inMachine(tree: string): boolean {
  const settings = workspace.getConfiguration("bootstrappable.run", Uri.file(tree));
  return ["qemu", "embedded"].includes(settings.get<string>("engine", "auto"));
}

/**
 * What the last run of a tree was, where that was in a machine: its checkpoints are of that machine and no other. Of a run
 * of another window is known only that it was one.
 */
async function machineTask(
  provider: BootstrapTaskProvider,
  forest: Forest,
  tree: string,
): Promise<RunTask | undefined> {
  const before = provider.lastRun(tree);
  if (before !== undefined) {
    if (before.engine !== "qemu") return undefined;
    const range = ["until", "from", "only", "resume"];
    return Object.fromEntries(Object.entries(before).filter(([name]) => !range.includes(name))) as RunTask;
  }
  const kept = (await forest.runs(tree))?.runs[0];
  if (kept?.engine !== "qemu") return undefined;
  return { ...(await runTask(forest, tree)), engine: kept.engine, architecture: kept.architecture };
}

/** *Bootstrap: Run Until Here*, *Run From Here* and *Run Only This Step*, on a step. */
export async function runStep(
  provider: BootstrapTaskProvider,
  forest: Forest,
  { root, step }: StepSubject,
  which: "until" | "from" | "only",
): Promise<void> {
  await runBootstrap(provider, forest, { tree: root, [which]: nameOf(step) });
}

/** A step as the options of `bootstrappable run` take it. */
export function nameOf(step: StepSubject["step"]): string {
  return step.kind === "build" ? `${step.name}:${step.pass ?? 1}` : String(step.number ?? "");
}

function argumentsOf(given: unknown): RunArguments {
  if (typeof given !== "object" || given === null || given instanceof Uri) return {};
  const { tree, ...others } = given as Record<string, unknown>;
  const steps = (["until", "from", "only"] as const).flatMap((name) => {
    const step = others[name];
    return typeof step === "string" || typeof step === "number" ? [[name, String(step)] as const] : [];
  });
  return {
    ...(typeof tree === "string" && { tree }),
    ...Object.fromEntries(steps),
    ...(others["resume"] === true && { resume: true }),
  };
}

/** A tree has one target, in which one run can be at work: whether the person wants another in its place. */
async function makesWay(provider: BootstrapTaskProvider, run: Run): Promise<boolean> {
  const [stop, show] = ["Stop It and Run", "Show Runs"];
  const words = `A run of ${path.basename(run.tree)} is going on: ${progressWords(run)}.`;
  const chosen = await window.showWarningMessage(words, stop, show);
  if (chosen === show) await commands.executeCommand("bootstrappable.runs.focus");
  if (chosen !== stop) return false;
  if (run.status === "running") await provider.stop(run);
  return true;
}

async function runsAsChroot(mode: string): Promise<boolean> {
  const run = "Run in a Sandbox";
  const question = `The plan is shown for ${mode}, and runs go through a sandbox, with the steps of chroot.`;
  return (await window.showWarningMessage(question, run)) === run;
}

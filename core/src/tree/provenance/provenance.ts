import { resolvePath } from "../../languages/kaem/paths";
import { findStep } from "../../runs/request";
import { architectureDirectory, architectureOf, type Configuration } from "../configuration";
import { evaluateTree } from "../evaluateTree";
import { stepsOfFile, overviewOf } from "../overview";
import { makePlan, type PlanStep } from "../plan";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";
import type { ProvenanceGraph } from "./graph";
import { GroupNames } from "./groups";
import { Journal } from "./journal";
import { rootPathOf } from "./places";
import { TreeSources } from "./sources";
import { StepNodes } from "./steps";
import { totalsOf, type Totals } from "./totals";
import { Trace } from "./trace";

export interface Provenance extends ProvenanceGraph {
  /** What was asked for, as it is called: a path of the root file system, or a step. */
  readonly title: string;
  readonly architecture: string;
  readonly totals: Totals;
}

/**
 * Where something comes from, back to the seeds.
 *
 * @param wanted a path in the root file system of a run (`/x86/bin/M1`), an absolute path of a file of the tree, or a
 *   step as `--until` of a run takes it (`tcc-0.9.26`, `tcc-0.9.27:2`). Of a source, what is made of it is followed.
 * @returns undefined where nothing is known of it
 */
export async function provenanceOf(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  wanted: string,
): Promise<Provenance | undefined> {
  const evaluated = await evaluateTree(tree, workspace, configuration);
  const plan = await makePlan(tree, workspace, configuration);
  const architecture = architectureOf(configuration) ?? "x86";
  const journal = new Journal(evaluated);
  const sources = new TreeSources(tree, workspace, evaluated, architectureDirectory(architecture));
  const trace = new Trace(journal, sources, new GroupNames(tree, plan, journal));
  const steps = new StepNodes(tree, workspace, plan, journal, trace);
  const ofStep = (step: PlanStep) => ({ title: step.name, targets: [steps.node(step)] });

  const find = async (): Promise<
    { readonly title: string; readonly targets: readonly number[] } | undefined
  > => {
    const step = wanted.startsWith("/") ? undefined : findStep(plan, wanted);
    if (typeof step === "object") return ofStep(step);
    if (!wanted.startsWith("/")) return undefined;
    const inTree = rootPathOf(tree, wanted);
    const path = resolvePath("/", inTree ?? wanted);
    const end = evaluated.commands.length;
    const made = artifactAt(trace, path, end);
    if (made !== undefined) return { title: path, targets: [made] };
    if (inTree !== undefined || (await sources.file(path)) !== undefined) {
      const file = inTree === undefined ? await evaluated.fileOf(path) : wanted;
      const users = usersOf(trace, path, file);
      if (users.length > 0) return { title: path, targets: users };
      const own =
        file === undefined ? [] : stepsOfFile(tree, await overviewOf(tree, workspace, configuration), file);
      const lines = (await overviewOf(tree, workspace, configuration)).steps;
      const numbers = new Set(own.map((index) => lines[index]?.number));
      const planned = plan.steps.filter(({ number }) => numbers.has(number));
      if (planned.length > 0) return { title: path, targets: planned.map((one) => steps.node(one)) };
      const given = await trace.file(path, 0);
      if (given !== undefined) return { title: path, targets: [given] };
    }
    return undefined;
  };
  const found = await find();
  if (found === undefined) return undefined;
  await trace.finish();
  const graph = trace.graph.finish(found.targets);
  const totals = await totalsOf(graph, workspace);
  return { ...graph, title: found.title, architecture, totals };
}

/** The last version of a file that a command makes, or says that it makes. */
function artifactAt(trace: Trace, path: string, end: number): number | undefined {
  const { journal } = trace;
  let write = journal.last(path, end);
  // Of what is removed in the end, how it was until then.
  if (write?.kind === "removed") write = journal.last(path, write.sequence);
  if (write !== undefined && write.kind !== "removed") return trace.artifact(write);
  const naming = journal.lastNaming(path, end);
  return naming === undefined || journal.evaluated.commands.length === 0
    ? undefined
    : trace.leftBy(naming, path);
}

/** What is made of a file of the tree directly; of a script what it does last. */
function usersOf(trace: Trace, path: string, file: string | undefined): number[] {
  const { journal } = trace;
  const found = new Set<number>();
  for (const { path: made, event } of journal.evaluated.events()) {
    if (event.kind === "removed") continue;
    const reads = event.copyOf ?? journal.effects.get(event.by)?.reads ?? [];
    if (!reads.includes(path)) continue;
    const write = journal.last(made, event.sequence + 1);
    if (write?.sequence === event.sequence && write.kind !== "removed") found.add(trace.artifact(write));
  }
  for (const [command, { mentions }] of journal.effects) {
    if (mentions.includes(path)) found.add(trace.command(command));
  }
  if (found.size > 0 || file === undefined) return [...found];
  for (const { commands } of journal.evaluated.scripts.get(file)?.runs ?? []) {
    const last = commands.findLast((command) => journal.effects.has(command) || journal.calls.has(command));
    const group = last && trace.groups.of(last);
    // A step's script is the step.
    if (last !== undefined && group?.key.startsWith("step ") !== true) found.add(trace.command(last));
  }
  return [...found];
}

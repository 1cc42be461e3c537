import type { PlanAnswer, PlanLine } from "@bootstrappable/server/protocol";
import type { ThemeIcon } from "vscode";
import type { RunBook } from "../runs/book";
import { seedStep, type RunSteps, type StepRecord } from "../runs/run";
import { lastRun } from "../runs/kept";
import { partOf, type RunStepSubject } from "../runs/logParts";
import { firstOutdated, standingOf, standingParts, standingWords, type Standing } from "../runs/standing";
import { duration } from "@bootstrappable/core/text/amounts";
import type { Forest } from "../tree/forest";
import { byTree, colouredIcon, NodeView, opening, type Node } from "./nodes";
import { statusIcon } from "./statusIcons";

/** A step of a tree, as menus hand it to commands. */
export interface StepSubject {
  readonly root: string;
  readonly step: PlanLine;
}

const kindIcons: Readonly<Record<PlanLine["kind"], string>> = {
  build: "package",
  improve: "tools",
  jump: "rocket",
  uninstall: "trash",
};

/** The view *Steps*: the manifest by phase, with what became of each step in the last run. */
export class StepsView extends NodeView {
  constructor(
    private readonly forest: Forest,
    private readonly book: RunBook,
  ) {
    super();
    this.subscriptions.push(
      forest.onChanged(() => this.refresh()),
      book.onChanged(() => this.refresh()),
      book.onTick(() => this.#tick()),
    );
  }

  /** Only the lines that tell how long something runs are drawn anew: the rest stays as it is under the pointer. */
  #tick(): void {
    for (const node of this.#running) this.refresh(node);
  }

  readonly #running: Node[] = [];

  async nodes(): Promise<readonly Node[]> {
    this.#running.length = 0;
    const found = await this.#nodes();
    const collect = (nodes: readonly Node[]) => {
      for (const node of nodes) {
        if (node.running === true) this.#running.push(node);
        collect(node.children ?? []);
      }
    };
    collect(found);
    return found;
  }

  async #nodes(): Promise<readonly Node[]> {
    return byTree(await this.forest.roots(), async (root) => {
      const plan = await this.forest.plan(root);
      if (plan === undefined) return [];
      const run = await lastRun(this.forest, this.book, root);
      return phasesOf(plan, run, await firstOutdated(this.forest, this.book, root, run));
    });
  }
}

/** `outdated` is the number of the first step that comes from something which is another since the run. */
function phasesOf(plan: PlanAnswer, run: RunSteps | undefined, outdated: number): readonly Node[] {
  const phases = plan.phases.map(({ title }, index) => {
    const steps = plan.steps.filter(({ phase }) => phase === index);
    const active = steps.filter(({ number }) => number !== undefined).length;
    return {
      id: `${plan.root} phase ${index}`,
      label: title,
      description: active === 1 ? "1 step" : `${active} steps`,
      icon: colouredIcon("layers"),
      context: "phase",
      children: steps.map((step) => stepNode(plan, step, run, outdated)),
      open: true,
    };
  });
  const before = [loadNode(plan, run), seedNode(plan, run, outdated)];
  return [...before.filter((node) => node !== undefined), ...phases];
}

/** What a machine does before the seed phase: it reads its disk in. */
function loadNode({ root }: PlanAnswer, run: RunSteps | undefined): Node | undefined {
  const load = run?.load;
  if (load === undefined) return undefined;
  const { percent, file, files, rest, status, milliseconds } = load;
  const left = rest === undefined ? "" : ` · about ${duration(rest)} left`;
  return {
    id: `${root} load`,
    label: "load",
    description:
      milliseconds === undefined
        ? `${percent} % · file ${file} of ${files}${status === "running" ? left : ` · ${status}`}`
        : `${files} files · ${duration(milliseconds)}`,
    tooltip: "the machine reads its disk in: every file of the tree, then the seeds",
    icon: statusIcon(status),
  };
}

function seedNode(plan: PlanAnswer, run: RunSteps | undefined, outdated: number): Node | undefined {
  const seed = run?.recordOf(seedStep);
  if (run === undefined || seed === undefined) return undefined;
  const part = partOf(run, 0);
  const standing = standingOf(run, seed, 0, outdated);
  return {
    id: `${plan.root} seed`,
    label: "seed phase",
    tooltip: standingWords[standing],
    ...shownStanding(run, seed, standing, (parts) => (parts.length === 0 ? seed.status : parts.join(" · "))),
    ...(part !== undefined && { context: "runstep.log", subject: { part } satisfies RunStepSubject }),
  };
}

function stepNode(plan: PlanAnswer, step: PlanLine, run: RunSteps | undefined, outdated: number): Node {
  const active = step.number !== undefined;
  const record = run?.recordOf(step);
  const describe = (parts: readonly string[]) =>
    [
      ...(active ? [`#${step.number}`] : []),
      // First what the narrow view must not cut off.
      ...parts,
      ...[step.kind === "build" ? passWords(step) : step.kind].filter((words) => words !== undefined),
      ...(active ? [] : [`not active: ${step.why ?? ""}`]),
    ].join(" · ");
  const standing = run && record && standingOf(run, record, step.number, outdated);
  const subject: StepSubject = { root: plan.root, step };
  return {
    id: `${plan.root} ${step.line} ${step.name}`,
    label: step.name,
    tooltip: tooltipOf(plan, step, standing),
    ...(standing === undefined
      ? { description: describe([]), icon: plainIcon(step, active) }
      : shownStanding(run!, record!, standing, describe)),
    command:
      step.script === undefined ? opening(plan.manifest, step.line) : opening(`${plan.root}/${step.script}`),
    context: `step.${active ? "active" : "inactive"}.${step.kind}${record?.log === undefined ? "" : ".log"}`,
    faded: !active,
    subject,
  };
}

/** How a step stands. What is said of one that runs is another whenever it is asked for. */
function shownStanding(
  run: RunSteps,
  record: StepRecord,
  standing: Standing,
  describe: (parts: readonly string[]) => string,
) {
  const icon = statusIcon(standing);
  const description = () => describe(standingParts(standing, record, run.now));
  return record.status === "running"
    ? { icon, running: true, describe: description }
    : { icon, description: description() };
}

/** Which pass of a build it is, where there is more than one. */
export function passWords({ pass = 1, passes = 1 }: PlanLine): string | undefined {
  return passes > 1 ? `pass ${pass} of ${passes}` : undefined;
}

function plainIcon(step: PlanLine, active: boolean): ThemeIcon {
  return active ? colouredIcon(kindIcons[step.kind]) : colouredIcon("circle-slash", "disabledForeground");
}

function tooltipOf(plan: PlanAnswer, step: PlanLine, standing: Standing | undefined): string {
  const lines = [
    `${step.kind}: ${step.name}`,
    step.script === undefined
      ? step.kind === "build"
        ? "no script: the defaults of helpers.sh build it"
        : "no script"
      : `${step.script}, run by ${plan.phases[step.phase]!.era}`,
    `line ${step.line + 1} of ${plan.manifest.slice(plan.root.length + 1)}`,
  ];
  if (step.why !== undefined)
    lines.push(`${step.number === undefined ? "Not active" : "Active"}: ${step.why}`);
  if (standing !== undefined) lines.push(standingWords[standing]);
  return lines.join("\n");
}

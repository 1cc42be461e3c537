import { evaluate, type EvaluatedDirective, type Evaluation } from "../languages/manifest/model";
import { parseManifest } from "../languages/manifest/parser";
import { argumentOf, comparisonsOf } from "../languages/manifest/syntax";
import type { Range } from "../text/range";
import type { Configuration } from "./configuration";
import { existingScript, planProblems, type StepKind } from "./plan";
import { packageFolder } from "./scripts";
import { stepFiles } from "./stepFiles";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** A line of the manifest that is, or under another configuration would be, a step. */
export interface StepLine {
  /** 1-based number in the plan; undefined where its predicate is false. */
  readonly number: number | undefined;
  readonly kind: StepKind;
  /** For uninstall all names, a blank between. */
  readonly name: string;
  /** Of a build, 1-based; of one that is not active, the pass that it would be. */
  readonly pass: number | undefined;
  /** How often the plan builds that package. */
  readonly passes: number;
  /** What the variables of its predicate hold, in words: `CHROOT is True, JOBS is unset`. Undefined without any. */
  readonly why: string | undefined;
  /** Absolute path of the script; undefined where there is none. */
  readonly script: string | undefined;
  /** Absolute path of the package's folder, or of the script where the step is no build. */
  readonly place: string | undefined;
  /** Its line in the manifest, in bytes. */
  readonly range: Range;
  /** Index of its phase. */
  readonly phase: number;
}

/** A stretch of the bootstrap under one kernel and one shell. */
export interface Phase {
  readonly title: string;
  readonly era: "kaem" | "bash";
}

/** A manifest as a list of steps, those that are not active included. */
export interface Overview {
  readonly steps: readonly StepLine[];
  readonly phases: readonly Phase[];
  /** How many errors stop the script generator or the run. */
  readonly errors: number;
}

/** The steps of a tree by phase: a new one begins behind the first bash and behind every jump that is made. */
export async function overviewOf(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<Overview> {
  const text = await workspace.text(tree.manifest);
  if (text === undefined) return { steps: [], phases: [], errors: 1 };
  const manifest = parseManifest(text);
  const evaluation = evaluate(manifest, configuration);
  const files = await stepFiles(workspace, tree);
  const problems = await planProblems(manifest, evaluation, { tree, workspace, files });
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const passes = buildsOf(evaluation);
  const phases: Phase[] = [];
  const steps: StepLine[] = [];
  let number = 0;
  let next: Phase | undefined = phaseOf("kaem");
  for (const evaluated of evaluation.directives) {
    const name = argumentOf(evaluated.directive);
    const { kind, range } = evaluated.directive;
    if (name === undefined || kind === "define" || kind === "unknown") continue;
    if (next !== undefined) phases.push(next);
    next = nextPhase(evaluated, kind, name, steps);
    const { pass, era, active } = evaluated;
    const script = existingScript(tree, files, { kind, name, pass, era });
    if (active) number++;
    steps.push({
      number: active ? number : undefined,
      kind,
      name,
      pass,
      passes: passes.get(name) ?? 0,
      why: whyOf(evaluated),
      script,
      place: kind === "build" ? packageFolder(tree, name) : script,
      range,
      phase: phases.length - 1,
    });
  }
  return { steps, phases, errors };
}

/** How often each package is built. */
function buildsOf({ directives }: Evaluation): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { directive, active } of directives) {
    const name = active && directive.kind === "build" ? argumentOf(directive) : undefined;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** The phase that begins behind a step; undefined where the one that it is in goes on. */
function nextPhase(
  { active, era }: EvaluatedDirective,
  kind: StepKind,
  name: string,
  before: readonly StepLine[],
): Phase | undefined {
  if (!active) return undefined;
  if (kind === "jump") return phaseOf(era, name);
  if (kind !== "build" || era === "bash" || !name.startsWith("bash-")) return undefined;
  const jump = before.findLast((step) => step.kind === "jump" && step.number !== undefined);
  return phaseOf("bash", jump?.name);
}

function phaseOf(era: Phase["era"], jump?: string): Phase {
  return { title: jump === undefined ? `${era} era` : `${era} era, behind jump: ${jump}`, era };
}

function whyOf({ directive, values }: EvaluatedDirective): string | undefined {
  const names = new Set(comparisonsOf(directive.predicate?.expression).map(({ variable }) => variable.text));
  if (names.size === 0) return undefined;
  return [...names].map((name) => `${name} ${holding(values.get(name))}`).join(", ");
}

function holding(value: string | undefined): string {
  if (value === undefined) return "is unset";
  return value === "" ? "is empty" : `is ${value}`;
}

/**
 * The steps that a file of the tree belongs to, as indices: those whose script it is, else those of its package, and
 * of them those of its pass where its name says one (`patches-pass2/`).
 */
export function stepsOfFile(tree: Tree, { steps }: Pick<Overview, "steps">, path: string): number[] {
  const where = (holds: (step: StepLine) => boolean) =>
    steps.flatMap((step, index) => (holds(step) ? [index] : []));
  const byScript = where((step) => step.script === path);
  if (byScript.length > 0 || !path.startsWith(`${tree.steps}/`)) return byScript;
  const [folder, ...rest] = path.slice(tree.steps.length + 1).split("/");
  const ofPackage = where(({ kind, name }) => kind === "build" && name === folder);
  const pass = /\bpass(\d+)\b/.exec(rest.join("/"))?.[1];
  const ofPass = ofPackage.filter((index) => pass !== undefined && steps[index]!.pass === Number(pass));
  return ofPass.length > 0 ? ofPass : ofPackage;
}

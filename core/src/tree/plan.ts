import { diagnose, type Diagnostic } from "../diagnostics/diagnostic";
import { missingFiles } from "../languages/manifest/missingFiles";
import { missingParts } from "../languages/manifest/missingParts";
import { evaluate, type EvaluatedDirective, type Evaluation } from "../languages/manifest/model";
import { parseManifest } from "../languages/manifest/parser";
import { argumentOf, type Manifest } from "../languages/manifest/syntax";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { Configuration } from "./configuration";
import { scriptPath, scriptPlace } from "./scripts";
import { stepFiles, type StepFiles } from "./stepFiles";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

export type { Configuration } from "./configuration";

export type StepKind = "build" | "improve" | "jump" | "uninstall";

/** One thing that the bootstrap does, in the order of the manifest; directives whose predicate is false are not in a plan. */
export interface PlanStep {
  /** 1-based, counted over the steps of the plan. */
  readonly number: number;
  readonly kind: StepKind;
  /** The directive's argument: `tcc-0.9.26`, `use_fhs`, `fiwix`; for uninstall all names, a blank between. */
  readonly name: string;
  /** build only: 1-based, as the script generator counts (LANGUAGES: earlier surviving directives of any type with the same argument). */
  readonly pass: number | undefined;
  /** Absolute path of the script in the source tree: passN.kaem, passN.sh, improve/X.sh, jump/X.sh. Undefined for uninstall, or where it is missing. */
  readonly script: string | undefined;
  /** Which shell runs it. */
  readonly era: "kaem" | "bash";
  /** Byte range of the directive's line in the manifest. */
  readonly range: Range;
}

/** The manifest evaluated under a configuration. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** The configuration and every `define:` that came true, as the steps see them. */
  readonly variables: Configuration;
}

/** A plan with what is wrong with it. */
export interface CheckedPlan extends Plan {
  /**
   * Findings in the manifest, in the order of the text: malformed lines, at which the script generator stops, and
   * steps whose package or script is missing. A plan with an error among them cannot run to its end.
   */
  readonly problems: readonly Diagnostic[];
}

/**
 * The plan of a tree: its manifest evaluated under a configuration, each step with its script. A manifest that cannot
 * be read gives no steps and a problem; a malformed one the steps of the lines that can be read, and its problems.
 */
export async function makePlan(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<CheckedPlan> {
  const text = await workspace.text(tree.manifest);
  if (text === undefined) {
    const missing = diagnose("manifest/missing", { start: 0, end: 0 }, `${tree.manifest} cannot be read.`);
    return { steps: [], variables: configuration, problems: [missing] };
  }
  return planOf(text, tree, workspace, configuration);
}

async function planOf(
  text: SourceText,
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<CheckedPlan> {
  const manifest = parseManifest(text);
  const evaluation = evaluate(manifest, configuration);
  const files = await stepFiles(workspace, tree);
  const steps = stepsOf(evaluation.directives, tree, files);
  const problems = await planProblems(manifest, evaluation, { tree, workspace, files });
  return { steps, variables: evaluation.variables.asShellSees(), problems };
}

/** The problems of a checked plan. */
export async function planProblems(
  { diagnostics }: Manifest,
  { directives }: Evaluation,
  around: { readonly tree: Tree; readonly workspace: Workspace; readonly files: StepFiles },
): Promise<Diagnostic[]> {
  const { tree, workspace, files } = around;
  const problems = [
    ...diagnostics,
    ...missingFiles(directives, tree, files),
    ...(await missingParts(directives, tree, workspace, files)),
  ];
  return problems.sort((a, b) => a.range.start - b.range.start);
}

function stepsOf(directives: readonly EvaluatedDirective[], tree: Tree, files: StepFiles): PlanStep[] {
  const steps: PlanStep[] = [];
  for (const { directive, active, pass, era } of directives) {
    const { kind, range } = directive;
    if (!active || kind === "define" || kind === "unknown") continue;
    const name = argumentOf(directive);
    if (name === undefined) continue;
    const script = existingScript(tree, files, { kind, name, pass, era });
    steps.push({ number: steps.length + 1, kind, name, pass, script, era, range });
  }
  return steps;
}

/** The script of a step, an absolute path; undefined where there is none. */
export function existingScript(
  tree: Tree,
  files: StepFiles,
  step: Pick<PlanStep, "kind" | "name" | "pass" | "era">,
): string | undefined {
  const place = scriptPlace(step);
  return place !== undefined && files.has(...place) ? scriptPath(tree, step) : undefined;
}

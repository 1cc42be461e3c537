import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { unmetNeeds, type Unmet } from "../../tree/needs/unmet";
import type { Need } from "../../tree/needs/scriptNeeds";
import { configurationPath } from "../../tree/discover";
import { parseConfiguration } from "../../tree/configuration";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Range } from "../../text/range";
import { helpersOf } from "../shell/helpers";
import { shellOfText } from "../shell/script";
import { configurationName } from "./activity";
import type { Context } from "./context";
import { scriptTexts } from "./stepScripts";
import { argumentOf, type Directive } from "./syntax";

/** Of a manifest with more directives nothing is said: ten times as many as the longest has, whose scripts take a while. */
const mostDirectives = 2000;

/** Steps under bash that ask for what only a line below them, or one that is not active, builds or sets. */
export async function needsLater(context: Context): Promise<Diagnostic[]> {
  const { evaluation, surroundings } = context;
  if (surroundings === undefined || evaluation.directives.length > mostDirectives) return [];
  const { tree, workspace } = surroundings;
  const texts = new Map((await scriptTexts(workspace, tree)).map(({ path, text }) => [path, text]));
  const helpers = await helpersOf(workspace, tree);
  const set = await variablesSet(context, workspace, tree);
  return unmetNeeds({ tree, evaluation, helpers, set, texts }).map((unmet) => problemOf(unmet, context));
}

/** What is set before any step: steps/env, bootstrap.cfg, and what the manifest defines. */
async function variablesSet(
  { configuration, evaluation }: Context,
  workspace: Workspace,
  tree: Tree,
): Promise<ReadonlySet<string>> {
  const set = new Set([...configuration.keys(), ...evaluation.variables.asShellSees().keys()]);
  const env = await workspace.text(`${tree.steps}/env`);
  for (const { name, kind } of env === undefined ? [] : shellOfText(env).variables) {
    if (kind === "assignment") set.add(name);
  }
  const file = await workspace.text(configurationPath(tree));
  if (file !== undefined) for (const { name } of parseConfiguration(file).entries) set.add(name);
  return set;
}

function problemOf({ step, provider, needs, others }: Unmet, context: Context): Diagnostic {
  const { directives } = context.evaluation;
  const { directive } = directives[step]!;
  const { directive: later, active } = directives[provider]!;
  const verb = verbs[needs[0]!.kind];
  const what = needs.map(({ name }) => name).join(", ");
  const line = `line ${later.line + 1} (${later.kind}: ${argumentOf(later) ?? ""})`;
  const under = configurationName(context).replaceAll("`", "");
  const why = active ? `only ${line} ${verb}` : `${line} ${verb}, which is not active under ${under}`;
  const more = others === 1 ? " So does another step." : ` So do ${others} other steps.`;
  const message = `This step needs ${what}, which ${why}.${others === 0 ? "" : more}`;
  const related = [
    { range: later.range, message: `What ${verb} it.` },
    ...needs.map((need) => ({ path: need.path, range: need.range, message: usedAs(need) })),
  ];
  const goesOn = needs.every((need) => need.goesOn || need.kind === "variable");
  const found = diagnose("manifest/needs-later", argumentRange(directive), message, { related });
  return goesOn ? { ...found, severity: "warning" } : found;
}

const verbs: Readonly<Record<Need["kind"], string>> = {
  program: "builds",
  variable: "sets",
  directory: "makes",
  file: "installs",
};

function usedAs({ kind, name, goesOn }: Need): string {
  if (kind === "variable") return `${name} is empty here.`;
  return goesOn ? `Without ${name} this gives nothing, and the script goes on.` : `${name} is needed here.`;
}

function argumentRange(directive: Directive): Range {
  const named = directive.kind === "build" || directive.kind === "improve" || directive.kind === "jump";
  return (named ? directive.argument?.range : undefined) ?? directive.range;
}

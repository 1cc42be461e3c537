import { packageFolder, scriptPath } from "../../tree/scripts";
import { touches } from "../../text/range";
import type { Document, Hover } from "../language";
import { activity, configurationName, holding } from "./activity";
import { contextOf, directiveAt, type Context } from "./context";
import { lastRunLine } from "./lastRun";
import { packageLines } from "./packageHover";
import type { EvaluatedDirective } from "./model";
import { nameAt } from "./names";
import { argumentOf, type Directive, type Word } from "./syntax";
import { definedVariables, knownVariables } from "../config/variables";

const directiveHelp: Readonly<Record<Exclude<Directive["kind"], "unknown">, string>> = {
  build: "Builds a package: its pass script runs in the package's folder under `steps/`.",
  improve: "Runs `steps/improve/NAME.sh`, which makes one distinct change to the system.",
  define: "Sets a variable for the predicates of the lines below and for the steps.",
  jump: "Runs `steps/jump/NAME.sh`, which usually starts another kernel; a new script begins behind it.",
  uninstall:
    "Removes packages, or files whose names begin with `/`. (A command of helpers.sh: kaem has none.)",
};

/** What a line of the manifest does: package, pass, script, whether it is active and why, variables and their values. */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const context = await contextOf(document);
  const evaluated = directiveAt(context, offset);
  if (evaluated === undefined) return undefined;
  const { directive } = evaluated;
  if (directive.kind !== "unknown" && touches(directive.keyword.range, offset)) {
    const markdown = `\`${directive.keyword.text}\` — ${directiveHelp[directive.kind]}`;
    return { range: directive.keyword.range, markdown };
  }
  const name = nameAt(directive, offset);
  if (name === undefined) return undefined;
  const lines =
    name.kind === "argument"
      ? await stepLines(context, evaluated, name.word)
      : variableLines(context, evaluated, name.word.text, name.kind === "definition");
  return { range: name.word.range, markdown: lines.join("\n\n") };
}

async function stepLines(context: Context, evaluated: EvaluatedDirective, word: Word): Promise<string[]> {
  const { directive } = evaluated;
  const lines = [title(context, evaluated, word.text)];
  const script = await scriptLine(context, evaluated);
  if (script !== undefined) lines.push(script);
  const reason = activity(context, evaluated);
  if (reason !== undefined) lines.push(reason);
  else if (directive.kind === "uninstall") lines.push(directiveHelp.uninstall);
  const lastRun = await lastRunLine(context, evaluated);
  if (lastRun !== undefined) lines.push(lastRun);
  if (directive.kind === "build" || (directive.kind === "uninstall" && !word.text.startsWith("/"))) {
    lines.push(...(await packageLines(context, word.text, evaluated.pass ?? 1)));
  }
  return lines;
}

function title(
  { evaluation }: Context,
  { directive, pass, active }: EvaluatedDirective,
  name: string,
): string {
  if (directive.kind !== "build") return `**${name}** · ${directive.kind}`;
  const total = evaluation.directives.filter(
    (other) => other.active && other.directive.kind === "build" && argumentOf(other.directive) === name,
  ).length;
  const times = active ? `pass ${pass ?? 1} of ${total}` : `would be pass ${pass ?? 1}`;
  return `**${name}** · ${total === 1 && active ? "its only pass" : times}`;
}

async function scriptLine(context: Context, evaluated: EvaluatedDirective): Promise<string | undefined> {
  const { directive, pass, era } = evaluated;
  const name = argumentOf(directive);
  const { kind } = directive;
  if (context.surroundings === undefined || name === undefined || kind === "define" || kind === "unknown") {
    return undefined;
  }
  const { tree, workspace } = context.surroundings;
  const path = scriptPath(tree, { kind, name, pass, era });
  if (path === undefined) return undefined;
  const shown = `\`${path.slice(tree.root.length + 1)}\``;
  if (await workspace.isFile(path)) return `${shown}, run by ${era}`;
  if (kind === "build" && !(await workspace.isDirectory(packageFolder(tree, name)))) {
    return `There is no folder \`steps/${name}\`.`;
  }
  return kind === "build" && era === "bash"
    ? `${shown} does not exist: the defaults of helpers.sh build it`
    : `${shown} does not exist.`;
}

function variableLines(
  context: Context,
  { directive, values, active }: EvaluatedDirective,
  name: string,
  defined: boolean,
): string[] {
  const under = `under ${configurationName(context)}`;
  const meaning = knownVariables.get(name)?.meaning ?? definedVariables.get(name);
  const about = meaning === undefined ? [] : [meaning];
  if (!defined) return [`**${name}** ${holding(values.get(name))} here, ${under}`, ...about];
  const { evaluation } = context;
  const value = evaluation.variables.get(name);
  const line = active
    ? `**${name}** ${holding(value)} in the end, ${under}`
    : `**${name}** · not defined here`;
  const reason =
    directive.predicate === undefined
      ? undefined
      : activity(context, { directive, active, values, era: "kaem", pass: undefined });
  return [line, ...(reason === undefined ? [] : [reason]), ...about];
}

import { knownVariables } from "../config/variables";
import { stepsOfScript, stepTitle, type ScriptStep } from "../manifest/scriptSteps";
import { sourcesOf } from "../../runs/layout";
import type { Document, Hover } from "../language";
import type { Phase } from "./helpers";
import { namedAt, type Named } from "./named";
import { pathAt } from "./paths";
import { shownPlace, situationOf, type Situation } from "./situation";
import type { ShellFunction } from "./syntax";

/** Of a function with more lines than this only the first are shown. */
const mostLines = 16;
/** More places than this say no more. */
const mostPlaces = 5;

/**
 * What steps/helpers.sh has to say: its functions and what a script's own take the place of, its variables, the files
 * of the step that a word names; on the first line, what the step is.
 */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const situation = await situationOf(document);
  if (situation === undefined) return undefined;
  const named = namedAt(situation, offset);
  if (named !== undefined) {
    return { range: named.range, markdown: (await lines(situation, named)).join("\n\n") };
  }
  const file = await pathAt(situation, offset);
  if (file !== undefined) {
    const shown = file.path.slice(situation.tree.root.length + 1);
    return { range: file.range, markdown: `\`${shown}\`${file.kind === "directory" ? ", a folder" : ""}` };
  }
  return firstLine(situation, offset);
}

async function lines(situation: Situation, named: Named): Promise<string[]> {
  switch (named.kind) {
    case "function":
      return functionLines(situation, named.function, named.phase);
    case "override": {
      const { phase } = named;
      const title = `**${phase.name}** of this script takes the place of \`${phase.fallback.name}\``;
      return [title, ...(await functionLines(situation, phase.fallback, phase))];
    }
    case "default": {
      const [phase] = named.phases;
      if (phase === undefined) return functionLines(situation, named.function, undefined);
      const names = named.phases.map(({ fallback }) => `\`${fallback.name}\``).join(" or ");
      return [`**default** runs ${names} here`, ...(await functionLines(situation, phase.fallback, phase))];
    }
    case "variable":
      return variableLines(situation, named);
  }
}

async function functionLines(
  situation: Situation,
  declared: ShellFunction,
  phase: Phase | undefined,
): Promise<string[]> {
  const { helpers } = situation;
  const place = await shownPlace(situation, helpers.path, declared.range);
  const found = [`**${declared.name}** · function of \`${place}\``];
  if (phase !== undefined) {
    const says = phase.says === undefined ? "" : `: \`${phase.says}\``;
    const order = helpers.phases.indexOf(phase) + 1;
    found.push(`What part ${order} of ${helpers.phases.length} of a build${says} does by default`);
  }
  if (declared.comment.length > 0) found.push(declared.comment.join("  \n"));
  found.push(...(await folderLines(situation, declared)));
  const source = helpers.script.text.slice(declared.range).split("\n");
  const shown = source.length > mostLines ? [...source.slice(0, mostLines), "…"] : source;
  found.push(fenced(shown.join("\n")));
  return found;
}

/** Of the variables that a function reads those that name files or folders of this package's step. */
async function folderLines(situation: Situation, declared: ShellFunction): Promise<string[]> {
  const { helpers, values, workspace, tree } = situation;
  const names = new Set<string>();
  for (const { name, kind, range } of helpers.script.variables) {
    if (kind === "use" && declared.range.start < range.start && range.end < declared.range.end)
      names.add(name);
  }
  const found = [...names].map(async (name): Promise<string | undefined> => {
    const path = values.get(name);
    if (situation.package === undefined || path?.startsWith("/steps/") !== true) return undefined;
    const [file = ""] = sourcesOf(tree, path);
    const entries = await workspace.files.entries(file);
    const shown = `- \`${name}\` is \`${file.slice(tree.root.length + 1)}\``;
    if (entries === undefined) return (await workspace.isFile(file)) ? shown : `${shown}, which is not there`;
    const some = entries.slice(0, mostPlaces).map((entry) => `\`${entry.name}\``);
    return `${shown}: ${[...some, ...(entries.length > mostPlaces ? [`and ${entries.length - mostPlaces} more`] : [])].join(", ")}`;
  });
  const lines = (await Promise.all(found)).filter((line) => line !== undefined);
  return lines.length === 0 ? [] : [`In this step\n\n${lines.join("\n")}`];
}

function fenced(code: string): string {
  return `\`\`\`sh\n${code.replaceAll("```", "` ` `")}\n\`\`\``;
}

async function variableLines(
  situation: Situation,
  { name, helper, places }: Named & { kind: "variable" },
): Promise<string[]> {
  const { helpers, values } = situation;
  const value = values.get(name);
  const found = [`**${name}**${value === undefined ? "" : ` is \`${value}\``}`];
  const meaning = knownVariables.get(name)?.meaning;
  if (meaning !== undefined) found.push(meaning);
  const set = [...places, ...(helper?.set ?? []).map((range) => ({ path: helpers.path, range }))];
  if (set.length > 0) {
    const shown = set.slice(0, mostPlaces).map(async ({ path, range }) => {
      const text = await situation.workspace.text(path);
      const line = text?.slice(text.line(text.lineAt(range.start))).trim() ?? "";
      return `- \`${await shownPlace(situation, path, range)}\` · \`${line.replaceAll("`", "'")}\``;
    });
    const more = set.length > mostPlaces ? [`- and ${set.length - mostPlaces} more`] : [];
    found.push(`Set in\n\n${[...(await Promise.all(shown)), ...more].join("\n")}`);
  }
  found.push(...(await usedBy(situation, helper)));
  return found;
}

/** Which functions of helpers.sh read a variable that a script sets for them, or only remove it. */
async function usedBy(
  situation: Situation,
  helper: (Named & { kind: "variable" })["helper"],
): Promise<string[]> {
  if (helper === undefined) return [];
  const readers = [...new Set(helper.read.map(({ function: name }) => name))].filter(
    (name) => name !== undefined,
  );
  if (readers.length > 0) return [`Read by ${readers.map((name) => `\`${name}\``).join(", ")}`];
  const [removed] = helper.unset;
  if (removed === undefined || helper.set.length > 0) return [];
  const place = await shownPlace(situation, situation.helpers.path, removed.range);
  return [`Nothing in helpers.sh reads it; \`${place}\` removes it.`];
}

/** On the comment that a script begins with: the steps that run it, and what they leave to the defaults. */
async function firstLine(situation: Situation, offset: number): Promise<Hover | undefined> {
  const { script, workspace, tree, path } = situation;
  const range = script.text.line(0);
  if (offset > range.end || script.text.bytes[0] !== 0x23) return undefined;
  const steps = await stepsOfScript(workspace, tree, path);
  if (steps.length === 0) return undefined;
  const found = steps.map(stepLine);
  if (situation.package !== undefined) found.push(...phaseLines(situation));
  return { range, markdown: found.join("\n\n") };
}

function stepLine(step: ScriptStep): string {
  const title = `**${stepTitle(step)}**`;
  if (step.number !== undefined) return `${title} · step ${step.number}, run by ${step.era}`;
  return `${title} · not active${step.why === undefined ? "" : `: ${step.why}`}`;
}

function phaseLines({ script, helpers }: Situation): string[] {
  const own = new Set(script.functions.map(({ name }) => name));
  const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const names = helpers.phases.map(({ name }) => name);
  const set = names.filter((name) => own.has(name));
  const left = names.filter((name) => !own.has(name));
  return [
    ...(set.length > 0 ? [`Its own: ${listed(set)}`] : []),
    ...(left.length > 0 ? [`By default: ${listed(left)}`] : []),
  ];
}

import { packageNames } from "../../tree/packages";
import { scriptPath } from "../../tree/scripts";
import { definedVariables, knownVariables } from "../config/variables";
import type { Document } from "../language";
import type { Completion } from "../services";
import { contextOf, type Context } from "./context";
import type { Era } from "./model";
import { argumentOf } from "./syntax";
import { scriptNames } from "./stepScripts";
import { definedNames, valuesOf } from "./uses";

const directiveDetails: readonly (readonly [keyword: string, detail: string])[] = [
  ["build: ", "build a package"],
  ["improve: ", "run a script of steps/improve"],
  ["define: ", "set a variable"],
  ["jump: ", "run a script of steps/jump, usually into another kernel"],
  ["uninstall: ", "remove packages or files"],
];

/** What can be written at an offset, from what stands on the line before it. */
export async function completion(document: Document, offset: number): Promise<readonly Completion[]> {
  const { text } = document;
  const line = text.line(text.lineAt(offset));
  const before = text.latin1.slice(line.start, offset);
  if (before.includes("#")) return [];
  const words = before.split(" ");
  const typed = words.pop()!;
  const behind = /^[^ #\r\n]*/.exec(text.latin1.slice(offset, line.end))![0];
  const place = { range: { start: offset - typed.length, end: offset + behind.length }, start: line.start };
  if (words.length === 0) return directives(place);
  const context = await contextOf(document);
  const open = words.lastIndexOf("(");
  if (open >= 0) return words.includes(")", open) ? [] : predicate(context, words.slice(open + 1), place);
  return argument(context, words, place);
}

interface Place {
  readonly range: Completion["range"];
  /** Where the line begins. */
  readonly start: number;
}

function directives({ range }: Place): Completion[] {
  return directiveDetails.map(([insert, detail], rank) => ({
    label: insert.trimEnd(),
    kind: "keyword",
    range,
    insert,
    detail,
    rank,
  }));
}

async function argument(context: Context, words: readonly string[], place: Place): Promise<Completion[]> {
  const [keyword = ""] = words;
  const { range } = place;
  if (keyword === "uninstall:") return [...installed(context, place), condition(range)];
  if (keyword === "define:") {
    if (words.length === 1) return variables(context, range);
    if (words.length === 2) return [{ label: "=", kind: "keyword", range, insert: "= " }];
    if (words.length > 3) return [condition(range)];
    return [{ ...condition(range), rank: 0 }, ...["True", "False"].map((value) => valueOf(value, range))];
  }
  if (words.length > 1) return [condition(range)];
  if (keyword === "build:") return packages(context, place);
  if ((keyword !== "improve:" && keyword !== "jump:") || context.surroundings === undefined) return [];
  const kind = keyword === "improve:" ? "improve" : "jump";
  const { tree, workspace } = context.surroundings;
  const names = await scriptNames(workspace, tree, kind);
  return names.map((label) => ({ label, kind: "script", range, detail: `steps/${kind}/${label}.sh` }));
}

/** Packages that have a folder, each with the pass that a build on this line would be. */
async function packages(
  { surroundings, evaluation }: Context,
  { range, start }: Place,
): Promise<Completion[]> {
  if (surroundings === undefined) return [];
  const { tree, workspace } = surroundings;
  const earlier = new Map<string, number>();
  let era: Era = "kaem";
  for (const { directive, active } of evaluation.directives) {
    if (directive.range.start >= start) break;
    const name = argumentOf(directive);
    if (!active || name === undefined) continue;
    earlier.set(name, (earlier.get(name) ?? 0) + 1);
    if (directive.kind === "build" && name.startsWith("bash-")) era = "bash";
  }
  const names = await packageNames(workspace, tree);
  return names.map((name) => {
    const pass = (earlier.get(name) ?? 0) + 1;
    const script = scriptPath(tree, { kind: "build", name, pass, era })!;
    const detail = `pass ${pass} · ${script.slice(script.lastIndexOf("/") + 1)}`;
    // What was never built is what a new line is most likely for.
    return { label: name, kind: "package", range, detail, rank: pass === 1 ? 0 : 1 };
  });
}

/** What was built above the line and not uninstalled since. */
function installed({ evaluation }: Context, { range, start }: Place): Completion[] {
  const names = new Set<string>();
  for (const { directive } of evaluation.directives) {
    if (directive.range.start >= start) break;
    if (directive.kind === "build" && directive.argument !== undefined) names.add(directive.argument.text);
    if (directive.kind === "uninstall") for (const { text } of directive.names) names.delete(text);
  }
  return [...names].map((label) => ({ label, kind: "package", range }));
}

function predicate(context: Context, words: readonly string[], { range }: Place): Completion[] {
  const last = words.at(-1);
  if (last === undefined || last === "&&" || last === "||") return variables(context, range);
  if (last === "==" || last === "!=") return values(context, words.at(-2) ?? "", range);
  const operators = words.at(-2) === "==" || words.at(-2) === "!=" ? [")", "&&", "||"] : ["==", "!="];
  return operators.map((label, rank) => ({ label, kind: "keyword", range, rank }));
}

function variables({ manifest, configuration }: Context, range: Completion["range"]): Completion[] {
  const names = new Set([...definedNames(manifest), ...configuration.keys(), ...knownVariables.keys()]);
  return [...names].map((label) => {
    const meaning = knownVariables.get(label)?.meaning ?? definedVariables.get(label);
    const value = configuration.get(label);
    return {
      label,
      kind: "variable",
      range,
      ...(value !== undefined && { detail: `= ${value}` }),
      ...(meaning !== undefined && { documentation: meaning }),
    };
  });
}

function values({ manifest }: Context, name: string, range: Completion["range"]): Completion[] {
  const known = knownVariables.get(name)?.values?.map(({ value }) => value) ?? [];
  return [...new Set([...known, ...valuesOf(manifest, name)])].map((value) => valueOf(value, range));
}

function valueOf(label: string, range: Completion["range"]): Completion {
  return { label, kind: "value", range };
}

function condition(range: Completion["range"]): Completion {
  return {
    label: "( … )",
    kind: "snippet",
    range,
    insert: "( ${1:VARIABLE} == ${2:True} )",
    snippet: true,
    detail: "only where this holds",
    rank: 9,
  };
}

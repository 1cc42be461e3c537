import { parseConfiguration } from "../../tree/configuration";
import { configurationPath, findTree, treeConfiguration } from "../../tree/discover";
import { evaluateTree } from "../../tree/evaluateTree";
import { touches, type Range } from "../../text/range";
import type { Document, Hover, OutlineItem, Target } from "../language";
import { mentionsIn } from "../kaem/references";
import { manifestOf } from "../manifest/context";
import { variableUses } from "../manifest/uses";
import type { Completion, Highlight, SemanticToken } from "../services";
import { parseSettings, type Settings } from "./parser";
import { definedVariables, environmentVariables, knownVariables } from "./variables";

interface Named {
  readonly name: string;
  readonly range: Range;
}

function namedAt({ entries }: Settings, offset: number): Named | undefined {
  for (const { name, nameRange, range, expansions } of entries) {
    if (!touches(range, offset)) continue;
    const expansion = expansions.find((each) => touches(each.range, offset));
    return expansion ?? { name, range: nameRange };
  }
  return undefined;
}

/** What a variable means, what it can be, and which option of rootfs.py sets it. */
export function hover(document: Document, offset: number): Hover | undefined {
  const named = namedAt(parseSettings(document), offset);
  if (named === undefined) return undefined;
  const markdown = aboutVariable(named.name);
  return markdown === undefined ? undefined : { range: named.range, markdown };
}

function aboutVariable(name: string): string | undefined {
  const known = knownVariables.get(name);
  const meaning = known?.meaning ?? environmentVariables.get(name) ?? definedVariables.get(name);
  if (meaning === undefined) return undefined;
  const lines = [`**${name}**`, meaning];
  if (known?.values !== undefined) {
    const values = known.values.map((each) => `\`${each.value}\`${each.meaning ? ` (${each.meaning})` : ""}`);
    lines.push(`One of ${values.join(", ")}.`);
  }
  if (known?.pattern !== undefined) lines.push(`Its value is ${known.pattern.words}.`);
  if (known?.option !== undefined) lines.push(`Set by rootfs.py's \`${known.option}\`.`);
  if (definedVariables.has(name)) lines.push("The manifest defines it; a value here is replaced.");
  return lines.join("\n\n");
}

/** Where a variable is set: here, in bootstrap.cfg, by a `define:` of the manifest. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const named = namedAt(parseSettings(document), offset);
  const places = await placesOf(document, named?.name);
  return places.filter(({ sets }) => sets).map(({ path, range }) => ({ path, range, origin: named!.range }));
}

/** Every place that sets, tests or uses a variable: here, in bootstrap.cfg, in the manifest and in kaem's scripts. */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const name = namedAt(parseSettings(document), offset)?.name;
  const places = await placesOf(document, name);
  const inScripts = name === undefined ? [] : await scriptMentions(document, name);
  return [...places.map(({ path, range }) => ({ path, range })), ...inScripts];
}

/** The places of a variable in the scripts of the kaem era. */
async function scriptMentions({ path, workspace }: Document, wanted: string): Promise<Target[]> {
  const tree = path === undefined ? undefined : workspace && (await findTree(workspace, path));
  if (tree === undefined || workspace === undefined) return [];
  const { configuration } = await treeConfiguration(workspace, tree);
  const { scripts } = await evaluateTree(tree, workspace, configuration);
  const found: Target[] = [];
  for (const script of scripts.keys()) {
    if (script === path) continue;
    for (const { name, range } of await mentionsIn({ tree, workspace }, script)) {
      if (name === wanted) found.push({ path: script, range });
    }
  }
  return found;
}

/** The places of a variable in this file. */
export function highlights(document: Document, offset: number): readonly Highlight[] {
  const settings = parseSettings(document);
  const named = namedAt(settings, offset);
  return named === undefined ? [] : ownPlaces(settings, named.name);
}

function ownPlaces({ entries }: Settings, wanted: string): Highlight[] {
  return entries.flatMap(({ name, nameRange, expansions }) => [
    ...(name === wanted ? [{ range: nameRange, write: true }] : []),
    ...expansions.filter((each) => each.name === wanted).map(({ range }) => ({ range, write: false })),
  ]);
}

interface Place {
  readonly path: string;
  readonly range: Range;
  readonly sets: boolean;
}

async function placesOf(document: Document, name: string | undefined): Promise<Place[]> {
  const { path, workspace } = document;
  if (path === undefined || name === undefined) return [];
  const own = ownPlaces(parseSettings(document), name);
  const places: Place[] = own.map(({ range, write }) => ({ path, range, sets: write }));
  const tree = workspace && (await findTree(workspace, path));
  if (tree === undefined || workspace === undefined) return places;
  const configuration = configurationPath(tree);
  const text = path === configuration ? undefined : await workspace.text(configuration);
  for (const entry of text === undefined ? [] : parseConfiguration(text).entries) {
    if (entry.name === name) places.push({ path: configuration, range: entry.nameRange, sets: true });
  }
  const manifest = await manifestOf(workspace, tree);
  for (const { word, write } of manifest === undefined ? [] : variableUses(manifest.manifest, name)) {
    places.push({ path: tree.manifest, range: word.range, sets: write });
  }
  return places;
}

/** Variables that are not set yet at the beginning of a line, values behind `=`. */
export function completion(document: Document, offset: number): readonly Completion[] {
  const { text } = document;
  const { start, end } = text.line(text.lineAt(offset));
  const typed = text.latin1.slice(start, offset);
  const assignment = /^(\w+)=(.*)$/.exec(typed);
  if (assignment !== null) {
    const range = { start: offset - assignment[2]!.length, end };
    return (knownVariables.get(assignment[1]!)?.values ?? []).map(({ value, meaning }) => ({
      label: value,
      kind: "value",
      range,
      ...(meaning !== undefined && { detail: meaning }),
    }));
  }
  if (!/^\w*$/.test(typed)) return [];
  const { isScript, entries } = parseSettings(document);
  const present = new Set(entries.filter(({ range }) => !touches(range, offset)).map(({ name }) => name));
  const rest = /^\w*=?/.exec(text.latin1.slice(offset, end))![0].length;
  const names = isScript ? environmentVariables.keys() : knownVariables.keys();
  return [...names]
    .filter((name) => !present.has(name))
    .map((label, rank) => ({
      label,
      kind: "variable",
      range: { start, end: offset + rest },
      insert: `${label}=`,
      documentation: aboutVariable(label) ?? "",
      rank,
    }));
}

/** The variables with their values. */
export function outline(document: Document): readonly OutlineItem[] {
  return parseSettings(document)
    .entries.filter(({ name }) => name !== "")
    .map(({ name, value, range, nameRange }) => ({
      name,
      detail: value,
      kind: "variable",
      range,
      selection: nameRange,
    }));
}

/** Names, and what their values are. */
export function semanticTokens(document: Document): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (const { nameRange, valueRange, value, expansions } of parseSettings(document).entries) {
    push(tokens, { range: nameRange, type: "variable", modifiers: ["declaration"] });
    let at = valueRange.start;
    for (const { range } of expansions) {
      push(tokens, { range: { start: at, end: range.start }, type: "string" });
      push(tokens, { range, type: "variable" });
      at = range.end;
    }
    push(tokens, {
      range: { start: at, end: valueRange.end },
      type: /^[0-9]+$/.test(value) ? "number" : "string",
    });
  }
  return tokens;
}

function push(tokens: SemanticToken[], token: SemanticToken): void {
  if (token.range.start < token.range.end) tokens.push(token);
}

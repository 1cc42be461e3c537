import type { Range } from "../../text/range";
import type { Document, OutlineItem } from "../language";
import { contextOf } from "./context";
import type { EvaluatedDirective } from "./model";
import { manifestPhases } from "./phases";
import { argumentOf, isPredicate, type Define } from "./syntax";

/**
 * Every directive in order, by phase where there is more than one: steps with their pass where a package is built more
 * than once, and defined variables.
 */
export async function outline(document: Document): Promise<readonly OutlineItem[]> {
  const { text } = document;
  const { manifest, evaluation } = await contextOf(document);
  const { directives } = evaluation;
  const passes = new Map<string, number>();
  for (const { directive, pass = 0 } of directives) {
    const name = pass > 1 ? argumentOf(directive) : undefined;
    if (name !== undefined) passes.set(name, Math.max(passes.get(name) ?? 0, pass));
  }
  const itemsOf = (first: number, last: number) => {
    const items: OutlineItem[] = [];
    for (let index = first; index <= last; index++) {
      const item = itemOf(directives[index]!, passes, (range) => text.slice(range));
      if (item !== undefined) items.push(item);
    }
    return items;
  };
  const phases = manifestPhases(manifest);
  if (phases.length < 2) return itemsOf(0, directives.length - 1);
  return phases.map(({ title, first, last }) => {
    const selection = directives[first]!.directive.range;
    const range = { start: selection.start, end: directives[last]!.directive.range.end };
    return { name: title, kind: "section", range, selection, children: itemsOf(first, last) };
  });
}

function itemOf(
  { directive, pass, active }: EvaluatedDirective,
  passes: ReadonlyMap<string, number>,
  textOf: (range: Range) => string,
): OutlineItem | undefined {
  const { range } = directive;
  if (directive.kind === "unknown") return undefined;
  if (directive.kind === "define") return definition(directive, textOf);
  const name = argumentOf(directive);
  if (name === undefined) return undefined;
  const details: string[] = directive.kind === "build" ? [] : [directive.kind];
  if (pass !== undefined && (passes.get(name) ?? 1) > 1) details.push(`pass ${pass}`);
  if (!active) details.push("not active");
  const selection =
    directive.kind === "uninstall"
      ? { start: directive.names[0]!.range.start, end: directive.names.at(-1)!.range.end }
      : directive.argument!.range;
  const kind = directive.kind === "build" ? "package" : "step";
  return { name, kind, range, selection, ...(details.length > 0 && { detail: details.join(", ") }) };
}

function definition(directive: Define, textOf: (range: Range) => string): OutlineItem | undefined {
  const { name, value, range } = directive;
  if (name === undefined) return undefined;
  const detail =
    value === undefined ? undefined : isPredicate(value) ? textOf(value.range) : `= ${value.text}`;
  const item = { name: name.text, kind: "variable" as const, range, selection: name.range };
  return detail === undefined ? item : { ...item, detail };
}

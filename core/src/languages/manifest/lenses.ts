import { passScript } from "../../tree/scripts";
import type { Document } from "../language";
import type { InlayHint, Lens } from "../services";
import type { Range } from "../../text/range";
import { contextOf } from "./context";
import type { EvaluatedDirective } from "./model";
import { argumentOf } from "./syntax";
import { passCounts, stepNumbers } from "./uses";

/** A manifest of more directives is long: what goes without saying is not said in it. */
const LONG = 2000;

/**
 * Above each active step: its pass and script for a build, and commands that run the bootstrap up to it and from it on.
 * In a long manifest, of which an editor asks all lenses at once, nothing is said of an only pass.
 */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const context = await contextOf(document);
  const counts = passCounts(context);
  const numbers = stepNumbers(context);
  const root = context.surroundings?.tree.root;
  const { directives } = context.evaluation;
  const found: Lens[] = [];
  for (const [index, evaluated] of directives.entries()) {
    const { directive } = evaluated;
    const number = numbers[index]!;
    if (number === 0) continue;
    const { range } = directive.keyword;
    const title = passTitle(evaluated, counts, directives.length > LONG);
    if (title !== undefined) found.push({ range, title });
    if (root === undefined || directive.broken) continue;
    found.push(new RunLens(range, "until", root, evaluated, number));
    found.push(new RunLens(range, "from", root, evaluated, number));
  }
  return found;
}

/** A run up to a step or from it on. What it would run is made when it is asked for: few of a long manifest's are seen. */
class RunLens implements Lens {
  readonly command = "run";

  constructor(
    readonly range: Range,
    private readonly bound: "until" | "from",
    private readonly root: string,
    private readonly evaluated: EvaluatedDirective,
    private readonly number: number,
  ) {}

  get title(): string {
    return `run ${this.bound} here`;
  }

  get arguments(): readonly unknown[] {
    return [{ tree: this.root, [this.bound]: nameOf(this.evaluated, this.number) }];
  }
}

/** A build by name and pass, as `run --until` and `--from` take it: its number changes with every line above. */
function nameOf({ directive, pass }: EvaluatedDirective, number: number): string {
  if (directive.kind !== "build" || directive.argument === undefined) return String(number);
  return `${directive.argument.text}:${pass ?? 1}`;
}

function passTitle(
  { directive, pass, era }: EvaluatedDirective,
  counts: ReadonlyMap<string, number>,
  long: boolean,
): string | undefined {
  if (directive.kind !== "build" || directive.argument === undefined || pass === undefined) return undefined;
  const name = directive.argument.text;
  const total = counts.get(name) ?? 1;
  const script = passScript(pass, era);
  if (long && total === 1) return undefined;
  return total === 1 ? `its only pass · ${script}` : `pass ${pass} of ${total} · ${script}`;
}

/** Behind each active step its number in the plan, and its pass where a package is built more than once. */
export async function inlayHints(document: Document, range: Range): Promise<readonly InlayHint[]> {
  const context = await contextOf(document);
  const counts = passCounts(context);
  const numbers = stepNumbers(context);
  const hints: InlayHint[] = [];
  const steps = numbers.reduce((most, number) => Math.max(most, number), 0);
  for (const [index, { directive, pass, era }] of context.evaluation.directives.entries()) {
    if (directive.range.end < range.start || directive.range.start > range.end) continue;
    const number = numbers[index]!;
    if (number === 0) continue;
    const total = directive.kind === "build" ? (counts.get(argumentOf(directive) ?? "") ?? 1) : 1;
    const label = total > 1 && pass !== undefined ? `step ${number}, pass ${pass}` : `step ${number}`;
    const tooltip = `Step ${number} of ${steps} under the present configuration, run by ${era}.`;
    hints.push({ offset: directive.range.end, label, tooltip, padding: "left" });
  }
  return hints;
}

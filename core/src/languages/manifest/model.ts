import { linesOf, type Configuration } from "../../tree/configuration";
import {
  argumentOf,
  comparisonsOf,
  isPredicate,
  predicatesOf,
  type Define,
  type Directive,
  type Expression,
  type Manifest,
} from "./syntax";

/** Which shell runs a step: kaem until bash is built, bash from then on. */
export type Era = "kaem" | "bash";

/** A directive under a configuration. */
export interface EvaluatedDirective {
  readonly directive: Directive;
  /** Whether its predicate holds, or it has none. */
  readonly active: boolean;
  readonly era: Era;
  /**
   * For a build, 1-based: one more than the earlier active directives of any kind with the same argument. Of an
   * inactive build, the pass that it would be.
   */
  readonly pass: number | undefined;
  /** What the variables of its predicates held at this line; undefined is unset, which compares as empty. */
  readonly values: ReadonlyMap<string, string | undefined>;
}

/** A manifest under a configuration. */
export interface Evaluation {
  readonly directives: readonly EvaluatedDirective[];
  readonly variables: Variables;
}

/** The generator's list of variables: a name may stand in it twice, and looking up gives the first. */
export class Variables {
  readonly #entries: { readonly name: string; value: string }[];
  readonly #first = new Map<string, number>();

  constructor(configuration: Configuration) {
    this.#entries = linesOf(configuration).map(([name, value]) => ({ name, value }));
    this.#entries.forEach(({ name }, index) => {
      if (!this.#first.has(name)) this.#first.set(name, index);
    });
  }

  /** What a predicate compares; undefined where the variable is unset. */
  get(name: string): string | undefined {
    const index = this.#first.get(name);
    return index === undefined ? undefined : this.#entries[index]!.value;
  }

  /**
   * `define` of seed/script-generator.c. It never looks at the list's first entry, so that the first variable of
   * bootstrap.cfg cannot be changed: a second entry is appended, which predicates do not see. To an empty list the
   * variable is added twice, for the same reason.
   */
  define(name: string, value: string): void {
    if (this.#entries.length === 0) this.#append(name, value);
    const later = this.#entries.findIndex((entry, index) => index > 0 && entry.name === name);
    if (later > 0) this.#entries[later]!.value = value;
    else this.#append(name, value);
  }

  /** The lines of the bootstrap.cfg that the generator writes back, in order. */
  entries(): readonly { readonly name: string; readonly value: string }[] {
    return this.#entries;
  }

  /** What a shell has after running those lines: of a name that stands there twice, the last. */
  asShellSees(): Configuration {
    return new Map(this.#entries.map(({ name, value }) => [name, value]));
  }

  #append(name: string, value: string): void {
    if (!this.#first.has(name)) this.#first.set(name, this.#entries.length);
    this.#entries.push({ name, value });
  }
}

/**
 * The value of an expression as `logic` of seed/script-generator.c computes it: `True` or `False` for a comparison or
 * a chain of them, the word itself for a constant. && and || have no precedence and group to the right.
 */
export function valueOf(expression: Expression, variables: Variables): string {
  const chain: { readonly left: boolean; readonly operator: string }[] = [];
  let rest = expression;
  for (; rest.kind === "logical"; rest = rest.right) {
    chain.push({ left: compare(rest.left, variables), operator: rest.operator.text });
  }
  let value = rest.kind === "constant" ? rest.word.text : truth(compare(rest, variables));
  for (const { left, operator } of chain.reverse()) {
    value = truth(operator === "&&" ? left && value === "True" : left || value === "True");
  }
  return value;
}

function compare(comparison: Extract<Expression, { kind: "comparison" }>, variables: Variables): boolean {
  const equal = (variables.get(comparison.variable.text) ?? "") === comparison.value.text;
  return equal === (comparison.operator.text === "==");
}

function truth(value: boolean): string {
  return value ? "True" : "False";
}

/** What a manifest came to when it was last asked; both never change. */
const evaluated = new WeakMap<
  Manifest,
  { readonly configuration: Configuration; readonly result: Evaluation }
>();

/**
 * Goes through a manifest as the script generator does. Of a malformed manifest, at which the generator stops, it
 * gives what the readable parts mean; a predicate that cannot be read counts as true.
 */
export function evaluate(manifest: Manifest, configuration: Configuration): Evaluation {
  const last = evaluated.get(manifest);
  if (last?.configuration === configuration) return last.result;
  const result = evaluateAnew(manifest, configuration);
  evaluated.set(manifest, { configuration, result });
  return result;
}

function evaluateAnew(manifest: Manifest, configuration: Configuration): Evaluation {
  const variables = new Variables(configuration);
  const earlier = new Map<string, number>();
  let era: Era = "kaem";
  const directives = manifest.directives.map<EvaluatedDirective>((directive) => {
    const values = valuesUsed(directive, variables);
    const active = isActive(directive, variables);
    if (directive.kind === "define" && active) define(directive, variables);
    const argument = argumentOf(directive);
    const count = argument === undefined ? 0 : (earlier.get(argument) ?? 0);
    const pass = directive.kind === "build" && argument !== undefined ? count + 1 : undefined;
    const evaluated = { directive, active, era, pass, values };
    if (active && argument !== undefined) earlier.set(argument, count + 1);
    if (active && directive.kind === "build" && argument?.startsWith("bash-") === true) era = "bash";
    return evaluated;
  });
  return { directives, variables };
}

function isActive(directive: Directive, variables: Variables): boolean {
  const expression = directive.predicate?.expression;
  return expression === undefined || valueOf(expression, variables) === "True";
}

function define({ name, value }: Define, variables: Variables): void {
  if (name === undefined || value === undefined) return;
  if (!isPredicate(value)) variables.define(name.text, value.text);
  else if (value.expression !== undefined) variables.define(name.text, valueOf(value.expression, variables));
}

const noValues: ReadonlyMap<string, undefined> = new Map();

function valuesUsed(directive: Directive, variables: Variables): ReadonlyMap<string, string | undefined> {
  if (directive.predicate === undefined && directive.kind !== "define") return noValues;
  const values = new Map<string, string | undefined>();
  for (const { expression } of predicatesOf(directive)) {
    for (const { variable } of comparisonsOf(expression))
      values.set(variable.text, variables.get(variable.text));
  }
  return values;
}

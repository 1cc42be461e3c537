import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { knownVariables } from "../config/variables";
import type { Context } from "./context";
import { valueOf, Variables } from "./model";
import {
  comparisonsOf,
  isPredicate,
  predicatesOf,
  type Directive,
  type Expression,
  type Manifest,
} from "./syntax";

/** More combinations of values than these are not tried. */
const mostCombinations = 4096;
/** Stands for any value that nobody mentions. No word can be like it. */
const anyOther = "\n";

/** Predicates that hold under every configuration, or under none: whatever the variables hold. */
export function checkConstancy({ manifest }: Context): Diagnostic[] {
  const found: Diagnostic[] = [];
  let domains: Map<string, readonly string[]> | undefined;
  // A manifest tests the same few things again and again.
  const decided = new Map<string, boolean | undefined>();
  for (const directive of manifest.directives) {
    if (directive.broken || (directive.kind !== "define" && directive.predicate === undefined)) continue;
    for (const { range, expression } of predicatesOf(directive)) {
      // A lone word is a constant on purpose, or has a finding of its own.
      if (expression === undefined || expression.kind === "constant") continue;
      domains ??= definedDomains(manifest);
      const written = manifest.text.latin1.slice(range.start, range.end);
      if (!decided.has(written)) decided.set(written, constantValue(expression, domains));
      const constant = decided.get(written);
      if (constant === undefined) continue;
      const code = constant ? "manifest/always-true" : "manifest/always-false";
      found.push(diagnose(code, range, messageOf(constant, expression)));
    }
  }
  return found;
}

function messageOf(constant: boolean, expression: Expression): string {
  const only = comparisonsOf(expression);
  const { variable, value } = only[0]!;
  const values = knownVariables.get(variable.text)?.values;
  const result = constant ? "always true" : "always false";
  if (only.length === 1 && values !== undefined) {
    const names = values.map((each) => `\`${each.value}\``).join(", ");
    return `This is ${result}: ${variable.text} is one of ${names}, never \`${value.text}\`.`;
  }
  return `This is ${result}, whatever its variables hold.`;
}

function constantValue(
  expression: Expression,
  domains: ReadonlyMap<string, readonly string[]>,
): boolean | undefined {
  const mentioned = new Map<string, Set<string>>();
  for (const { variable, value } of comparisonsOf(expression)) {
    const values = mentioned.get(variable.text) ?? new Set();
    mentioned.set(variable.text, values.add(value.text));
  }
  // The empty value stands for an unset variable, too.
  const choices = [...mentioned].map(([name, values]) => {
    const domain = knownVariables.get(name)?.values?.map(({ value }) => value) ?? domains.get(name);
    return { name, values: [...new Set([...(domain ?? [...values, anyOther]), ""])] };
  });
  if (choices.reduce((count, { values }) => count * values.length, 1) > mostCombinations) return undefined;
  let result: boolean | undefined;
  for (const assignment of assignments(choices)) {
    const value = valueOf(expression, new Variables(assignment)) === "True";
    if (result !== undefined && result !== value) return undefined;
    result = value;
  }
  return result;
}

function* assignments(
  choices: readonly { readonly name: string; readonly values: readonly string[] }[],
): Generator<Map<string, string>> {
  const [first, ...rest] = choices;
  if (first === undefined) {
    yield new Map();
    return;
  }
  for (const assignment of assignments(rest)) {
    for (const value of first.values) yield new Map(assignment).set(first.name, value);
  }
}

/**
 * What variables can hold that only the manifest sets, and only by expressions: bootstrap.cfg may name them, too, but
 * then as the generator wrote them there. A variable that is given words can have any: people add to those.
 */
function definedDomains({ directives }: Manifest): Map<string, readonly string[]> {
  const byWord = new Set<string>();
  const domains = new Map<string, readonly string[]>();
  for (const directive of directives) {
    const name = definedTruth(directive);
    if (name !== undefined) domains.set(name, ["True", "False"]);
    else if (directive.kind === "define" && directive.name !== undefined) byWord.add(directive.name.text);
  }
  for (const name of byWord) domains.delete(name);
  return domains;
}

function definedTruth(directive: Directive): string | undefined {
  if (directive.kind !== "define" || directive.value === undefined || !isPredicate(directive.value))
    return undefined;
  const { expression } = directive.value;
  return expression === undefined || expression.kind === "constant" ? undefined : directive.name?.text;
}

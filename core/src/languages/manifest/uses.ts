import type { Context } from "./context";
import type { Evaluation } from "./model";
import {
  argumentOf,
  comparisonsOf,
  isPredicate,
  predicatesOf,
  type Directive,
  type Manifest,
  type Word,
} from "./syntax";

/** A word that names something; `write` where it sets it (a define's name) or makes it (a build's package). */
export interface Use {
  readonly word: Word;
  readonly directive: Directive;
  readonly write: boolean;
}

/** Every place of a manifest that names a variable: defines and tests, in order. */
export function variableUses({ directives }: Manifest, name: string): Use[] {
  const uses: Use[] = [];
  for (const directive of directives) {
    if (directive.kind === "define" && directive.name?.text === name) {
      uses.push({ word: directive.name, directive, write: true });
    }
    if (directive.kind !== "define" && directive.predicate === undefined) continue;
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable } of comparisonsOf(expression)) {
        if (variable.text === name) uses.push({ word: variable, directive, write: false });
      }
    }
  }
  return uses;
}

/** Every build and uninstall of a package, in order. */
function packageUses({ directives }: Manifest, name: string): Use[] {
  const uses: Use[] = [];
  for (const directive of directives) {
    if (directive.kind === "build" && argumentOf(directive) === name && directive.argument !== undefined) {
      uses.push({ word: directive.argument, directive, write: true });
    } else if (directive.kind === "uninstall") {
      for (const word of directive.names)
        if (word.text === name) uses.push({ word, directive, write: false });
    }
  }
  return uses;
}

/** Every `improve:` or `jump:` of a script, in order. */
function scriptUses({ directives }: Manifest, kind: "improve" | "jump", name: string): Use[] {
  const uses: Use[] = [];
  for (const directive of directives) {
    if (directive.kind === kind && directive.argument?.text === name) {
      uses.push({ word: directive.argument, directive, write: false });
    }
  }
  return uses;
}

/** Every use of what an argument names, which may be a package or a script. */
export function argumentUses(manifest: Manifest, directive: Directive, word: Word): Use[] {
  if (directive.kind === "improve" || directive.kind === "jump") {
    return scriptUses(manifest, directive.kind, word.text);
  }
  return packageUses(manifest, word.text);
}

/** The variables that a manifest defines, each once, in the order of their first define. */
export function definedNames({ directives }: Manifest): Set<string> {
  const names = new Set<string>();
  for (const directive of directives) {
    if (directive.kind === "define" && directive.name !== undefined) names.add(directive.name.text);
  }
  return names;
}

/** The variables that a manifest defines or tests. */
export function variableNames(manifest: Manifest): Set<string> {
  const names = definedNames(manifest);
  for (const directive of manifest.directives) {
    if (directive.kind !== "define" && directive.predicate === undefined) continue;
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable } of comparisonsOf(expression)) names.add(variable.text);
    }
  }
  return names;
}

/** The values that a manifest itself gives a variable or compares it with; `True` and `False` for an expression. */
export function valuesOf({ directives }: Manifest, name: string): Set<string> {
  const values = new Set<string>();
  for (const directive of directives) {
    if (directive.kind === "define" && directive.name?.text === name && directive.value !== undefined) {
      if (isPredicate(directive.value)) values.add("True").add("False");
      else values.add(directive.value.text);
    }
    if (directive.kind !== "define" && directive.predicate === undefined) continue;
    for (const { expression } of predicatesOf(directive)) {
      for (const { variable, value } of comparisonsOf(expression)) {
        if (variable.text === name && value.text !== "") values.add(value.text);
      }
    }
  }
  return values;
}

/** How many passes each package has under the configuration that has more than one. */
export function passCounts({ evaluation }: Context): ReadonlyMap<string, number> {
  let counts = counted.get(evaluation);
  if (counts === undefined) counted.set(evaluation, (counts = countPasses(evaluation)));
  return counts;
}

const counted = new WeakMap<Evaluation, ReadonlyMap<string, number>>();

function countPasses({ directives }: Evaluation): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { directive, active, pass = 0 } of directives) {
    // An uninstall or improvement of that name may have made it more than one.
    if (!active || directive.kind !== "build" || pass < 2) continue;
    const name = argumentOf(directive);
    if (name !== undefined) counts.set(name, pass);
  }
  return counts;
}

/** Of each directive the number of its step, 1-based, as a plan counts; 0 where it makes no step. */
export function stepNumbers({ evaluation }: Context): Uint32Array {
  let numbers = numbered.get(evaluation);
  if (numbers === undefined) {
    let last = 0;
    numbers = Uint32Array.from(evaluation.directives, ({ directive, active }) =>
      active && isStep(directive) ? ++last : 0,
    );
    numbered.set(evaluation, numbers);
  }
  return numbers;
}

const numbered = new WeakMap<Evaluation, Uint32Array>();

/** Whether a directive makes a step of a plan. */
function isStep(directive: Directive): boolean {
  switch (directive.kind) {
    case "build":
    case "improve":
    case "jump":
      return argumentOf(directive) !== undefined;
    case "uninstall":
      return directive.names.length > 0;
    case "define":
    case "unknown":
      return false;
  }
}

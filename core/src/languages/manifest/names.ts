import type { Comparison, Directive, Word } from "./syntax";
import { comparisonsOf, predicatesOf } from "./syntax";

/** What the cursor is on. */
export type Name =
  | { readonly kind: "argument"; readonly word: Word }
  | { readonly kind: "variable"; readonly word: Word }
  | { readonly kind: "definition"; readonly word: Word };

/** The name of a directive that a byte offset touches: its argument, a variable it tests, the variable it defines. */
export function nameAt(directive: Directive, offset: number): Name | undefined {
  const touched = (word: Word) => word.range.start <= offset && offset <= word.range.end;
  const variable = testedVariables(directive).find(touched);
  if (variable !== undefined) return { kind: "variable", word: variable };
  switch (directive.kind) {
    case "build":
    case "improve":
    case "jump":
      return directive.argument !== undefined && touched(directive.argument)
        ? { kind: "argument", word: directive.argument }
        : undefined;
    case "uninstall": {
      const word = directive.names.find(touched);
      return word === undefined ? undefined : { kind: "argument", word };
    }
    case "define":
      return directive.name !== undefined && touched(directive.name)
        ? { kind: "definition", word: directive.name }
        : undefined;
    case "unknown":
      return undefined;
  }
}

function testedVariables(directive: Directive): Word[] {
  return predicatesOf(directive)
    .flatMap(({ expression }) => comparisonsOf(expression))
    .map((comparison: Comparison) => comparison.variable);
}

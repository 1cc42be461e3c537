import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { PlainBuild } from "./plainBuild";
import type { Word } from "./tokens";

export type { Word } from "./tokens";

/** The words that begin a directive's line. */
export const keywords = ["build:", "improve:", "define:", "jump:", "uninstall:"] as const;

/** `VAR == value` or `VAR != value`. */
export interface Comparison {
  readonly kind: "comparison";
  readonly range: Range;
  readonly variable: Word;
  readonly operator: Word;
  /** A bare word, never a variable. Empty where the line has two blanks behind the operator. */
  readonly value: Word;
}

/** A bare word. It is text, not a variable: `( True )` holds and `( CHROOT )` does not. */
export interface Constant {
  readonly kind: "constant";
  readonly range: Range;
  readonly word: Word;
}

/** `left && right` or `left || right`; everything to the right of the operator is its right side. */
export interface Logical {
  readonly kind: "logical";
  readonly range: Range;
  readonly left: Comparison;
  readonly operator: Word;
  readonly right: Expression;
}

export type Expression = Comparison | Constant | Logical;

/** `( expression )`. Parts that a malformed line lacks are undefined. */
export interface Predicate {
  readonly range: Range;
  readonly expression: Expression | undefined;
}

interface Line {
  /** The directive's line from its first byte, without comment and LF. */
  readonly range: Range;
  /** Zero-based number of its line. */
  readonly line: number;
  readonly keyword: Word;
  readonly predicate: Predicate | undefined;
  /** Whether the generator stops at this line. */
  readonly broken: boolean;
}

/** `build: package`, `improve: script` or `jump: script`. */
export interface Action extends Line {
  readonly kind: "build" | "improve" | "jump";
  readonly argument: Word | undefined;
}

/** `uninstall: name…` */
export interface Uninstall extends Line {
  readonly kind: "uninstall";
  readonly names: readonly Word[];
}

/** `define: name = word` or `define: name = ( expression )`. */
export interface Define extends Line {
  readonly kind: "define";
  readonly name: Word | undefined;
  readonly value: Word | Predicate | undefined;
}

/** A line whose first word is none of {@link keywords}. */
export interface Unknown extends Line {
  readonly kind: "unknown";
}

export type Directive = Action | Uninstall | Define | Unknown;

/** A parsed manifest: every directive in order, whatever is wrong with it, and what is wrong. */
export interface Manifest {
  readonly text: SourceText;
  readonly directives: readonly Directive[];
  /** From each `#` to the end of its line. */
  readonly comments: readonly Range[];
  /** What the generator stops at or misreads, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether a define's value is a parenthesised expression. */
export function isPredicate(value: Word | Predicate): value is Predicate {
  return "expression" in value;
}

/** The comparisons of an expression, from left to right. */
export function comparisonsOf(expression: Expression | undefined): Comparison[] {
  const comparisons: Comparison[] = [];
  let rest = expression;
  while (rest?.kind === "logical") {
    comparisons.push(rest.left);
    rest = rest.right;
  }
  if (rest?.kind === "comparison") comparisons.push(rest);
  return comparisons;
}

/** The predicates of a directive: its own, and for a define the one that is its value. */
export function predicatesOf(directive: Directive): Predicate[] {
  const predicates: Predicate[] = [];
  if (directive.kind === "define" && directive.value !== undefined && isPredicate(directive.value)) {
    predicates.push(directive.value);
  }
  if (directive.predicate !== undefined) predicates.push(directive.predicate);
  return predicates;
}

/**
 * A directive's argument as the generator compares it when it counts passes: for uninstall all names, one blank
 * between. Undefined for what has none.
 */
export function argumentOf(directive: Directive): string | undefined {
  switch (directive.kind) {
    case "build":
    case "improve":
    case "jump":
      return directive instanceof PlainBuild ? directive.name : directive.argument?.text;
    case "uninstall":
      return directive.names.length === 0 ? undefined : directive.names.map((name) => name.text).join(" ");
    case "define":
    case "unknown":
      return undefined;
  }
}

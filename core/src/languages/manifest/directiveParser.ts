import type { DiagnosticCode } from "../../diagnostics/codes";
import type { Range } from "../../text/range";
import type { Comparison, Directive, Expression, Predicate } from "./syntax";
import type { Word } from "./tokens";

/** The first thing on a line that makes the generator stop. */
export interface LineError {
  readonly code: DiagnosticCode;
  readonly range: Range;
  readonly message: string;
}

export interface ParsedDirective {
  readonly directive: Directive;
  readonly error: LineError | undefined;
  /** Words behind the closing parenthesis of the predicate, which the generator does not look at. */
  readonly ignored: readonly Word[];
}

/**
 * Reads the words of one line as `interpret`, `define` and `logic` of seed/script-generator.c do: at most one error,
 * where the generator would stop; what was read until then is kept.
 */
export function parseDirective(words: readonly Word[], range: Range, line: number): ParsedDirective {
  const reader = new Reader(words, range);
  const directive = directiveOf(reader, words[0]!, range, line);
  return {
    directive,
    error: reader.error,
    ignored: reader.error === undefined && !reader.done() ? reader.rest() : none,
  };
}

const none: readonly Word[] = [];

class Reader {
  error: LineError | undefined;
  #at = 0;

  constructor(
    readonly words: readonly Word[],
    readonly range: Range,
  ) {}

  peek(): Word | undefined {
    return this.error === undefined ? this.words[this.#at] : undefined;
  }

  next(): Word | undefined {
    const word = this.peek();
    if (word !== undefined) this.#at++;
    return word;
  }

  done(): boolean {
    return this.#at >= this.words.length;
  }

  rest(): Word[] {
    return this.words.slice(this.#at);
  }

  /** Only the first error counts: behind it the generator reads no more. */
  fail(code: DiagnosticCode, range: Range, message: string): void {
    this.error ??= { code, range, message };
  }

  /** The place behind the last word, for what is missing there; the last word itself, so that there is something to underline. */
  end(): Range {
    return this.words.at(-1)?.range ?? this.range;
  }
}

const actions: ReadonlyMap<string, "build" | "improve" | "jump"> = new Map([
  ["build:", "build"],
  ["improve:", "improve"],
  ["jump:", "jump"],
]);

// Literals with every field in one place: twenty thousand lines are parsed on each edit.
function directiveOf(reader: Reader, keyword: Word, range: Range, line: number): Directive {
  reader.next();
  const action = actions.get(keyword.text);
  if (action !== undefined) {
    const argument = argumentOf(reader, keyword);
    const predicate = optionalPredicate(reader);
    const broken = reader.error !== undefined;
    return { kind: action, range, line, keyword, argument, predicate, broken };
  }
  if (keyword.text === "uninstall:") {
    const first = argumentOf(reader, keyword);
    const names = first === undefined ? [] : [first];
    for (let word = reader.peek(); word !== undefined && word.text !== "("; word = reader.peek()) {
      names.push(word);
      reader.next();
    }
    const predicate = optionalPredicate(reader);
    return { kind: "uninstall", range, line, keyword, names, predicate, broken: reader.error !== undefined };
  }
  if (keyword.text === "define:") {
    const name = argumentOf(reader, keyword);
    const value = definedValue(reader, name);
    const predicate = optionalPredicate(reader);
    const broken = reader.error !== undefined;
    return { kind: "define", range, line, keyword, name, value, predicate, broken };
  }
  reader.fail("manifest/unknown-directive", keyword.range, `\`${keyword.text}\` is no directive.`);
  return { kind: "unknown", range, line, keyword, predicate: undefined, broken: true };
}

function argumentOf(reader: Reader, keyword: Word): Word | undefined {
  const word = reader.next();
  // The generator would take `(` for the argument; no package or variable has that name.
  if (word !== undefined && word.text !== "(") return word;
  reader.fail("manifest/missing-argument", keyword.range, `\`${keyword.text}\` lacks its argument.`);
  return undefined;
}

function definedValue(reader: Reader, name: Word | undefined): Word | Predicate | undefined {
  if (name === undefined) return undefined;
  const equals = reader.next();
  if (equals?.text !== "=") {
    reader.fail(
      "manifest/missing-equals",
      equals?.range ?? name.range,
      `\`define: ${name.text}\` must go on with \` = \`.`,
    );
    return undefined;
  }
  const value = reader.peek();
  if (value === undefined) {
    reader.fail("manifest/missing-argument", equals.range, `\`define: ${name.text} =\` lacks its value.`);
    return undefined;
  }
  return value.text === "(" ? predicateOf(reader) : reader.next();
}

function optionalPredicate(reader: Reader): Predicate | undefined {
  const word = reader.peek();
  if (word === undefined) return undefined;
  if (word.text === "(") return predicateOf(reader);
  if (reader.rest().some((each) => /[()]|^[=!]=$/.test(each.text))) {
    const message = "A predicate begins with `(` and ends with `)`, each a word of its own.";
    reader.fail("manifest/missing-parenthesis", word.range, message);
  } else {
    const taken =
      reader.words[0]!.text === "define:" ? "The value of `define:` is one word" : "There is one argument";
    const message = `${taken}; then only a predicate in parentheses may follow.`;
    reader.fail("manifest/unexpected-argument", word.range, message);
  }
  return undefined;
}

function predicateOf(reader: Reader): Predicate {
  const open = reader.next()!;
  const expression = expressionOf(reader);
  const close = reader.next();
  const end = close?.range.end ?? reader.end().end;
  return { range: { start: open.range.start, end }, expression };
}

/** Everything up to the closing parenthesis, which stays unread. */
function expressionOf(reader: Reader): Expression | undefined {
  // A chain nests to the right; built from its end, so that no chain is too long for the stack.
  const chain: { left: Comparison; operator: Word }[] = [];
  let last: Expression | undefined;
  while (last === undefined) {
    const operand = operandOf(reader);
    if (operand === undefined) return undefined;
    const after = reader.peek();
    if (operand.kind === "constant" || after?.text === ")") {
      last = operand;
    } else if (after === undefined) {
      reader.fail("manifest/missing-parenthesis", reader.end(), "The predicate lacks its closing ` )`.");
      return undefined;
    } else if (after.text === "&&" || after.text === "||") {
      chain.push({ left: operand, operator: reader.next()! });
    } else {
      reader.fail(
        "manifest/malformed-predicate",
        after.range,
        `Expected \`&&\`, \`||\` or \`)\` behind \`${operand.value.text}\`, found \`${after.text}\`.`,
      );
      return undefined;
    }
  }
  return chain.reduceRight<Expression>(
    (right, { left, operator }) => ({
      kind: "logical",
      range: { start: left.range.start, end: right.range.end },
      left,
      operator,
      right,
    }),
    last,
  );
}

function operandOf(reader: Reader): Comparison | { kind: "constant"; range: Range; word: Word } | undefined {
  const word = reader.next();
  if (word === undefined) {
    reader.fail("manifest/missing-parenthesis", reader.end(), "The predicate ends in the middle.");
    return undefined;
  }
  const operator = reader.peek();
  if (operator === undefined) {
    if (word.text === ")")
      reader.fail("manifest/malformed-predicate", word.range, "A predicate holds something.");
    else reader.fail("manifest/missing-parenthesis", word.range, "The predicate lacks its closing ` )`.");
    return undefined;
  }
  if (operator.text === ")") return { kind: "constant", range: word.range, word };
  if (operator.text !== "==" && operator.text !== "!=") {
    const negatedOrNested = word.text === "(" || word.text === "!";
    reader.fail(
      "manifest/malformed-predicate",
      negatedOrNested ? word.range : operator.range,
      negatedOrNested
        ? "Predicates know no inner parentheses and no `!`: only comparisons, joined by `&&` and `||`."
        : `Expected \`==\` or \`!=\` behind \`${word.text}\`, found \`${operator.text}\`.`,
    );
    return undefined;
  }
  reader.next();
  const value = reader.next();
  if (value === undefined) {
    reader.fail("manifest/malformed-predicate", operator.range, `\`${operator.text}\` lacks its right side.`);
    return undefined;
  }
  if (value.text === ")" && reader.peek() === undefined) {
    reader.fail(
      "manifest/malformed-predicate",
      operator.range,
      `\`${operator.text}\` lacks its right side: the generator takes \`)\` for it.`,
    );
    return undefined;
  }
  return {
    kind: "comparison",
    range: { start: word.range.start, end: value.range.end },
    variable: word,
    operator,
    value,
  };
}

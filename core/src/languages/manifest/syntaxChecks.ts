import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { ParsedDirective } from "./directiveParser";
import { predicatesOf, type Directive, type Expression, type Predicate, type Word } from "./syntax";

/** MAX_TOKEN of seed/script-generator.c in bytes, the terminating NUL included. Nothing checks it there. */
const wordBuffer = 64;
/** What M2libc's malloc gives at least for that buffer (stdlib.c), so that only here the next one is overwritten. */
const allocatedBuffer = 256;
/** MAX_STRING of seed/script-generator.c: the names of an uninstall, joined, in bytes. This one is checked. */
const joinedNames = 2048;

/** Whether {@link checkDirective} could find anything: of most of a long manifest's lines it could not. */
export function needsCheck({ directive, ignored }: ParsedDirective): boolean {
  return (
    directive.kind === "define" ||
    directive.predicate !== undefined ||
    ignored.length > 0 ||
    directive.range.end - directive.range.start >= wordBuffer
  );
}

/** What the generator takes without a word, but not as it is meant. Knows nothing but the line. */
export function checkDirective({ directive, ignored }: ParsedDirective): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const word of wordsOf(directive)) {
    const length = word.range.end - word.range.start;
    if (length >= allocatedBuffer) {
      diagnostics.push(
        diagnose("manifest/word-too-long", word.range, `A word of ${length} bytes is cut and garbled.`),
      );
    } else if (length >= wordBuffer) {
      const message = `A word has room for ${wordBuffer - 1} bytes in the generator; this one has ${length}.`;
      diagnostics.push(diagnose("manifest/word-over-buffer", word.range, message));
    }
  }
  if (directive.kind === "uninstall" && directive.names.length > 0) {
    const range = { start: directive.names[0]!.range.start, end: directive.names.at(-1)!.range.end };
    if (range.end - range.start > joinedNames) {
      const message = "Too many names for the generator's buffer: split the line.";
      diagnostics.push(diagnose("manifest/uninstall-too-long", range, message));
    }
  }
  for (const predicate of predicatesOf(directive)) diagnostics.push(...checkPrecedence(predicate));
  if (directive.predicate !== undefined) diagnostics.push(...checkConstant(directive.predicate));
  if (ignored.length > 0) {
    const range = { start: ignored[0]!.range.start, end: ignored.at(-1)!.range.end };
    const fixes = [{ title: "Remove it", edits: [{ range, text: "" }] }];
    const message = "Nothing behind the predicate is read.";
    diagnostics.push(diagnose("manifest/text-after-predicate", range, message, { fixes, unnecessary: true }));
  }
  return diagnostics.length < 2 ? diagnostics : diagnostics.sort((a, b) => a.range.start - b.range.start);
}

function wordsOf(directive: Directive): Word[] {
  const words: Word[] = [];
  if (directive.kind === "uninstall") for (const name of directive.names) words.push(name);
  else if (directive.kind === "define") {
    if (directive.name !== undefined) words.push(directive.name);
    if (directive.value !== undefined && "text" in directive.value) words.push(directive.value);
  } else if (directive.kind !== "unknown" && directive.argument !== undefined) words.push(directive.argument);
  for (const predicate of predicatesOf(directive)) {
    for (const operand of operandsOf(predicate.expression)) words.push(operand);
  }
  return words;
}

function operandsOf(expression: Expression | undefined): Word[] {
  const words: Word[] = [];
  for (let rest = expression; rest !== undefined; rest = rest.kind === "logical" ? rest.right : undefined) {
    const operand = rest.kind === "logical" ? rest.left : rest;
    words.push(...(operand.kind === "constant" ? [operand.word] : [operand.variable, operand.value]));
  }
  return words;
}

/** A constant where a truth is wanted: any word but `True` is false, whatever a variable of that name holds. */
function checkConstant(predicate: Predicate): Diagnostic[] {
  let last = predicate.expression;
  while (last?.kind === "logical") last = last.right;
  if (last?.kind !== "constant" || last.word.text === "True" || last.word.text === "False") return [];
  const { text } = last.word;
  const message = `\`${text}\` is a word here, not a variable, and no word but \`True\` holds: this is always false.`;
  const fixes = [
    { title: `Compare: \`${text} == True\``, edits: [{ range: last.range, text: `${text} == True` }] },
  ];
  return [diagnose("manifest/constant-predicate", last.range, message, { fixes })];
}

/** `a && b || c` is a && (b || c) to the generator: && and || have no precedence and group to the right. */
function checkPrecedence(predicate: Predicate): Diagnostic[] {
  let conjunction: Expression | undefined;
  for (let rest = predicate.expression; rest?.kind === "logical"; rest = rest.right) {
    if (rest.operator.text === "&&") conjunction ??= rest;
    else if (conjunction !== undefined) {
      const message =
        "Read as `… && ( … || … )`: `&&` does not bind tighter than `||`, both group to the right.";
      return [diagnose("manifest/misleading-precedence", conjunction.range, message)];
    }
  }
  return [];
}

import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { parseDirective, type ParsedDirective } from "./directiveParser";
import { repairsOf } from "./repair";
import { spacingProblems } from "./spacing";
import { checkDirective, needsCheck } from "./syntaxChecks";
import type { Directive, Manifest } from "./syntax";
import { codeEnd, lineOf, visibleWords, type Line } from "./tokens";

/**
 * Parses steps/manifest: exactly the grammar of live-bootstrap's seed/script-generator.c. Never throws. The generator
 * stops at the first malformed line and then writes nothing at all; here every line is read, and a malformed one keeps
 * what can be made out of it, marked as broken.
 */
export function parseManifest(text: SourceText): Manifest {
  let manifest = parsed.get(text);
  if (manifest === undefined) parsed.set(text, (manifest = parse(text)));
  return manifest;
}

/** A text never changes, and every service of a document asks for the same one. */
const parsed = new WeakMap<SourceText, Manifest>();

function parse(text: SourceText): Manifest {
  const directives: Directive[] = [];
  const comments: Range[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let number = 0; number < text.lineCount; number++) {
    const build = plainBuild(text, number);
    if (build !== undefined) {
      directives.push(build);
      continue;
    }
    const line = lineOf(text, number);
    if (line === undefined) continue;
    if (line.comment !== undefined) comments.push(line.comment);
    if (line.words.length === 0) continue;
    const directive = parseLine(text, line, diagnostics);
    if (directive !== undefined) directives.push(directive);
  }
  return { text, directives, comments, diagnostics };
}

const buildKeyword = "build: ";
/** A word of so many bytes may have a finding. */
const longWord = 64;

/**
 * `build: NAME` and nothing else, as most lines of a long manifest are: read without making anything that the
 * directive does not hold. Undefined for any other line.
 */
function plainBuild(text: SourceText, number: number): Directive | undefined {
  const range = text.line(number);
  const { start, end } = range;
  const name = start + buildKeyword.length;
  if (end <= name || end - name >= longWord || !text.latin1.startsWith(buildKeyword, start)) return undefined;
  for (let at = name; at < end; at++) {
    const byte = text.bytes[at]!;
    // Blanks, tabs, CR, `#`, `(` and what is not ASCII: the rules for those are elsewhere.
    if (byte <= 0x20 || byte === 0x23 || byte === 0x28 || byte > 0x7e) return undefined;
  }
  const keyword = { range: { start, end: name - 1 }, text: "build:" };
  const argument = { range: { start: name, end }, text: text.latin1.slice(name, end) };
  return { kind: "build", range, line: number, keyword, argument, predicate: undefined, broken: false };
}

function parseLine(text: SourceText, line: Line, diagnostics: Diagnostic[]): Directive | undefined {
  const range = { start: line.range.start, end: codeEnd(text, line) };
  const strict = parseDirective(line.words, range, line.number);
  const spacing = isRegular(text, line) ? none : spacingProblems(text, line, strict.error === undefined);
  diagnostics.push(...spacing);
  if (strict.error === undefined && spacing.every((problem) => problem.severity !== "error")) {
    if (needsCheck(strict)) diagnostics.push(...checkDirective(strict));
    return strict.directive;
  }
  const words = visibleWords(text, line);
  if (words.length === 0) return undefined;
  // What the blanks did is told; what else is wrong with the line shows without them.
  const visible = spacing.length === 0 ? strict : parseDirective(words, range, line.number);
  diagnostics.push(...errorOf(text, line, visible), ...checkDirective(visible));
  return { ...visible.directive, broken: true };
}

const none: readonly Diagnostic[] = [];

/** Whether single blanks alone separate a line's words, as nearly always. */
function isRegular(text: SourceText, line: Line): boolean {
  const { end } = line.range;
  if (line.comment === undefined && text.bytes[end - 1] === 0x0d) return false;
  for (const { text: word } of line.words) if (word === "" || word.includes("\t")) return false;
  return true;
}

function errorOf(text: SourceText, line: Line, parsed: ParsedDirective): Diagnostic[] {
  if (parsed.error === undefined) return [];
  const { code, range, message } = parsed.error;
  return [diagnose(code, range, message, { fixes: repairsOf(text, line) })];
}

import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import { byteOrderMark } from "../../text/byteOrderMark";
import type { SourceText } from "../../text/sourceText";
import { unseenMark } from "../foreignBytes";
import { parseDirective, type ParsedDirective } from "./directiveParser";
import { PlainBuild, plainBuild } from "./plainBuild";
import { repairsOf } from "./repair";
import { sameLines } from "./sameLines";
import { carriageReturn, endsWithReturn, spacingProblems } from "./spacing";
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

/** The manifest that was parsed last: most texts are it with an edit, and keep what was made of the other lines. */
let latest: Manifest | undefined;

function parse(text: SourceText): Manifest {
  const manifest =
    latest === undefined || needsAll(text) || needsAll(latest.text) ? whole(text) : edited(latest, text);
  latest = manifest;
  return manifest;
}

/** A CR is told of once, on the first line that has one: no line can be looked at by itself. */
function needsAll({ bytes }: SourceText): boolean {
  return bytes.includes(0x0d);
}

interface Parts {
  readonly directives: Directive[];
  readonly comments: Range[];
  readonly diagnostics: Diagnostic[];
  /** Whether a line has been told of that ends with CR LF. */
  returned: boolean;
}

function whole(text: SourceText): Manifest {
  const parts: Parts = { directives: [], comments: [], diagnostics: [], returned: false };
  for (let number = 0; number < text.lineCount; number++) addLine(parts, text, number);
  return manifestOf(text, parts);
}

/** What `whole` would give, with the objects of lines that stay where they are. */
function edited(before: Manifest, text: SourceText): Manifest {
  const { changed, rest, bytes, lines } = sameLines(before.text, text);
  const start = text.line(changed).start;
  const { directives: old } = before;
  const kept = firstIndex(old, ({ line }) => line >= changed);
  const parts: Parts = {
    directives: old.slice(0, kept),
    comments: before.comments.filter((comment) => comment.start < start),
    diagnostics: before.diagnostics.filter(({ range }) => range.start < start),
    returned: false,
  };
  for (let number = changed; number < rest && number < text.lineCount; number++) addLine(parts, text, number);
  let at = firstIndex(old, ({ line }) => line >= rest - lines);
  for (let number = rest; number < text.lineCount; number++) {
    const same = old[at]?.line === number - lines ? old[at++] : undefined;
    if (same instanceof PlainBuild) parts.directives.push(same.moved(bytes, lines));
    else addLine(parts, text, number);
  }
  return manifestOf(text, parts);
}

function manifestOf(text: SourceText, { directives, comments, diagnostics }: Parts): Manifest {
  return { text, directives, comments, diagnostics };
}

/** Of items in the order of some property the index of the first that has it. */
function firstIndex<Item>(items: readonly Item[], has: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (has(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function addLine(parts: Parts, text: SourceText, number: number): void {
  const { directives, comments } = parts;
  const build = plainBuild(text, number);
  if (build !== undefined) {
    directives.push(build);
    return;
  }
  const mark = number === 0 ? byteOrderMark(text) : undefined;
  const stops = "the script generator stops at it, as no directive begins so.";
  parts.diagnostics.push(...unseenMark("manifest/byte-order-mark", mark, stops));
  const line = lineOf(text, number, mark?.end);
  if (line === undefined) return;
  if (line.comment !== undefined) comments.push(line.comment);
  if (line.words.length === 0) return;
  const directive = parseLine(text, line, parts);
  if (directive !== undefined)
    directives.push(mark === undefined ? directive : { ...directive, broken: true });
}

function parseLine(text: SourceText, line: Line, parts: Parts): Directive | undefined {
  const { diagnostics } = parts;
  const range = { start: line.range.start, end: codeEnd(text, line) };
  const returned = endsWithReturn(text, line);
  if (returned && !parts.returned) diagnostics.push(...carriageReturn(text, line));
  parts.returned ||= returned;
  const strict = parseDirective(line.words, range, line.number);
  const spacing = isRegular(text, line) ? none : spacingProblems(text, line, strict.error === undefined);
  for (const each of spacing) diagnostics.push(each);
  if (!returned && strict.error === undefined && spacing.every((problem) => problem.severity !== "error")) {
    if (needsCheck(strict)) for (const each of checkDirective(strict)) diagnostics.push(each);
    return strict.directive;
  }
  const words = visibleWords(text, line);
  if (words.length === 0) return undefined;
  // What the blanks did is told; what else is wrong with the line shows without them.
  const visible = spacing.length === 0 && !returned ? strict : parseDirective(words, range, line.number);
  for (const each of errorOf(text, line, visible)) diagnostics.push(each);
  for (const each of checkDirective(visible)) diagnostics.push(each);
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

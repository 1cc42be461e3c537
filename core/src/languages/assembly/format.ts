import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { sourceOfDocument, type Source } from "./source";
import { kind } from "./tokens";

/** A tab goes to the next column that is a multiple of this. */
const tab = 8;
/** A comment is not moved behind this column for one long line's sake. */
const mostColumn = 60;

/** A line of code with a comment behind it. */
interface Commented {
  /** Byte offset behind the code, and where the comment begins. */
  readonly code: number;
  readonly comment: number;
  /** Columns of the same, zero-based. */
  readonly codeColumn: number;
  readonly commentColumn: number;
}

/**
 * Comments behind code stand in one column, those of neighbouring lines; no blanks at the ends of lines; a line feed at
 * the end. Digits, words and the blanks between them stay as they are: no edit touches anything but blanks.
 */
export function format(document: Document): readonly TextEdit[] {
  const source = sourceOfDocument(document);
  const { text } = source;
  // Where tools disagree on what ends a line, nothing is sure to be only looks.
  if (/[\r\0]/.test(text.latin1) || hasOpenString(source)) return [];
  const edits: TextEdit[] = [];
  let block: Commented[] = [];
  const flush = () => {
    for (const each of aligned(block)) edits.push(each);
    block = [];
  };
  const ends = lineEnds(source);
  for (let line = 0; line < text.lineCount; line++) {
    const range = text.line(line);
    const own = ends[line];
    if (own === "inside") {
      flush();
      continue;
    }
    const commented = own === undefined ? undefined : commentedLine(source, range.start, own);
    if (commented !== undefined) block.push(commented);
    else if (own === undefined || own.comment === undefined) flush();
    // A blank can be the name of a label in hex1.
    const least = own === undefined || own.comment !== undefined ? range.start : (own.code ?? range.start);
    const trimmed = trimmedEnd(text.latin1, least, range.end);
    const isPlain = trimmed === range.start || plainEnd.test(text.latin1.slice(range.start, trimmed));
    const start = isPlain ? trimmed : range.end;
    const ending = line === text.lineCount - 1 && start > range.start && endsLine(source) ? "\n" : "";
    if (start < range.end || ending !== "") edits.push({ range: { start, end: range.end }, text: ending });
  }
  flush();
  return edits.sort((a, b) => a.range.start - b.range.start);
}

/** Of a line: where its code ends, and where a comment begins; `inside` when a string goes over its end. */
type LineEnd = { readonly code: number | undefined; readonly comment: number | undefined } | "inside";

function lineEnds({ text, tokens }: Source): (LineEnd | undefined)[] {
  const found: (LineEnd | undefined)[] = [];
  let open = false;
  for (let token = 0; token < tokens.count; token++) {
    const what = tokens.kindOf(token);
    const { start, end } = tokens.rangeOf(token);
    const line = text.lineAt(start);
    const last = text.lineAt(Math.max(start, end - 1));
    if (what === kind.quote) open = !open;
    for (let each = line; each <= last; each++) {
      const before = found[each];
      if (before === "inside") continue;
      if (last > line || open) found[each] = "inside";
      else if (what === kind.comment) found[each] = { code: before?.code, comment: start };
      else found[each] = { code: end, comment: undefined };
    }
    // Between two quotes a line belongs to the string, whatever else is in it.
    if (open && token + 1 < tokens.count) {
      for (let each = line; each <= text.lineAt(tokens.startOf(token + 1)); each++) found[each] = "inside";
    }
  }
  return found;
}

/**
 * A last word that is read the same with a line feed behind it by every tool on every processor: any byte can be a name
 * to hex1, and M1 reads what it is in the midst of at the end in ways of its own.
 */
const plainEnd = /(?:^|[ \t\n])(?:[:!@$~%&]?[\w,.+[\]-]+|[#;][^\n\r]*)$/;

/** Whether a string never ends: then there is no telling what belongs to it. */
function hasOpenString({ tokens }: Source): boolean {
  let open = false;
  for (let token = 0; token < tokens.count; token++) if (tokens.kindOf(token) === kind.quote) open = !open;
  return open;
}

/** Whether a line feed behind the last token is just that, and no part of a string or a name. */
function endsLine({ text, tokens }: Source): boolean {
  const last = tokens.count - 1;
  if (last < 0 || !plainEnd.test(text.latin1.slice(0, trimmedEnd(text.latin1, 0, text.length)))) return false;
  const what = tokens.kindOf(last);
  if (what === kind.label || what === kind.reference) return tokens.endOf(last) > tokens.startOf(last) + 1;
  return what !== kind.string && what !== kind.quote && what !== kind.defineValue;
}

function commentedLine(
  source: Source,
  start: number,
  own: Exclude<LineEnd, "inside">,
): Commented | undefined {
  const { code, comment } = own;
  // What is glued to a word can be part of it.
  if (code === undefined || comment === undefined || comment <= code) return undefined;
  const { latin1 } = source.text;
  // A carriage return is no blank: some tools take it for part of a name.
  if (!/^[ \t]*$/.test(latin1.slice(code, comment))) return undefined;
  return {
    code,
    comment,
    codeColumn: columnOf(latin1, start, code, 0),
    commentColumn: columnOf(latin1, start, comment, 0),
  };
}

function columnOf(latin1: string, from: number, to: number, column: number): number {
  for (let at = from; at < to; at++) {
    const character = latin1.charCodeAt(at);
    if (character === 0x09) column += tab - (column % tab);
    // The bytes of a character that go on with it take no column.
    else if ((character & 0xc0) !== 0x80) column++;
  }
  return column;
}

/** Puts the comments of a block in one column: the one that most have, where all code ends in front of it. */
function aligned(block: readonly Commented[]): TextEdit[] {
  if (block.length < 2) return [];
  const widths = block.map(({ codeColumn }) => codeColumn).filter((column) => column < mostColumn);
  const least = Math.max(0, ...widths) + 1;
  const counts = new Map<number, number>();
  for (const { commentColumn } of block) {
    if (commentColumn >= least) counts.set(commentColumn, (counts.get(commentColumn) ?? 0) + 1);
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const column = usual?.[0] ?? least;
  const edits: TextEdit[] = [];
  for (const { code, comment, codeColumn, commentColumn } of block) {
    if (commentColumn === column || codeColumn >= column) continue;
    edits.push({ range: { start: code, end: comment }, text: " ".repeat(column - codeColumn) });
  }
  return edits;
}

/** Where a line's blanks at its end begin. */
function trimmedEnd(latin1: string, start: number, end: number): number {
  let at = end;
  while (at > start && (latin1[at - 1] === " " || latin1[at - 1] === "\t")) at--;
  return at;
}

import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** A word of the manifest. It is empty where two blanks follow one another: the generator counts that as a word. */
export interface Word {
  readonly range: Range;
  readonly text: string;
}

/** A line that has something on it. */
export interface Line {
  /** Zero-based. */
  readonly number: number;
  /** The whole line, without its LF. */
  readonly range: Range;
  /** The words as the generator cuts them. */
  readonly words: readonly Word[];
  /** From the `#` to the end of the line. */
  readonly comment: Range | undefined;
}

/**
 * Cuts a manifest into lines and words as `consume_line` of live-bootstrap's seed/script-generator.c does: a word ends
 * at a blank, at `#` or at the line's end; exactly one blank is skipped behind it, so that each further one makes an
 * empty word; tabs and CR are ordinary characters.
 */
export function linesOf(text: SourceText): Line[] {
  return Array.from({ length: text.lineCount }, (_, number) => lineOf(text, number)).filter(
    (line) => line !== undefined,
  );
}

/** One such line, zero-based; undefined where it is empty. Its words may begin further on, behind a byte order mark. */
export function lineOf(text: SourceText, number: number, from?: number): Line | undefined {
  const { bytes } = text;
  const whole = text.line(number);
  const range = from === undefined ? whole : { start: from, end: whole.end };
  const { start: first, end } = range;
  if (first === end) return undefined;
  if (bytes[first] === hash) return { number, range, words: none, comment: range };
  const words: Word[] = [];
  let comment: Range | undefined;
  let at = first;
  while (comment === undefined && at < end) {
    const start = at;
    let ascii = true;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === blank || byte === hash) break;
      if (byte > 0x7f) ascii = false;
    }
    const word = { start, end: at };
    words.push({ range: word, text: ascii ? text.latin1.slice(start, at) : text.slice(word) });
    if (bytes[at] === blank && at < end) at++;
    if (at < end && bytes[at] === hash) comment = { start: at, end };
  }
  return { number, range, words, comment };
}

const blank = 0x20;
const hash = 0x23;
const none: readonly Word[] = [];

/**
 * The words that a person sees on a line: tabs separate, too, runs of blanks count once, and a CR at the end is not
 * part of a word. For lines that the generator refuses, so that the rest of the line still means something.
 */
export function visibleWords(text: SourceText, line: Line): Word[] {
  const words: Word[] = [];
  const end = codeEnd(text, line);
  const pattern = /[^ \t]+/g;
  const code = text.latin1.slice(line.range.start, end);
  for (const match of code.matchAll(pattern)) {
    const start = line.range.start + match.index;
    words.push(wordAt(text, start, start + match[0].length));
  }
  return words;
}

/** Where a line's words end: before its comment, or before the CR that ends the line. */
export function codeEnd(text: SourceText, line: Line): number {
  if (line.comment !== undefined) return line.comment.start;
  const { start, end } = line.range;
  return end > start && text.latin1[end - 1] === "\r" ? end - 1 : end;
}

function wordAt(text: SourceText, start: number, end: number): Word {
  const raw = text.latin1.slice(start, end);
  const range = { start, end };
  return { range, text: isAscii(raw) ? raw : text.slice(range) };
}

function isAscii(raw: string): boolean {
  for (let at = 0; at < raw.length; at++) if (raw.charCodeAt(at) > 0x7f) return false;
  return true;
}

import type { Range } from "../../text/range";

/** What stands behind so many characters is no part of an instruction. */
const LONGEST = 300;

/** The text of a comment up to the next comment character; characters and strings in quotes hide one. */
export function firstSegment(whole: string): string {
  const { start, end } = segmentRange(whole);
  return whole.slice(start, end);
}

/** Where in a comment that text is. */
export function segmentRange(whole: string): Range {
  const comment = whole.slice(0, LONGEST);
  let at = 0;
  while (at < comment.length && "#; \t".includes(comment[at]!)) at++;
  const start = at;
  while (at < comment.length && !ends(comment, at)) at = behindQuote(comment, at);
  const text = comment.slice(start, at);
  return { start, end: start + text.trimEnd().length };
}

/** Whether a comment within the comment begins: not with the `#` that ARM's assemblers want before a number. */
function ends(comment: string, at: number): boolean {
  if (comment[at] === ";") return true;
  if (comment[at] !== "#") return false;
  const isNumber = /^#(?:-?\d|:\w)/.test(comment.slice(at, at + 3));
  return !(
    isNumber &&
    /(?:,|\b(?:[al]sr|lsl|ror|[us]xt[bhwx]|svc|swi|hvc|smc|brk|hlt))\s*$/i.test(comment.slice(0, at))
  );
}

/** `'x'`, `'\n'` and `"…"` are one thing; an apostrophe is a character. */
function behindQuote(text: string, at: number): number {
  const quote = text[at];
  if (quote === "'") {
    if (text[at + 2] === "'") return at + 3;
    if (text[at + 1] === "\\" && text[at + 3] === "'") return at + 4;
  }
  if (quote === '"') {
    const end = text.indexOf('"', at + 1);
    if (end > 0) return end + 1;
  }
  return at + 1;
}

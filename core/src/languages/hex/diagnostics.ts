import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { elfDiagnostics } from "./elfDiagnostics";
import { hexModel, type HexModel } from "./model";
import type { Document } from "../language";

/** Of one kind of finding, so many are reported: a binary that was opened by mistake has thousands. */
const MOST = 100;

/** So many characters of a source are repeated in a message. */
const MOST_SHOWN = 40;

/** UTF-8's byte order mark, a character a byte. */
const BOM = "\u00ef\u00bb\u00bf";

/** Whether a byte of the source is a hex digit. */
const digit = /[0-9A-Fa-f]/;

/** What hex0 would silently take otherwise than a reader thinks, and headers that disagree with the bytes. */
export function hex0Diagnostics(document: Document): readonly Diagnostic[] {
  const model = hexModel(document.text);
  const comments = commentFindings(model);
  return [
    ...(model.suspicious ? cut(strayFindings(model)) : []),
    ...cut(splitBytes(model)),
    ...oddNibble(model),
    ...comments,
    ...elfDiagnostics(model),
  ];
}

/** Says so where there would be more of a kind. */
function cut(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const last = found.at(-1);
  if (!last || found.length < MOST) return found;
  return [...found.slice(0, -1), { ...last, message: `${last.message} More like this are not listed.` }];
}

/** Words outside comments that hold characters which are no digits. */
function strayFindings({ text }: HexModel): Diagnostic[] {
  const found: Diagnostic[] = [];
  const mark = text.latin1.startsWith(BOM) ? BOM.length : 0;
  if (mark > 0) found.push(byteOrderMark({ start: 0, end: mark }));
  for (let line = 0; line < text.lineCount && found.length < MOST; line++) {
    const range = text.line(line);
    const start = Math.max(range.start, mark);
    const content = text.latin1.slice(start, range.end);
    const code = content.slice(0, commentStart(content));
    for (const match of code.matchAll(/[^ \t\r]+/g)) {
      const word = match[0];
      if (/^[0-9A-Fa-f]+$/.test(word)) continue;
      const at = start + match.index;
      found.push(strayWord(text, { start: at, end: at + word.length }, word));
      if (found.length === MOST) break;
    }
  }
  return found;
}

function byteOrderMark(range: Range): Diagnostic {
  return diagnose("hex0/stray-character", range, "A byte order mark; hex0 drops it.", {
    fixes: [{ title: "Remove it", preferred: true, edits: [{ range, text: "" }] }],
  });
}

function strayWord(text: SourceText, range: Range, word: string): Diagnostic {
  const shown = text.slice({ start: range.start, end: Math.min(range.end, range.start + MOST_SHOWN) });
  const name = `\`${shown}${word.length > MOST_SHOWN ? "…" : ""}\``;
  if (/^[0-9A-Ga-g]+$/.test(word)) {
    const at = range.start + word.search(/[Gg]/);
    const message = `${name}: G is no hex digit, but the x86 and AMD64 seeds take it as 16.`;
    return diagnose("hex0/digit-g", { start: at, end: at + 1 }, message);
  }
  const taken = Array.from(word).filter((character) => digit.test(character));
  const asComment = {
    title: "Make a comment from here to the end of the line",
    edits: [{ range: { start: range.start, end: range.start }, text: "# " }],
  };
  if (taken.length === 0) {
    const message = `${name} is outside a comment; hex0 drops it.`;
    return diagnose("hex0/stray-character", range, message, { fixes: [asComment] });
  }
  const message = `${name} is outside a comment; hex0 takes ${listed(taken)} of it as ${taken.length === 1 ? "a digit" : "digits"} and drops the rest.`;
  return diagnose("hex0/stray-text", range, message, { fixes: [asComment] });
}

function listed(digits: readonly string[]): string {
  const shown = digits.slice(0, 8).map((character) => character.toUpperCase());
  if (digits.length > shown.length) return `${shown.join(", ")}, …`;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)!}`;
}

/**
 * Bytes whose two digits do not touch. A lone digit makes every byte behind it such a one, up to the next lone digit;
 * that is one finding, at its beginning.
 */
function splitBytes({ text, map }: HexModel): Diagnostic[] {
  const found: Diagnostic[] = [];
  let shifted = false;
  let before = 0;
  for (let offset = 0; offset < map.length && found.length < MOST; offset++) {
    const range = map.rangeOf(offset)!;
    if (range.start !== before) shifted = false;
    before = range.end;
    if (range.end - range.start === 2) continue;
    const first = !shifted;
    shifted = true;
    // Where characters were dropped in between, the finding about those says it all.
    if (!first || !blankBetween(text.latin1, range.start + 1, range.end - 1)) continue;
    const value = text.latin1[range.start]! + text.latin1[range.end - 1]!;
    found.push(
      diagnose(
        "hex0/split-byte",
        { start: range.start, end: range.start + 1 },
        `This digit and the next one, ${apart(text.lineAt(range.end - 1) - text.lineAt(range.start))}, make one byte: ${value}.`,
        {
          related: [{ range: { start: range.end - 1, end: range.end }, message: "the byte's second digit" }],
        },
      ),
    );
  }
  return found;
}

/** Whether only blanks and comments stand in a stretch that begins outside a comment. */
function blankBetween(latin1: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const character = latin1[at]!;
    if (character === "#" || character === ";") at = latin1.indexOf("\n", at);
    else if (!" \t\r\n".includes(character)) return false;
  }
  return true;
}

function apart(lines: number): string {
  if (lines === 0) return "further on in this line";
  return lines === 1 ? "on the next line" : `${lines} lines below`;
}

/** A last digit without a partner. */
function oddNibble({ text, map, suspicious }: HexModel): Diagnostic[] {
  if (!suspicious) return [];
  const from = map.length === 0 ? 0 : map.rangeOf(map.length - 1)!.end;
  let at = from;
  while (at < text.length) {
    const character = text.latin1[at]!;
    if (character === "#" || character === ";") {
      const lf = text.latin1.indexOf("\n", at);
      if (lf < 0) return [];
      at = lf;
    } else if (digit.test(character)) {
      const range = { start: at, end: at + 1 };
      return [
        diagnose(
          "hex0/odd-nibble",
          range,
          `The number of digits is odd: hex0 drops this last \`${character}\`.`,
        ),
      ];
    }
    at++;
  }
  return [];
}

/** Comments that some tool does not end where the others do, and that makes a difference. */
function commentFindings({ text }: HexModel): Diagnostic[] {
  const found: Diagnostic[] = [];
  const last = text.line(text.lineCount - 1);
  const lastLine = text.latin1.slice(last.start, last.end);
  const open = commentStart(lastLine);
  if (open < lastLine.length) {
    found.push(
      diagnose(
        "hex0/comment-at-end",
        { start: last.start + open, end: last.end },
        "The file ends inside a comment.",
        {
          fixes: [
            {
              title: "Add a line end",
              preferred: true,
              edits: [{ range: { start: last.end, end: last.end }, text: "\n" }],
            },
          ],
        },
      ),
    );
  }
  if (!text.latin1.includes("\r")) return found;
  for (let line = 0; line < text.lineCount && found.length < MOST; line++) {
    const { start, end } = text.line(line);
    const content = text.latin1.slice(start, end);
    const comment = commentStart(content);
    const behind = /\r[^\r#;]*[0-9A-Fa-f]/.exec(content.slice(comment));
    if (!behind) continue;
    const cr = comment + behind.index;
    found.push(
      diagnose(
        "hex0/carriage-return",
        { start: start + cr, end: start + cr + 1 },
        "A carriage return inside a comment: the riscv seeds and the C prototype go on reading digits behind it.",
      ),
    );
  }
  return found;
}

/** Where the comment of a line begins; the line's length where it has none. */
function commentStart(line: string): number {
  const at = line.search(/[#;]/);
  return at < 0 ? line.length : at;
}

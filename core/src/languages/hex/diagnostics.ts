import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import { elfDiagnostics } from "./elfDiagnostics";
import { hexModel, type HexModel } from "./model";
import type { Document } from "../language";

/** Of one kind of finding, so many are reported: a binary that was opened by mistake has thousands. */
const MOST = 100;

/** Whether a byte of the source is a hex digit. */
const digit = /[0-9A-Fa-f]/;

/** What hex0 would silently take otherwise than a reader thinks, and headers that disagree with the bytes. */
export function hex0Diagnostics(document: Document): readonly Diagnostic[] {
  const model = hexModel(document.text);
  const comments = commentFindings(model);
  return [
    ...(model.suspicious ? strayFindings(model) : []),
    ...splitBytes(model),
    ...oddNibble(model),
    ...comments,
    ...elfDiagnostics(model),
  ];
}

/** Words outside comments that hold characters which are no digits. */
function strayFindings({ text }: HexModel): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let line = 0; line < text.lineCount && found.length < MOST; line++) {
    const { start, end } = text.line(line);
    const content = text.latin1.slice(start, end);
    const code = content.slice(0, commentStart(content));
    for (const match of code.matchAll(/[^ \t\r]+/g)) {
      const word = match[0];
      if (/^[0-9A-Fa-f]+$/.test(word)) continue;
      found.push(
        strayWord(
          text.slice.bind(text),
          { start: start + match.index, end: start + match.index + word.length },
          word,
        ),
      );
      if (found.length === MOST) break;
    }
  }
  return found;
}

function strayWord(slice: (range: Range) => string, range: Range, word: string): Diagnostic {
  const shown = slice(range);
  if (/^[0-9A-Ga-g]+$/.test(word)) {
    const at = word.search(/[Gg]/);
    const letter = { start: range.start + at, end: range.start + at + 1 };
    return diagnose(
      "hex0/digit-g",
      letter,
      `\`${shown}\`: G is no hex digit, but the x86 and AMD64 seeds take it as 16.`,
    );
  }
  const taken = Array.from(word).filter((character) => digit.test(character));
  const asComment = {
    title: "Make it a comment",
    edits: [{ range: { start: range.start, end: range.start }, text: "# " }],
  };
  if (taken.length === 0) {
    return diagnose("hex0/stray-character", range, `\`${shown}\` is outside a comment; hex0 drops it.`, {
      fixes: [asComment],
    });
  }
  const message = `\`${shown}\` is outside a comment; hex0 takes ${listed(taken)} of it as ${taken.length === 1 ? "a digit" : "digits"} and drops the rest.`;
  return diagnose("hex0/stray-text", range, message, { fixes: [asComment] });
}

function listed(digits: readonly string[]): string {
  const shown = digits.slice(0, 8).map((character) => character.toUpperCase());
  if (digits.length > shown.length) return `${shown.join(", ")}, …`;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)!}`;
}

/** Bytes whose two digits do not touch. */
function splitBytes({ text, map }: HexModel): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let offset = 0; offset < map.length && found.length < MOST; offset++) {
    const range = map.rangeOf(offset)!;
    if (range.end - range.start === 2) continue;
    // Where characters were dropped in between, the finding about those says it all.
    if (!/^.[ \t\r\n]*(?:[#;][^\n]*\n[ \t\r\n]*)*.$/s.test(text.latin1.slice(range.start, range.end)))
      continue;
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

/** Comments that some tool does not end where the others do. */
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
    const cr = content.indexOf("\r", commentStart(content));
    if (cr < 0 || cr === content.length - 1) continue;
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

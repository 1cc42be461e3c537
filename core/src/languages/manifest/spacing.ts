import { diagnose, type Diagnostic, type Fix, type TextEdit } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { carriageReturns } from "../foreignBytes";
import { codeEnd, type Line } from "./tokens";

/**
 * What is wrong with the blanks of a line. One blank separates words; each further one makes an empty word, which the
 * generator stops at, except in the few places where an empty word is one of the words it takes (`accepted`).
 */
export function spacingProblems(text: SourceText, line: Line, accepted: boolean): Diagnostic[] {
  const end = codeEnd(text, line);
  const runs = irregularRuns(text.latin1, line.range.start, end, line.comment !== undefined);
  const hasReturn = endsWithReturn(text, line);
  if (runs.length === 0 && !hasReturn) return [];
  const edits = runs.map<TextEdit>((run) => ({ range: run.range, text: run.replacement }));
  if (hasReturn) edits.push({ range: { start: end, end: line.range.end }, text: "" });
  const fixes: Fix[] = [{ title: "Separate the words with single blanks", edits, preferred: true }];
  const problems: Diagnostic[] = [];
  for (const { range } of runs) {
    const raw = text.latin1.slice(range.start, range.end);
    if (raw.includes("\t")) {
      problems.push(
        diagnose("manifest/tab", range, "A tab is part of a word here: only single blanks separate.", {
          fixes,
        }),
      );
    } else if (accepted) {
      problems.push(
        diagnose("manifest/empty-word", range, "Two blanks make an empty word, which counts.", { fixes }),
      );
    } else if (range.start === line.range.start) {
      problems.push(
        diagnose("manifest/leading-space", range, "A line must begin in its first column.", { fixes }),
      );
    } else {
      problems.push(
        diagnose(
          "manifest/extra-space",
          range,
          "Two blanks make an empty word, which the generator stops at.",
          { fixes },
        ),
      );
    }
  }
  return problems;
}

/** Whether a CR is part of a line's last word. */
export function endsWithReturn(text: SourceText, line: Line): boolean {
  return line.comment === undefined && codeEnd(text, line) < line.range.end;
}

/** The finding for all CRs of a manifest, on the first line that has one: who has one mostly has it everywhere. */
export function carriageReturn(text: SourceText, line: Line): Diagnostic[] {
  const first = { start: line.range.end - 1, end: line.range.end };
  const all = [...text.latin1.matchAll(/\r+(?=\n|$)/g)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
  const message = "The CR becomes part of the last word: lines end with LF alone.";
  return carriageReturns("manifest/carriage-return", all, message).map((found) => ({
    ...found,
    range: first,
  }));
}

interface Run {
  readonly range: Range;
  readonly replacement: string;
}

/** Blanks and tabs between words that are not one blank. One blank at the end of a line or before a comment is fine. */
function irregularRuns(bytes: string, start: number, end: number, beforeComment: boolean): Run[] {
  const runs: Run[] = [];
  for (const match of bytes.slice(start, end).matchAll(/[ \t]+/g)) {
    if (match[0] === " " && match.index > 0) continue;
    const range = { start: start + match.index, end: start + match.index + match[0].length };
    const atEdge = range.start === start || (range.end === end && !beforeComment);
    // An indented comment stands in the first column once its indentation is gone.
    runs.push({ range, replacement: atEdge ? "" : " " });
  }
  return runs;
}

import type { Document } from "../language";
import type { Folding } from "../services";
import { labelsOf } from "./labels";
import { sourceOfDocument, type Source } from "./source";
import { kind } from "./tokens";

/** So many lines of comment behind one another can be folded away. */
const longComment = 3;

/** From label to label, blocks of comments (the licence at the top is one), and blocks of DEFINEs. */
export function folding(document: Document): readonly Folding[] {
  const source = sourceOfDocument(document);
  const { text } = source;
  const lines = lineKinds(source);
  const found: Folding[] = [...runs(lines, "comment", longComment), ...runs(lines, "define", 2)];
  const labels = labelsOf(source);
  labels.forEach(({ range }, index) => {
    const next = labels[index + 1];
    const startLine = text.lineAt(range.start);
    let endLine = next === undefined ? text.lineCount - 1 : text.lineAt(next.range.start) - 1;
    // Comments above a label speak of that label.
    while (endLine > startLine && lines[endLine] !== "code" && lines[endLine] !== "define") endLine--;
    if (endLine > startLine) found.push({ startLine, endLine });
  });
  return found.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

type LineKind = "blank" | "comment" | "define" | "code";

/** What each line holds: comments alone, a DEFINE, anything else, or nothing. */
function lineKinds({ text, tokens }: Source): LineKind[] {
  const lines = Array.from<LineKind>({ length: text.lineCount }).fill("blank");
  for (let token = 0; token < tokens.count; token++) {
    const line = text.lineAt(tokens.startOf(token));
    const what = tokens.kindOf(token);
    if (what === kind.comment) {
      if (lines[line] === "blank") lines[line] = "comment";
    } else if (what === kind.define) lines[line] = "define";
    else if (lines[line] !== "define") {
      const last = text.lineAt(tokens.endOf(token) - 1);
      for (let each = line; each <= last; each++) lines[each] = "code";
    }
  }
  return lines;
}

function runs(lines: readonly LineKind[], what: LineKind, least: number): Folding[] {
  const found: Folding[] = [];
  for (let start = 0; start < lines.length; start++) {
    if (lines[start] !== what) continue;
    let end = start;
    while (lines[end + 1] === what) end++;
    const commented = what === "comment" ? ({ kind: "comment" } as const) : ({ kind: "region" } as const);
    if (end - start + 1 >= least) found.push({ startLine: start, endLine: end, ...commented });
    start = end;
  }
  return found;
}

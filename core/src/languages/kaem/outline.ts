import type { SourceText } from "../../text/sourceText";
import type { Document, OutlineItem } from "../language";

/**
 * The headings of a script: comments framed by lines of `#`, as stage0-posix writes them (`# Phase 1 Build hex1 #`).
 * Each reaches to the next.
 */
export function outline({ text }: Document): readonly OutlineItem[] {
  const titles: { name: string; start: number; selection: { start: number; end: number } }[] = [];
  for (let line = 1; line + 1 < text.lineCount; line++) {
    const title = /^#+[ \t]*([^#\s].*?)[ \t]*#*[ \t\r]*$/.exec(latin1Line(text, line));
    if (title === null || !isRule(text, line - 1) || !isRule(text, line + 1)) continue;
    const { start: lineStart } = text.line(line);
    const from = lineStart + latin1Line(text, line).indexOf(title[1]!);
    const selection = { start: from, end: from + title[1]!.length };
    titles.push({ name: text.slice(selection), start: text.line(line - 1).start, selection });
  }
  return titles.map(({ name, start, selection }, index) => ({
    name,
    kind: "section",
    range: { start, end: titles[index + 1]?.start ?? text.length },
    selection,
  }));
}

function isRule(text: SourceText, line: number): boolean {
  return /^#{4,}[ \t\r]*$/.test(latin1Line(text, line));
}

function latin1Line(text: SourceText, line: number): string {
  const { start, end } = text.line(line);
  return text.latin1.slice(start, end);
}

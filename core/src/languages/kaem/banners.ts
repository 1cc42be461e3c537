import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** A heading: a comment framed by lines of `#`, as stage0-posix writes them (`# Phase 1 Build hex1 #`). */
export interface Banner {
  readonly name: string;
  /** Where the first line of the frame starts. */
  readonly start: number;
  /** Zero-based number of the frame's first line; the title is on the next, the frame ends on the one behind. */
  readonly line: number;
  /** The title alone. */
  readonly selection: Range;
}

export function bannersOf(text: SourceText): readonly Banner[] {
  const banners: Banner[] = [];
  for (let line = 1; line + 1 < text.lineCount; line++) {
    const title = /^#+[ \t]*([^#\s].*?)[ \t]*#*[ \t\r]*$/.exec(lineText(text, line));
    if (title === null || !isRule(text, line - 1) || !isRule(text, line + 1)) continue;
    const { start: lineStart } = text.line(line);
    const from = lineStart + lineText(text, line).indexOf(title[1]!);
    const selection = { start: from, end: from + title[1]!.length };
    banners.push({
      name: text.slice(selection),
      start: text.line(line - 1).start,
      line: line - 1,
      selection,
    });
  }
  return banners;
}

function isRule(text: SourceText, line: number): boolean {
  return /^#{4,}[ \t\r]*$/.test(lineText(text, line));
}

/** A line without its LF, one character per byte. */
export function lineText(text: SourceText, line: number): string {
  const { start, end } = text.line(line);
  return text.latin1.slice(start, end);
}

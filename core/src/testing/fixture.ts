import type { Range } from "../text/range";
import { SourceText } from "../text/sourceText";

/** A fixture's text without its marks, and where they stood, in bytes. */
export interface Fixture {
  readonly text: SourceText;
  /** Where `‸` stood, in order. */
  readonly cursors: readonly number[];
  /** What `⟦` and `⟧` enclosed, in the order of their starts. */
  readonly ranges: readonly Range[];
}

/**
 * Takes the marks out of a fixture: `‸` for a cursor, `⟦…⟧` for a range (they may nest). The languages of a bootstrap
 * use every ASCII punctuation themselves.
 */
export function fixture(marked: string): Fixture {
  let plain = "";
  const cursors: number[] = [];
  const ranges: { start: number; end: number }[] = [];
  const open: { start: number; end: number }[] = [];
  const offset = () => new TextEncoder().encode(plain).length;
  for (const character of marked) {
    if (character === "‸") cursors.push(offset());
    else if (character === "⟦") {
      const range = { start: offset(), end: -1 };
      ranges.push(range);
      open.push(range);
    } else if (character === "⟧") {
      const range = open.pop();
      if (range === undefined) throw new Error("fixture: ⟧ without ⟦");
      range.end = offset();
    } else plain += character;
  }
  if (open.length > 0) throw new Error("fixture: ⟦ without ⟧");
  return { text: SourceText.fromString(plain), cursors, ranges };
}

/** A text with marks put around ranges: what a test compares with its fixture. */
export function marked(text: SourceText, ranges: readonly Range[]): string {
  const marks = ranges
    .flatMap(({ start, end }) => [
      { at: start, mark: "⟦", order: 1 },
      { at: end, mark: "⟧", order: start === end ? 2 : 0 },
    ])
    .sort((a, b) => a.at - b.at || a.order - b.order);
  let shown = "";
  let done = 0;
  for (const { at, mark } of marks) {
    shown += text.slice({ start: done, end: at }) + mark;
    done = at;
  }
  return shown + text.slice({ start: done, end: text.length });
}

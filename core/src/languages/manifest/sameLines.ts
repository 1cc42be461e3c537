import type { SourceText } from "../../text/sourceText";

/** Which lines of a text stand in an earlier one, too: those above `changed`, and those from `rest` on. */
export interface SameLines {
  /** Zero-based number of the first line that may be another. */
  readonly changed: number;
  /** Zero-based number of the first line, behind those, that is the same again. */
  readonly rest: number;
  /** How far the rest moved. */
  readonly bytes: number;
  readonly lines: number;
}

/** Compares two texts from both ends, as an edit leaves them. */
export function sameLines(before: SourceText, after: SourceText): SameLines {
  const shorter = Math.min(before.length, after.length);
  const head = sameHead(before.bytes, after.bytes, shorter);
  const tail = sameTail(before.bytes, after.bytes, shorter - head);
  const changed = after.lineAt(head);
  // A line of the rest begins behind an LF that is of the rest, too.
  const rest = Math.max(changed, after.lineAt(after.length - tail) + 1);
  return {
    changed,
    rest,
    bytes: after.length - before.length,
    lines: after.lineCount - before.lineCount,
  };
}

function sameHead(a: Uint8Array, b: Uint8Array, most: number): number {
  let at = 0;
  while (at < most && a[at] === b[at]) at++;
  return at;
}

function sameTail(a: Uint8Array, b: Uint8Array, most: number): number {
  let size = 0;
  while (size < most && a[a.length - 1 - size] === b[b.length - 1 - size]) size++;
  return size;
}

/** A half-open stretch of a source, in bytes from its start: `start` is inside, `end` is not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A place as people and editors name it. Both numbers are zero-based; `character` counts units of an {@link Encoding}. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The unit that a column is counted in: bytes, UTF-16 code units or code points (LSP 3.17, PositionEncodingKind). */
export type Encoding = "utf-8" | "utf-16" | "utf-32";

/** Whether `offset` lies in `range`; the end counts, too, so that a cursor behind a word still touches it. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** A place in the log of a run. */
export interface LogPlace {
  /** In bytes from the beginning of the file. */
  readonly offset: number;
  /** From 1, as editors count lines: at LF, CR LF and lone CR. */
  readonly line: number;
}

/**
 * `bad` stands in the way of a run here, `warning` may, `good` does not; `unknown` could not be found out, and is never
 * held against the tree.
 */
export type CheckStatus = "good" | "warning" | "bad" | "unknown";

/** The result of one look at a tree or machine. */
export interface Check {
  /** kebab-case; scripts rely on it. */
  readonly name: string;
  readonly status: CheckStatus;
  /** What was found, and why it matters where it is not good. */
  readonly reason: string;
  /** What to do; undefined where nothing has to be done. */
  readonly remedy: string | undefined;
  /** Files or other single things that the reason sums up. */
  readonly details: readonly string[];
}

/** Makes a check; `remedy` and `details` where there are any. */
export function check(
  name: string,
  status: CheckStatus,
  reason: string,
  remedy?: string,
  details: readonly string[] = [],
): Check {
  return { name, status, reason, remedy, details };
}

/** `1 file`, `2 files`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

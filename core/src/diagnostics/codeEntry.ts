import type { Severity } from "./severity";

/** What docs/diagnostics.md says of a code. `npm run docs` writes the page from this; a test holds them together. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One line: what is wrong. */
  readonly title: string;
  /** Why it matters, with what the real tools do and where that was read. Markdown. */
  readonly why: string;
  /** What to do. Markdown. */
  readonly remedy: string;
}

import type { Range } from "../text/range";
import { codes, type DiagnosticCode } from "./codes";
import type { Severity } from "./severity";

/** A replacement of a byte range of the document by `text`. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** A quick fix: what the person reads, and the edits that it makes in the diagnostic's own document. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether this is the one fix that a person most likely wants. */
  readonly preferred?: boolean;
}

/** Another place that helps to understand a diagnostic. Without `path` it is in the same document. */
export interface RelatedPlace {
  readonly path?: string;
  readonly range: Range;
  readonly message: string;
}

/** A finding about a document, its range in bytes. */
export interface Diagnostic {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  /** Shown faded: something that does nothing. */
  readonly unnecessary?: boolean;
}

type Extra = Partial<Pick<Diagnostic, "fixes" | "related" | "unnecessary" | "severity">>;

/** UTF-16 units of a message that are kept at its beginning and at its end. */
const [HEAD, TAIL] = [1500, 500];

/**
 * A diagnostic with the severity that its code has in the catalogue, unless another one is given. Messages quote what
 * stands in files, and that may be as long as anybody likes: the middle of an endless one is left out.
 */
export function diagnose(code: DiagnosticCode, range: Range, message: string, extra: Extra = {}): Diagnostic {
  const said =
    message.length <= HEAD + TAIL ? message : `${message.slice(0, HEAD)} … ${message.slice(-TAIL)}`;
  return { range, severity: codes[code].severity, code, message: said, ...extra };
}

/** Findings in the order of their places. */
export function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...found].sort((a, b) => a.range.start - b.range.start);
}

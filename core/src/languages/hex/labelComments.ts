import type { SourceMap } from "../../assemble/sourceMap";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** A label that a hex0 source names in a comment; hex0 itself has none (LANGUAGES, comment conventions). */
export interface LabelComment {
  readonly name: string;
  /** The name in the source. */
  readonly range: Range;
  /** File offset of the byte that follows the comment; the number of bytes where none follows. */
  readonly offset: number;
}

/**
 * The forms that upstream uses, each alone on its line: `#:name`, `# :name ; (0x8048080)`, `# : name`, `;:name`,
 * builder-hex0's `#name:`. What stands behind the name is its address in some notation; it is not read here.
 * A prose comment (`# Note: …`) is none: it goes on behind the colon. Right behind `#:` a name may be whatever hex1 and
 * hex2 take for one, as long as it does not look like anything else.
 */
const forms = [
  /^[ \t]*[#;]+[ \t]*:[ \t]*([A-Za-z_.][\w.$-]*)(?=[\s;(),:]|$)/,
  /^[ \t]*[#;]+:([^\s;(),:>]*\w[^\s;(),:>]*)(?=[\s;(]|$)/,
  /^[ \t]*[#;]+[ \t]*:[ \t]*([A-Za-z_.][\w.$-]*)/,
  /^[ \t]*#([A-Za-z_]\w*):[ \t]*\r?$/,
];

/** A second name of the place, as sources in hex1 have it behind their one-letter labels: `:a #:First_pass`. */
const further = /^[ \t]+[#;]+[ \t]*:[ \t]*([A-Za-z_.][\w.$-]*)(?=[ \t\r]*(?:[#;(]|$))/;

/** Every label comment of a source, in order. */
export function findLabelComments(text: SourceText, map: SourceMap): readonly LabelComment[] {
  const labels: LabelComment[] = [];
  for (let line = 0; line < text.lineCount; line++) {
    const { start, end } = text.line(line);
    for (const { name, range } of labelsInLine(text.latin1.slice(start, end), start)) {
      labels.push({ name, range, offset: map.firstAfter(end) });
    }
  }
  return labels;
}

/** The labels that a line names in its comment, which stands alone; the line begins at an offset of the source. */
export function labelsInLine(content: string, start: number): readonly Omit<LabelComment, "offset">[] {
  if (!content.includes(":")) return [];
  const labels: Omit<LabelComment, "offset">[] = [];
  const found = firstOf(forms, content);
  let at = 0;
  for (let match = found; match !== null; match = further.exec(content.slice(at))) {
    const [whole, name = ""] = match;
    const from = start + at + whole.lastIndexOf(name);
    labels.push({ name, range: { start: from, end: from + name.length } });
    at += whole.length;
  }
  return labels;
}

function firstOf(expressions: readonly RegExp[], content: string): RegExpExecArray | null {
  for (const expression of expressions) {
    const match = expression.exec(content);
    if (match !== null) return match;
  }
  return null;
}

/** The further names that a comment behind a label gives it. */
export function furtherNames(comment: string): readonly string[] {
  const names: string[] = [];
  let rest = ` ${comment}`;
  for (let match = further.exec(rest); match !== null; match = further.exec(rest)) {
    names.push(match[1]!);
    rest = rest.slice(match[0].length);
  }
  return names;
}

/** Whether `#:name` is read as a label of that name, and not as anything else. */
export function isLabelComment(name: string): boolean {
  const [label, ...others] = labelsInLine(`#:${name}`, 0);
  return label?.name === name && others.length === 0;
}

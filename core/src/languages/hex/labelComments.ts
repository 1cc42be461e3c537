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
 * A prose comment (`# Note: …`) is none: it goes on behind the colon.
 */
const forms = [/^[ \t]*[#;]+[ \t]*:[ \t]*([A-Za-z_.][\w.$-]*)/, /^[ \t]*#([A-Za-z_]\w*):[ \t]*\r?$/];

/** Every label comment of a source, in order. */
export function findLabelComments(text: SourceText, map: SourceMap): readonly LabelComment[] {
  const labels: LabelComment[] = [];
  for (let line = 0; line < text.lineCount; line++) {
    const { start, end } = text.line(line);
    const content = text.latin1.slice(start, end);
    if (!content.includes(":")) continue;
    for (const form of forms) {
      const match = form.exec(content);
      if (!match) continue;
      const at = start + match[0].indexOf(match[1]!);
      labels.push({
        name: match[1]!,
        range: { start: at, end: at + match[1]!.length },
        offset: map.firstAfter(end),
      });
      break;
    }
  }
  return labels;
}

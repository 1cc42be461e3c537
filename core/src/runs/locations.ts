import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { Location } from "./events";

/** A byte range of a file as people count: from 1, columns in UTF-16 units. */
export function locationOf(file: string, text: SourceText, range: Range): Location {
  const start = text.positionAt(range.start, "utf-16");
  const end = text.positionAt(range.end, "utf-16");
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** The first line of a file, for what concerns the file as a whole. */
export function startOf(file: string): Location {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

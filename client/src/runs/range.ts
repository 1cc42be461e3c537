import type { Location } from "@bootstrappable/core/runs/events";
import { Range } from "vscode";

/** The command counts lines and columns from one, the editor from zero. */
export function rangeOf(place: Location): Range {
  const { line, column, endLine, endColumn } = place;
  return new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}

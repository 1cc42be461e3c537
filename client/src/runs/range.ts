import { Range } from "vscode";
import type { FindingPlace } from "./protocol";

/** The command counts lines and columns from one, the editor from zero. */
export function rangeOf(place: FindingPlace): Range {
  const { line, column, endLine = line, endColumn = column } = place;
  return new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}

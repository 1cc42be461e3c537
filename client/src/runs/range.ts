import type { Location } from "@bootstrappable/core/runs/events";
import { Range } from "vscode";

/** The command counts lines and columns from one, the editor from zero. */
export function rangeOf(place: Location): Range {
  const { line, column, endLine, endColumn } = place;
  return new Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}

/** All of a line, from 1, of which nobody knows how long it is: editors end it where it does. */
export function lineRange(line: number): Range {
  return new Range(line - 1, 0, line - 1, LONG);
}

/** More characters than a line has, and fewer than an editor can count. */
const LONG = 10_000;

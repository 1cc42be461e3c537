import type { DiagnosticCode } from "../diagnostics/codes";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic";
import type { Range } from "../text/range";

/** One finding for all CRs at the ends of lines: editors write either kind of line end throughout. */
export function carriageReturns(
  code: DiagnosticCode,
  ranges: readonly Range[],
  message: string,
): Diagnostic[] {
  const first = ranges[0];
  if (first === undefined) return [];
  const edits = ranges.map((range) => ({ range, text: "" }));
  const fixes = [{ title: "Use LF line ends in the whole file", edits, preferred: true }];
  return [diagnose(code, first, message, { fixes })];
}

/** A UTF-8 byte order mark at the beginning of a file, which nobody sees. */
export function unseenMark(code: DiagnosticCode, mark: Range | undefined, message: string): Diagnostic[] {
  if (mark === undefined) return [];
  const fixes = [
    { title: "Remove the byte order mark", edits: [{ range: mark, text: "" }], preferred: true },
  ];
  return [diagnose(code, mark, `The file begins with a byte order mark (EF BB BF): ${message}`, { fixes })];
}

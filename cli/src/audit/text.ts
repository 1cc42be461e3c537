import { shownPart, sum, type AuditSummary } from "@bootstrappable/core/audit/summary";
import { printable } from "../report";
import type { NamedFile } from "./namedFile";

const columns = ["code", "header", "data", "padding", "verified", "disagree", "unclear", "uncommented", ""];

/** Per file and in total: bytes of each kind, lines of code by verdict, and the part of the comments that is verified. */
export function auditTable(files: readonly NamedFile[]): string {
  const rows = files.map(({ name, summary }) => [printable(name), ...cells(summary)]);
  const total = ["total", ...cells(sum(files.map(({ summary }) => summary)))];
  const all = [["", ...columns], ...rows, ...(files.length === 1 ? [] : [total])];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .map((row) => `${row}\n`)
    .join("");
}

function cells(summary: AuditSummary): readonly string[] {
  const { bytes, lines } = summary;
  const numbers = [
    bytes.code,
    bytes.header,
    bytes.data,
    bytes.padding,
    lines.verified,
    lines.disagreeing,
    lines.undecidable,
    lines.uncommented,
  ];
  return [...numbers.map(String), shownPart(summary)];
}

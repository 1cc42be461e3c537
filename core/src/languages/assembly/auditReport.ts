import { htmlOf } from "../../audit/report/html";
import type { AuditedFile } from "./auditFile";

/** The audit of some files, each under the name that the reader knows it by, as one file of HTML. */
export function auditReport(files: readonly (AuditedFile & { readonly name: string })[]): string {
  return htmlOf(
    files.map(({ audited, diagnostics, ...file }) => ({
      ...file,
      lines: audited.lines,
      findings: diagnostics,
    })),
  );
}

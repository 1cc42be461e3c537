import type { AuditSummary } from "@bootstrappable/core/audit/summary";
import type { AuditedDocument } from "@bootstrappable/core/languages/assembly/audited";
import type { Finding } from "../report";

/** A file that was looked at, under the name by which the person called it. */
export interface AuditedFile {
  readonly file: string;
  readonly audited: AuditedDocument;
  readonly summary: AuditSummary;
  readonly findings: readonly Finding[];
}

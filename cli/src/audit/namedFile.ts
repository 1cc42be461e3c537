import type { AuditedFile } from "@bootstrappable/core/languages/assembly/auditFile";
import type { Finding } from "../report";

/** A file that was audited, under the name by which the person called it. */
export interface NamedFile extends AuditedFile {
  readonly name: string;
  /** Those of its diagnostics that are to be told. */
  readonly findings: readonly Finding[];
}

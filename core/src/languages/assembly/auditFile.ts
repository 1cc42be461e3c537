import { summarise, type AuditSummary } from "../../audit/summary";
import { inOrder, type Diagnostic } from "../../diagnostics/diagnostic";
import type { SourceText } from "../../text/sourceText";
import type { Workspace } from "../../tree/workspace";
import { languageOfPath } from "../registry";
import { auditDiagnostics, auditDocument, type AuditedDocument } from "./audited";
import type { AssemblyId } from "./source";
import { twinDiagnostics } from "./twins";

/** A file whose comments, or DEFINEs, were held against its bytes. */
export interface AuditedFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: SourceText;
  readonly audited: AuditedDocument;
  readonly summary: AuditSummary;
  /** In the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The language of a source that the audit looks at; undefined for any other file. */
export function auditedLanguage(path: string): AssemblyId | undefined {
  const id = languageOfPath(path)?.id;
  return languages.find((each) => each === id);
}

const languages = ["hex0", "hex1", "hex2", "m1"] as const;

/**
 * Audits a source of hex0, hex1, hex2 or M1 by its absolute path. `nothing`: it is none, or an M1 source without a DEFINE that
 * speaks of an instruction. Undefined: it cannot be read.
 */
export async function auditFile(
  workspace: Workspace,
  path: string,
): Promise<AuditedFile | "nothing" | undefined> {
  const language = auditedLanguage(path);
  if (language === undefined) return "nothing";
  const text = await workspace.text(path);
  if (text === undefined) return undefined;
  const document = { language, path, text, workspace };
  const audited = await auditDocument(document);
  if (language === "m1" && audited.lines.length === 0) return "nothing";
  return {
    ...{ path, text, audited, summary: summarise(audited.lines) },
    diagnostics: inOrder([...auditDiagnostics(audited), ...(await twinDiagnostics(document))]),
  };
}

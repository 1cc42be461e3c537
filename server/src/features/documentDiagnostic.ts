import {
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
} from "vscode-languageserver";
import { uriOf, type Session } from "../session";
import { findingsOf } from "./findings";

/** textDocument/diagnostic: what is found in a document, or that it is what the editor has already. */
export async function documentDiagnostic(
  session: Session,
  { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  const asked = await session.askOfFile(uri, "diagnostics");
  const report = reportOf(asked === undefined ? [] : await findingsOf(session, uri, asked), previousResultId);
  if (!session.takesRelated || asked === undefined) return report;
  const related = await relatedReports(session, uri);
  return related === undefined ? report : { ...report, relatedDocuments: related };
}

/** Of the other open documents of the programs that a document is part of: what is wrong in it can show in them. */
async function relatedReports(
  session: Session,
  uri: string,
): Promise<Record<string, FullDocumentDiagnosticReport> | undefined> {
  const asked = session.ask(uri, "related");
  const reports: Record<string, FullDocumentDiagnosticReport> = {};
  for (const path of (await asked?.service(asked.document)) ?? []) {
    const open = session.documents.ofFile(path);
    const other = open && session.ask(open.uri, "diagnostics");
    if (open === undefined || other === undefined || uriOf(path) === uri) continue;
    reports[open.uri] = full(await findingsOf(session, open.uri, other));
  }
  return Object.keys(reports).length === 0 ? undefined : reports;
}

/** A report of findings, or that they are those that the editor has under an id. */
export function reportOf(
  items: Diagnostic[],
  previous: string | undefined,
): FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport {
  const report = full(items);
  return report.resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: previous }
    : report;
}

function full(items: Diagnostic[]): FullDocumentDiagnosticReport & { resultId: string } {
  return { kind: DocumentDiagnosticReportKind.Full, items, resultId: idOf(JSON.stringify(items)) };
}

/**
 * An id that the same findings have again, also of a server that was started anew: two numbers of 32 bits that the
 * characters are mixed into (FNV-1a, with two primes), and how many there are.
 */
function idOf(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b) ^ (second >>> 13);
  }
  return `${text.length}-${(first >>> 0).toString(16)}-${(second >>> 0).toString(16)}`;
}

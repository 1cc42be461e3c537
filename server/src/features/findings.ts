import type { Diagnostic, RelatedPlace } from "@bootstrappable/core/diagnostics/diagnostic";
import type { Severity } from "@bootstrappable/core/diagnostics/severity";
import type { Document } from "@bootstrappable/core/languages/language";
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver";
import { uriOf, type Asked, type Session } from "../session";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What is found in a document, as an editor gets it, be it told or asked. */
export async function findingsOf(
  session: Session,
  uri: string,
  { document, service }: Asked<"diagnostics">,
): Promise<LspDiagnostic[]> {
  const slow = (await session.slow?.of(uri, document)) ?? [];
  const quick = await service(document);
  const found = slow.length === 0 ? quick : inOrder([...quick, ...slow]);
  const shown = gravest(found);
  const diagnostics: LspDiagnostic[] = [];
  // Of a long manifest there are thousands without a related place, for which nothing is to be waited for.
  for (const one of shown) {
    diagnostics.push(
      one.related === undefined ? plain(session, document, one) : await toLsp(session, uri, document, one),
    );
  }
  if (shown.length < found.length) diagnostics.push(moreThanShown(found.length - shown.length));
  return diagnostics;
}

function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.toSorted((a, b) => a.range.start - b.range.start);
}

/** As many findings as anybody looks at: an editor that gets hundreds of thousands stands still for a minute. */
const most = 1000;

/** The gravest of too many findings, in the order in which they stand. Those that only dim a line are all kept. */
function gravest(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = found.filter(({ unnecessary }) => unnecessary !== true);
  if (told.length <= most) return found;
  const sorted = told.toSorted((a, b) => severities[a.severity] - severities[b.severity]);
  const kept = new Set(sorted.slice(0, most));
  return found.filter((one) => one.unnecessary === true || kept.has(one));
}

function moreThanShown(count: number): LspDiagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Information,
    source: "bootstrappable",
    message: `${count} more findings of this file are not shown; \`bootstrappable check\` lists all.`,
  };
}

/** A finding of core, about the open document with that URI, as the protocol wants it. */
export async function toLsp(
  session: Session,
  uri: string,
  document: Document,
  found: Diagnostic,
): Promise<LspDiagnostic> {
  const related = await Promise.all(
    (found.related ?? []).map((place) => relatedOf(session, uri, document, place)),
  );
  const diagnostic = plain(session, document, found);
  return related.length > 0 ? { ...diagnostic, relatedInformation: related } : diagnostic;
}

/** One without its related places. */
function plain(session: Session, { text }: Document, found: Diagnostic): LspDiagnostic {
  const diagnostic: LspDiagnostic = {
    range: session.range(text, found.range),
    severity: severities[found.severity],
    code: found.code,
    source: "bootstrappable",
    message: found.message,
  };
  if (session.documentation !== undefined) {
    diagnostic.codeDescription = { href: `${session.documentation}#${found.code.replace("/", "")}` };
  }
  if (found.unnecessary === true) diagnostic.tags = [DiagnosticTag.Unnecessary];
  return diagnostic;
}

async function relatedOf(
  session: Session,
  uri: string,
  document: Document,
  { path, range, message }: RelatedPlace,
): Promise<DiagnosticRelatedInformation> {
  const location =
    path === undefined
      ? { uri, range: session.range(document.text, range) }
      : { uri: uriOf(path), range: await session.rangeInFile(path, range) };
  return { location, message };
}

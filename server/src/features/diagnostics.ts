import type { Diagnostic, RelatedPlace } from "@bootstrappable/core/diagnostics/diagnostic";
import type { Severity } from "@bootstrappable/core/diagnostics/severity";
import type { Document } from "@bootstrappable/core/languages/language";
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver";
import { uriOf, type Session } from "../session";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * textDocument/publishDiagnostics. A change asks for the document's diagnostics again; requests that come while one is
 * under way are folded into one that runs behind it.
 */
export class Diagnostics {
  readonly #running = new Set<string>();
  readonly #again = new Set<string>();

  constructor(private readonly session: Session) {}

  /** Publishes the diagnostics of an open document. */
  async refresh(uri: string): Promise<void> {
    if (this.#running.has(uri)) {
      this.#again.add(uri);
      return;
    }
    this.#running.add(uri);
    try {
      do {
        this.#again.delete(uri);
        await this.#publish(uri);
      } while (this.#again.has(uri));
    } finally {
      this.#running.delete(uri);
    }
  }

  /** Every open document: after a change of files that they may speak of. */
  async refreshAll(): Promise<void> {
    await Promise.all(this.session.documents.all().map(({ uri }) => this.refresh(uri)));
  }

  /** Takes back what was published for a document that was closed. */
  async clear(uri: string): Promise<void> {
    this.#again.delete(uri);
    await this.session.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  async #publish(uri: string): Promise<void> {
    const open = this.session.documents.get(uri);
    const asked = open && this.session.ask(uri, "diagnostics");
    if (!asked) return;
    const found = await asked.service(asked.document);
    const shown = gravest(found);
    const diagnostics: LspDiagnostic[] = [];
    // Of a long manifest there are thousands without a related place, for which nothing is to be waited for.
    for (const one of shown) {
      diagnostics.push(
        one.related === undefined
          ? plain(this.session, asked.document, one)
          : await toLsp(this.session, uri, asked.document, one),
      );
    }
    if (shown.length < found.length) diagnostics.push(moreThanShown(found.length - shown.length));
    // The person may have closed it, or typed on, meanwhile.
    if (this.session.documents.get(uri) !== open) return;
    await this.session.connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  }
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

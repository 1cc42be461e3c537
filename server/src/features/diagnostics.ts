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
    const diagnostics = await Promise.all(shown.map((one) => toLsp(this.session, uri, asked.document, one)));
    if (shown.length < found.length) diagnostics.push(moreThanShown(found.length - shown.length));
    // The person may have closed it, or typed on, meanwhile.
    if (this.session.documents.get(uri) !== open) return;
    await this.session.connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  }
}

/** As many findings as anybody looks at: an editor that gets hundreds of thousands stands still for a minute. */
const most = 1000;

/** The gravest of too many findings, in the order in which they stand. */
function gravest(found: readonly Diagnostic[]): readonly Diagnostic[] {
  if (found.length <= most) return found;
  const kept = new Set(
    found.toSorted((a, b) => severities[a.severity] - severities[b.severity]).slice(0, most),
  );
  return found.filter((one) => kept.has(one));
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
  return {
    range: session.range(document.text, found.range),
    severity: severities[found.severity],
    code: found.code,
    source: "bootstrappable",
    message: found.message,
    ...(session.documentation !== undefined && {
      codeDescription: { href: `${session.documentation}#${found.code.replace("/", "")}` },
    }),
    ...(related.length > 0 && { relatedInformation: related }),
    ...(found.unnecessary === true && { tags: [DiagnosticTag.Unnecessary] }),
  };
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

import type { Session } from "../session";
import { findingsOf } from "./findings";

/** How an editor comes by the diagnostics. */
export interface DiagnosticsFeature {
  /** An open document is another. */
  readonly refresh: (uri: string) => Promise<void>;
  /** What is found in an open document may be other, although it is the same. */
  readonly again: (uri: string) => Promise<void>;
  /** What is found in any document may be other: after a change of files that they may speak of. */
  readonly refreshAll: () => Promise<void>;
  /** A document was closed. */
  readonly clear: (uri: string) => Promise<void>;
}

/**
 * textDocument/publishDiagnostics, for editors that do not ask. A change asks for the document's diagnostics again; requests that come while one is
 * under way are folded into one that runs behind it.
 */
export class Diagnostics implements DiagnosticsFeature {
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

  again(uri: string): Promise<void> {
    return this.refresh(uri);
  }

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
    const diagnostics = await findingsOf(this.session, uri, asked);
    // The person may have closed it, or typed on, meanwhile.
    if (this.session.documents.get(uri) !== open) return;
    await this.session.connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  }
}

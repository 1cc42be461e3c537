import type { LanguageId } from "@bootstrappable/core/languages/language";
import type { Encoding } from "@bootstrappable/core/text/range";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { URI } from "vscode-uri";

/** A document that the editor has open. */
export interface OpenDocument {
  readonly uri: string;
  readonly language: LanguageId;
  readonly version: number;
  readonly text: SourceText;
}

/**
 * The open documents, as bytes. The protocol's own document library counts columns in UTF-16 only; here edits are
 * applied in whatever encoding was negotiated.
 */
export class OpenDocuments {
  /** By URI in one spelling: editors differ in what they escape. */
  readonly #documents = new Map<string, OpenDocument>();

  constructor(private readonly encoding: () => Encoding) {}

  get(uri: string): OpenDocument | undefined {
    return this.#documents.get(spelling(uri));
  }

  all(): readonly OpenDocument[] {
    return [...this.#documents.values()];
  }

  open(uri: string, language: string, version: number, content: string): OpenDocument {
    const document = { uri, language: language as LanguageId, version, text: SourceText.fromString(content) };
    this.#documents.set(spelling(uri), document);
    return document;
  }

  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ): OpenDocument | undefined {
    const before = this.#documents.get(spelling(uri));
    if (!before) return undefined;
    const text = changes.reduce((current, change) => apply(current, change, this.encoding()), before.text);
    const document = { ...before, version, text };
    this.#documents.set(spelling(uri), document);
    return document;
  }

  close(uri: string): void {
    this.#documents.delete(spelling(uri));
  }
}

function spelling(uri: string): string {
  return URI.parse(uri).toString();
}

function apply(text: SourceText, change: TextDocumentContentChangeEvent, encoding: Encoding): SourceText {
  const inserted = SourceText.fromString(change.text);
  if (!("range" in change)) return inserted;
  const from = text.offsetAt(change.range.start, encoding);
  const to = Math.max(from, text.offsetAt(change.range.end, encoding));
  const bytes = new Uint8Array(from + inserted.length + text.length - to);
  bytes.set(text.bytes.subarray(0, from));
  bytes.set(inserted.bytes, from);
  bytes.set(text.bytes.subarray(to), from + inserted.length);
  return new SourceText(bytes);
}

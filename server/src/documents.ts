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
  /** The same by the paths of their files, which are looked up thousands of times for one answer. */
  readonly #byPath = new Map<string, OpenDocument>();

  constructor(private readonly encoding: () => Encoding) {}

  get(uri: string): OpenDocument | undefined {
    return this.#documents.get(spelling(uri));
  }

  /** The document of a file; absolute path, with `/`. */
  ofFile(path: string): OpenDocument | undefined {
    return this.#byPath.get(path);
  }

  all(): readonly OpenDocument[] {
    return [...this.#documents.values()];
  }

  open(uri: string, language: string, version: number, content: string): OpenDocument {
    const document = { uri, language: language as LanguageId, version, text: SourceText.fromString(content) };
    this.#set(document);
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
    this.#set(document);
    return document;
  }

  close(uri: string): void {
    this.#documents.delete(spelling(uri));
    const path = pathOf(uri);
    if (path !== undefined) this.#byPath.delete(path);
  }

  #set(document: OpenDocument): void {
    this.#documents.set(spelling(document.uri), document);
    const path = pathOf(document.uri);
    if (path !== undefined) this.#byPath.set(path, document);
  }
}

/** The absolute path of a file's URI, with `/` on every system; undefined for what is no file. */
export function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  if (parsed.scheme !== "file") return undefined;
  const path = parsed.fsPath;
  return /^[A-Za-z]:\\/.test(path) ? path.replaceAll("\\", "/") : path;
}

function spelling(uri: string): string {
  return URI.parse(uri).toString();
}

function apply(text: SourceText, change: TextDocumentContentChangeEvent, encoding: Encoding): SourceText {
  const inserted = SourceText.fromString(change.text);
  if (!("range" in change)) return inserted;
  const from = text.offsetAt(change.range.start, encoding);
  const to = Math.max(from, text.offsetAt(change.range.end, encoding));
  return text.edited({ start: from, end: to }, inserted);
}

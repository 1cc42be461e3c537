import type { Diagnostic } from "../diagnostics/diagnostic";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { Workspace } from "../tree/workspace";

export type LanguageId =
  | "hex0"
  | "hex1"
  | "hex2"
  | "m1"
  | "kaem"
  | "bootstrap-manifest"
  | "bootstrap-sources"
  | "bootstrap-checksums"
  | "bootstrap-config";

/** A document that a service is asked about. */
export interface Document {
  readonly language: LanguageId;
  /** Absolute path of the file, with `/`; undefined for a document that has no file yet. */
  readonly path: string | undefined;
  readonly text: SourceText;
  /** What lies around the document; undefined where there is no file system (an untitled document, a browser). */
  readonly workspace: Workspace | undefined;
}

/** Markdown for a hover and the bytes of the source that it speaks of. */
export interface Hover {
  readonly range: Range;
  readonly markdown: string;
}

export type SymbolKind = "label" | "header" | "section" | "step" | "variable" | "package" | "script";

/** An entry of a document's outline. `selection` lies in `range`. */
export interface OutlineItem {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  readonly range: Range;
  readonly selection: Range;
  readonly children?: readonly OutlineItem[];
}

/** A place in a file. `range` is in bytes of that file; absent, it is the file's start. */
export interface Target {
  /** Absolute path. */
  readonly path: string;
  readonly range?: Range;
  /** The stretch of the asking document that the target belongs to. */
  readonly origin?: Range;
}

/**
 * What a language can tell about a document. Plain functions of document and byte offset, with no connection, no
 * editor and no state in them: the language server, the command line and the tests call the same ones.
 * None of them throws on any input; a service that knows nothing returns nothing.
 */
export interface Language {
  readonly id: LanguageId;
  /** File name endings, with the dot. */
  readonly extensions?: readonly string[];
  /** Whether a path (with `/`) is of this language although its ending does not tell. */
  readonly matches?: (path: string) => boolean;
  readonly diagnostics?: (document: Document) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
  readonly hover?: (document: Document, offset: number) => Hover | undefined | Promise<Hover | undefined>;
  readonly outline?: (document: Document) => readonly OutlineItem[];
  readonly definition?: (
    document: Document,
    offset: number,
  ) => readonly Target[] | Promise<readonly Target[]>;
}

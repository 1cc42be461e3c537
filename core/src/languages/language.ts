import type { Pace } from "../audit/pace";
import type { Diagnostic, TextEdit } from "../diagnostics/diagnostic";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { Workspace } from "../tree/workspace";
import type {
  Action,
  Call,
  CallItem,
  Completion,
  DocumentLink,
  Folding,
  Highlight,
  Hover,
  InlayHint,
  Jump,
  Lens,
  Lowered,
  OutlineItem,
  Refusal,
  Relocated,
  Renamable,
  SemanticToken,
  Signature,
  Stage,
  Target,
  WorkspaceChange,
} from "./services";

export type { Action, Hover, OutlineItem, SymbolKind, Target } from "./services";

export type LanguageId =
  | "hex0"
  | "hex1"
  | "hex2"
  | "m1"
  | "kaem"
  | "bootstrap-manifest"
  | "bootstrap-sources"
  | "bootstrap-checksums"
  | "bootstrap-config"
  | "shellscript"
  | "simple-patch";

/** A document that a service is asked about. */
export interface Document {
  readonly language: LanguageId;
  /** Absolute path of the file, with `/`; undefined for a document that has no file yet. */
  readonly path: string | undefined;
  readonly text: SourceText;
  /** What lies around the document; undefined where there is no file system (an untitled document, a browser). */
  readonly workspace: Workspace | undefined;
}

type Answer<Result> = Result | Promise<Result>;

/**
 * What a language can tell about a document. Plain functions of document and byte offset, with no connection, no
 * editor and no state in them: the language server, the command line and the tests call the same ones.
 * None of them throws on any input; a service that knows nothing returns nothing.
 */
export interface Language {
  readonly id: LanguageId;
  /**
   * Whether its documents are another extension's, or plain text, with our services as guests: an editor is not told
   * that we could do to them what only other languages' services do.
   */
  readonly guest?: boolean;
  /** File name endings, with the dot. */
  readonly extensions?: readonly string[];
  /** Whether a path (with `/`) is of this language although its ending does not tell. */
  readonly matches?: (path: string) => boolean;
  readonly diagnostics?: (document: Document) => Answer<readonly Diagnostic[]>;
  /**
   * More diagnostics, which take longer: comments held against what the bytes decode to. Those who wait for the others need not wait
   * for these.
   */
  readonly audit?: (document: Document, pace?: Pace) => Answer<readonly Diagnostic[]>;
  /** Absolute paths of files whose diagnostics can be others when the document is: those of its programs. */
  readonly related?: (document: Document) => Answer<readonly string[]>;
  /** What can be done at a range, beside the fixes of its diagnostics. Every edit is worked out: let it be quick. */
  readonly actions?: (document: Document, range: Range) => Answer<readonly Action[]>;
  readonly hover?: (document: Document, offset: number) => Answer<Hover | undefined>;
  readonly outline?: (document: Document) => Answer<readonly OutlineItem[]>;
  readonly definition?: (document: Document, offset: number) => Answer<readonly Target[]>;
  /** Every place that names what is at the offset, its declarations among them. */
  readonly references?: (document: Document, offset: number) => Answer<readonly Target[]>;
  readonly highlights?: (document: Document, offset: number) => Answer<readonly Highlight[]>;
  readonly renamable?: (document: Document, offset: number) => Answer<Renamable | Refusal | undefined>;
  readonly rename?: (document: Document, offset: number, name: string) => Answer<WorkspaceChange | Refusal>;
  readonly completion?: (document: Document, offset: number) => Answer<readonly Completion[]>;
  /** Markdown about something that {@link completion} offered, where that takes longer than to name it. */
  readonly explain?: (
    document: Document,
    item: Pick<Completion, "label" | "kind">,
  ) => Answer<string | undefined>;
  readonly signature?: (document: Document, offset: number) => Answer<Signature | undefined>;
  /** In order of their ranges, which do not overlap. With a range, at least those that touch it. */
  readonly semanticTokens?: (document: Document, range?: Range) => Answer<readonly SemanticToken[]>;
  readonly folding?: (document: Document) => Answer<readonly Folding[]>;
  readonly links?: (document: Document) => Answer<readonly DocumentLink[]>;
  readonly lenses?: (document: Document) => Answer<readonly Lens[]>;
  readonly inlayHints?: (document: Document, range: Range) => Answer<readonly InlayHint[]>;
  /** Edits that change how the text looks, never what it means. */
  readonly format?: (document: Document) => Answer<readonly TextEdit[]>;
  /** The stretch at an offset and those around it, innermost first. */
  readonly selections?: (document: Document, offset: number) => readonly Range[];
  /** The document one stage down, or as its bytes; undefined where it has no such stage. */
  readonly lower?: (document: Document, to: Stage) => Answer<Lowered | undefined>;
  /** Where control goes within the document, in order of where it comes from. */
  readonly jumps?: (document: Document) => Answer<readonly Jump[]>;
  /** What bytes and notes should be others, as bytes were put in or taken out. */
  readonly relocation?: (document: Document) => Answer<Relocated>;
  readonly callItem?: (document: Document, offset: number) => Answer<CallItem | undefined>;
  readonly callsTo?: (document: Document, item: CallItem) => Answer<readonly Call[]>;
  readonly callsFrom?: (document: Document, item: CallItem) => Answer<readonly Call[]>;
}

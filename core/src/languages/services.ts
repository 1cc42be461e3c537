import type { Diagnostic, TextEdit } from "../diagnostics/diagnostic";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";

/** Markdown for a hover and the bytes of the source that it speaks of. */
export interface Hover {
  readonly range: Range;
  readonly markdown: string;
}

export type SymbolKind =
  "label" | "macro" | "header" | "section" | "step" | "variable" | "package" | "script" | "command";

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

/** A place in the asking document where what is under the cursor is read or written. */
export interface Highlight {
  readonly range: Range;
  readonly write: boolean;
}

/** What a rename would rename: the stretch of the asking document and its present name. */
export interface Renamable {
  readonly range: Range;
  readonly name: string;
}

/** Edits by absolute path, and files or folders that move with them (done after the edits). */
export interface WorkspaceChange {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly moves?: readonly { readonly from: string; readonly to: string }[];
  /** Whether the person is to look at the edits before they are made, and what they are called then. */
  readonly confirm?: { readonly label: string; readonly description: string };
}

/** Why something that was asked for cannot be done, in words for the person. */
export interface Refusal {
  readonly refused: string;
}

/** What an action is to an editor, which groups them by it and asks for some kinds alone (LSP, CodeActionKind). */
export const actionKinds = [
  "quickfix",
  "refactor.extract",
  "refactor.inline",
  "refactor.rewrite",
  "source",
  "source.fixDisplacements",
] as const;

/**
 * Something that can be done at a place and is no fix of a diagnostic, or needs more than edits of its document. Edits
 * are done before the command.
 */
export interface Action {
  /** What the person reads: `Quote this word`. */
  readonly title: string;
  readonly kind: (typeof actionKinds)[number];
  /** Edits of the asking document alone, which needs no file; or those of any files. */
  readonly edits?: readonly TextEdit[] | WorkspaceChange;
  /** One of the extension's commands, without `bootstrappable.`; other editors are not shown such an action. */
  readonly command?: string;
  readonly arguments?: readonly unknown[];
  /** Whether this is the one that a person most likely wants. */
  readonly preferred?: boolean;
}

export type CompletionKind =
  | "keyword"
  | "label"
  | "macro"
  | "variable"
  | "value"
  | "command"
  | "option"
  | "file"
  | "folder"
  | "package"
  | "script"
  | "snippet";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is replaced: the bytes that were typed so far. */
  readonly range: Range;
  /** What is written; the label when absent. With `snippet`, in the syntax of LSP snippets. */
  readonly insert?: string;
  readonly snippet?: boolean;
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Sorts before those with a greater one; the label decides among equals. */
  readonly rank?: number;
}

/** The standard token types of LSP that this project's languages use. */
export const tokenTypes = [
  "comment",
  "function",
  "keyword",
  "macro",
  "namespace",
  "number",
  "operator",
  "parameter",
  "property",
  "string",
  "variable",
] as const;
export const tokenModifiers = ["declaration", "readonly", "defaultLibrary", "deprecated"] as const;

/** A coloured stretch of one line. */
export interface SemanticToken {
  readonly range: Range;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers?: readonly (typeof tokenModifiers)[number][];
}

/** Lines that can be folded away, zero-based, both included; the first stays visible. */
export interface Folding {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind?: "comment" | "region";
}

/** Text that opens a file or a web page. */
export interface DocumentLink {
  readonly range: Range;
  readonly target: { readonly path: string; readonly range?: Range } | { readonly url: string };
  readonly tooltip?: string;
}

/** A line of text above a line of the source; with a command it can be clicked. */
export interface Lens {
  readonly range: Range;
  readonly title: string;
  /** One of the extension's commands, without `bootstrappable.`; other editors show the title alone. */
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

/** A small note within a line that is not part of the text. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip?: string;
  /** Which side of the note gets a blank. */
  readonly padding?: "left" | "right";
}

/** How a command is called, with the argument that the cursor is in. */
export interface Signature {
  /** `hex0 IN OUT` */
  readonly label: string;
  readonly documentation?: string;
  /** The pieces of the label that are arguments. */
  readonly parameters: readonly { readonly label: string; readonly documentation?: string }[];
  readonly active: number | undefined;
}

/** Something that calls or is called: a function, a script. */
export interface CallItem {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  readonly path: string;
  readonly range: Range;
  readonly selection: Range;
}

/** A call and the stretches of the caller's file that make it. */
export interface Call {
  readonly item: CallItem;
  readonly ranges: readonly Range[];
}

/** What makes every displacement, address, size in a header and note of a source right. */
export interface Relocated {
  /** In order. */
  readonly edits: readonly TextEdit[];
  /** How many references, fields of headers, and notes in comments they change. */
  readonly references: number;
  readonly fields: number;
  readonly notes: number;
  /** What cannot be written. */
  readonly unreached: readonly Diagnostic[];
  /** References of which nobody knows where they go: they are left as they are. */
  readonly unknown: readonly Range[];
  /** Whether nothing can be told, as the program's header is broken. */
  readonly broken: boolean;
}

/** Control goes from one line of a document to another; both are offsets of what the lines have in front of their comments. */
export interface Jump {
  readonly from: number;
  readonly to: number;
  readonly kind: "jump" | "branch" | "call";
}

/** What a source can be written as: the language one stage down or further, or its bytes, disassembled or not. */
export const stages = ["hex2", "hex0", "bytes", "dump"] as const;

export type Stage = (typeof stages)[number];

/** Something for which the program of a document does not assemble. */
export interface Problem {
  /** Where it is in the document; undefined where it is in another file of the program. */
  readonly range: Range | undefined;
  readonly message: string;
}

/** A document as it is one stage down, or further. Ranges are in bytes, of the document or of the text. */
export interface Lowered {
  readonly text: SourceText;
  /** Zero-based line of the document that each line of the text came from; they ascend. */
  readonly lines: ArrayLike<number>;
  /** Errors of the program: then the text is what can be had all the same. */
  readonly problems: readonly Problem[];
  /** The program that it is part of: for which processor, and the path of what comes out, where a script says so. */
  readonly architecture: string;
  readonly output: string | undefined;
  /** What a stretch of the document became, in order; none for what became nothing. */
  readonly written: (range: Range) => readonly Range[];
  /** The stretch of the document that a stretch of the text came from. */
  readonly origin: (range: Range) => Range | undefined;
}

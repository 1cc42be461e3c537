import type { PlanStep } from "@bootstrappable/core/tree/plan";
import type { Diagnostic } from "@bootstrappable/core/diagnostics/diagnostic";
import type { Document, Language, LanguageId } from "@bootstrappable/core/languages/language";
import { languageById, languageOfPath } from "@bootstrappable/core/languages/registry";
import type { BulkFiles } from "@bootstrappable/core/platform/bulkFiles";
import type { MachineFacts } from "@bootstrappable/core/platform/machine";
import type { Disk } from "@bootstrappable/core/platform/disk";
import type { FileSystem } from "@bootstrappable/core/platform/fileSystem";
import type { ReadArchive } from "@bootstrappable/core/platform/archives";
import type { HashFile } from "@bootstrappable/core/platform/fileHash";
import { RememberedFiles } from "@bootstrappable/core/platform/rememberedFiles";
import { rememberedHashes } from "@bootstrappable/core/platform/rememberedHashes";
import type { Encoding, Range } from "@bootstrappable/core/text/range";
import type { Records } from "@bootstrappable/core/runs/record/record";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import type { Connection, Position as LspPosition, Range as LspRange } from "vscode-languageserver";
import { URI } from "vscode-uri";
import { OpenDocuments, pathOf } from "./documents";
import { Traffic } from "./traffic";

export { pathOf } from "./documents";

/** A document as core wants it, and its language. */
interface Known {
  readonly document: Document;
  readonly language: Language;
}

/** What a feature is given for one request: the document, and the service of its language that answers. */
export interface Asked<Name extends keyof Language> {
  readonly document: Document;
  readonly service: NonNullable<Language[Name]>;
}

/** The machine, as far as a session looks at it. */
export interface SessionFiles {
  readonly facts: MachineFacts;
  readonly files: FileSystem;
  /** Only looked at. */
  readonly disk: Disk;
  readonly hash: HashFile;
  /** The runs that are kept of trees; undefined where there can be none. */
  readonly records: Records | undefined;
  readonly archives: ReadArchive;
  /** Opens a file of which only pieces are read. */
  readonly region: BulkFiles["region"];
  /** The first step of a plan whose checkpoint in a target is out of date; absent where nobody can tell. */
  readonly firstOutdated?: FirstOutdated;
}

type FirstOutdated = (
  target: string,
  steps: readonly Pick<PlanStep, "number" | "kind" | "name">[],
) => Promise<number | undefined>;

/** Findings that take longer than anybody waits for. */
export interface SlowFindings {
  /** What is known by now of a document, open or not. */
  of(uri: string, document: Document): Promise<readonly Diagnostic[]>;
  /** The findings of just this text; undefined as long as they are not known. */
  ofText(uri: string, document: Document): readonly Diagnostic[] | undefined;
}

/** One editor's session: its open documents, the position encoding that was agreed on, and the files around. */
export class Session {
  encoding: Encoding = "utf-16";
  /** Whether the editor has the extension's commands. */
  hasCommands = false;
  readonly documents = new OpenDocuments(() => this.encoding);
  readonly workspace: Workspace;
  /** Absolute paths of the folders that the editor has open. */
  folders: readonly string[] = [];
  /** Absolute paths of the folders whose files the editor watches for us. */
  watched: readonly string[] = [];
  readonly disk: Disk;
  readonly hash: HashFile;
  readonly region: BulkFiles["region"];
  readonly firstOutdated: FirstOutdated | undefined;
  readonly facts: MachineFacts;
  /** Whether the editor has the person confirm edits that say so. */
  hasAnnotations = false;
  /** Whether the editor takes findings of other documents with those that it asks for. */
  takesRelated = false;
  slow: SlowFindings | undefined;
  readonly traffic = new Traffic();
  readonly #files: RememberedFiles;

  constructor(
    readonly connection: Connection,
    { facts, files, disk, hash, records, archives, region, firstOutdated }: SessionFiles,
    /** Where docs/diagnostics.md is, as a URI; undefined where it did not come along. */
    readonly documentation: string | undefined,
  ) {
    this.facts = facts;
    this.disk = disk;
    this.hash = rememberedHashes(files, hash);
    this.region = region;
    this.firstOutdated = firstOutdated;
    this.#files = new RememberedFiles(
      files,
      (path) =>
        watchedFiles.test(path) &&
        this.watched.some((folder) => path.startsWith(`${folder.replace(/\/$/, "")}/`)),
    );
    const open = (path: string) => this.documents.ofFile(path)?.text;
    this.workspace = new Workspace(this.#files, open, { hash: this.hash, records, archives });
  }

  /** Files changed on the disk, told by their URIs. */
  forget(uris: readonly string[]): void {
    this.#files.forget(uris.map(pathOf).filter((path) => path !== undefined));
  }

  /** The person says that files changed on the disk, whatever the editor has told of them. */
  forgetAll(): void {
    this.#files.forgetAll();
  }

  /** The open document of a request; undefined when it is not open, or its language does not have the service. */
  ask<Name extends keyof Language>(uri: string, name: Name): Asked<Name> | undefined {
    return askedOf(this.#known(uri), name);
  }

  /** Like {@link ask}, for a file that need not be open. */
  async askOfFile<Name extends keyof Language>(uri: string, name: Name): Promise<Asked<Name> | undefined> {
    return askedOf(this.#known(uri) ?? (await this.#knownFile(uri)), name);
  }

  /** The language of an open document; undefined for one that is not ours. */
  languageOf(uri: string): LanguageId | undefined {
    return this.#known(uri)?.language.id;
  }

  #known(uri: string): Known | undefined {
    const open = this.documents.get(uri);
    if (!open) return undefined;
    const path = pathOf(open.uri);
    // An editor without this project's language ids sends its own; then the file's name tells.
    const language = languageById(open.language) ?? (path === undefined ? undefined : languageOfPath(path));
    if (!language) return undefined;
    const workspace = path === undefined ? undefined : this.workspace;
    return { language, document: { language: language.id, path, text: open.text, workspace } };
  }

  async #knownFile(uri: string): Promise<Known | undefined> {
    const path = pathOf(uri);
    const language = path === undefined ? undefined : languageOfPath(path);
    const text = path === undefined || !language ? undefined : await this.workspace.text(path);
    return (
      language &&
      text && { language, document: { language: language.id, path, text, workspace: this.workspace } }
    );
  }

  position(text: SourceText, offset: number): LspPosition {
    return text.positionAt(offset, this.encoding);
  }

  range(text: SourceText, range: Range): LspRange {
    return { start: this.position(text, range.start), end: this.position(text, range.end) };
  }

  offset(text: SourceText, position: LspPosition): number {
    return text.offsetAt(position, this.encoding);
  }

  /** A range in a file that need not be open; without a readable file, its start. */
  async rangeInFile(path: string, range: Range | undefined): Promise<LspRange> {
    const text = range && (await this.workspace.text(path));
    return text
      ? this.range(text, range)
      : this.range(new SourceText(new Uint8Array()), { start: 0, end: 0 });
  }
}

function askedOf<Name extends keyof Language>(known: Known | undefined, name: Name): Asked<Name> | undefined {
  const service = known?.language[name];
  return known && service !== undefined ? { document: known.document, service } : undefined;
}

/** Files whose coming, going or changing can change what is said of an open document, as an editor's globs. */
export const watchedGlobs = [
  ...["**/steps/**", "**/seed/**", "**/distfiles/*", "**/parts.rst"],
  "**/*.{hex0,hex1,hex2,M1,kaem}",
];
/** Of these, those whose content is kept until the editor tells of a change, and the folders that hold them. */
const watchedFiles = /\/(steps|seed|distfiles)(\/|$)|\/parts\.rst$/;

/** The URI of an absolute path, in the spelling that editors use for open documents. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}

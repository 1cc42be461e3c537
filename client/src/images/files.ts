import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  languages,
  workspace,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
  type TextDocument,
  type Uri,
} from "vscode";
import type { ImagePart } from "@bootstrappable/core/images/part";
import type { Server } from "../languageClient";
import { imageAddress, imageScheme, type ImageAddress } from "./address";
import type { ImageBook, KnownImage } from "./book";
import { entryAt, fileOf, unreadableOf, type ImageEntry } from "./contents";
import { bytesOf, stretchesOf } from "./read";

/** What is longer is too much for an editor, which takes all of a file at once. */
const longest = 256 << 20;

/** The files in disk images as VS Code wants files, for reading only. */
export class ImageFiles implements FileSystemProvider, Disposable {
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly server: Server,
    private readonly book: ImageBook,
  ) {
    this.#subscriptions = [
      workspace.registerFileSystemProvider(imageScheme, this, { isReadonly: true, isCaseSensitive: true }),
      book.onChanged((image) => this.#tell(image)),
      workspace.onDidOpenTextDocument((document) => void setLanguage(document)),
    ];
  }

  async stat(uri: Uri): Promise<FileStat> {
    const [address, image] = await this.#find(uri);
    const times = { ctime: 0, mtime: image.read, permissions: FilePermission.Readonly };
    if (address.of === "files") {
      const entry = entryOf(image, address.path, uri);
      const file = fileOf(entry);
      if (unreadableOf(entry) !== undefined) return { type: FileType.SymbolicLink, size: 0, ...times };
      return file === undefined
        ? { type: FileType.Directory, size: 0, ...times }
        : { type: FileType.File, size: file.size, ...times };
    }
    return { type: FileType.File, size: partOf(image, address)?.size ?? 0, ...times };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const [address, image] = await this.#find(uri);
    if (address.of !== "files") throw FileSystemError.FileNotADirectory(uri);
    return [...entryOf(image, address.path, uri).children.values()].map((entry) => [
      entry.name,
      unreadableOf(entry) !== undefined
        ? FileType.SymbolicLink
        : fileOf(entry) === undefined
          ? FileType.Directory
          : FileType.File,
    ]);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const [address, image] = await this.#find(uri);
    if (address.of === "stage1" || address.of === "bytes") {
      const of = address.of === "stage1" ? "boot" : address.offset;
      const answer = await this.server.ask("bootstrappable/imageText", { path: image.answer.path, of });
      if (answer === undefined) throw FileSystemError.Unavailable(uri);
      return new TextEncoder().encode(answer.text);
    }
    const part = address.of === "files" ? fileOf(entryOf(image, address.path, uri)) : partOf(image, address);
    if (part === undefined) throw FileSystemError.FileIsADirectory(uri);
    if (part.size > longest)
      throw FileSystemError.Unavailable(`${part.size} bytes are too many for an editor: extract the file`);
    try {
      return await bytesOf(image.file, await stretchesOf(this.server, image, part));
    } catch (error) {
      throw FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
    }
  }

  watch(): Disposable {
    // The book watches the image.
    return Disposable.from();
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #find(uri: Uri): Promise<readonly [ImageAddress, KnownImage]> {
    const address = imageAddress(uri);
    const image = address && (await this.book.known(address.image));
    if (address === undefined || image === undefined) throw FileSystemError.FileNotFound(uri);
    return [address, image];
  }

  /** Documents of an image are to be read again. */
  #tell(image: string): void {
    const open = workspace.textDocuments.filter(({ uri }) => imageAddress(uri)?.image === image);
    if (open.length > 0) this.#changed.fire(open.map(({ uri }) => ({ type: FileChangeType.Changed, uri })));
  }
}

function entryOf({ contents }: KnownImage, path: string, uri: Uri): ImageEntry {
  const entry = entryAt(contents, path);
  if (entry === undefined) throw FileSystemError.FileNotFound(uri);
  return entry;
}

/** The languages of what is written of an image: their names are no file's, so no pattern tells them. */
const written = { stage1: "bootstrap-disassembly", bytes: "bootstrap-dump" } as const;

async function setLanguage(document: TextDocument): Promise<void> {
  const of = imageAddress(document.uri)?.of;
  if (of !== "stage1" && of !== "bytes") return;
  // It is closed and opened again as that.
  if (document.languageId !== written[of]) await languages.setTextDocumentLanguage(document, written[of]);
}

/** The part of an image that is no file and that an address means. */
function partOf({ answer }: KnownImage, { of }: ImageAddress): ImagePart | undefined {
  return answer.parts.find(({ kind }) => kind === of);
}

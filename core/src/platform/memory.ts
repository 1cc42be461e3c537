import type { EntryKind, FileStamp, FileSystem, FolderEntry } from "./fileSystem";

/**
 * A file system that lives in memory: absolute path → contents. Folders are those that the paths name. For tests, and
 * for what is made up on the spot.
 */
export class MemoryFileSystem implements FileSystem {
  readonly #files = new Map<string, Uint8Array>();
  readonly #written = new WeakMap<Uint8Array, number>();
  #writes = 0;

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [path, contents] of Object.entries(files)) this.write(path, contents);
  }

  /** Adds or replaces a file. */
  write(path: string, contents: string | Uint8Array): void {
    const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
    this.#files.set(path, bytes);
    this.#written.set(bytes, ++this.#writes);
  }

  kind(path: string): Promise<EntryKind | undefined> {
    return Promise.resolve(this.#kind(path));
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#files.get(path));
  }

  async entries(path: string): Promise<readonly FolderEntry[] | undefined> {
    return this.#kind(path) === "directory" ? this.list(path) : undefined;
  }

  list(path: string): Promise<readonly FolderEntry[]> {
    const prefix = path.endsWith("/") ? path : `${path}/`;
    const names = new Set<string>();
    for (const file of this.#files.keys()) {
      if (file.startsWith(prefix)) names.add(file.slice(prefix.length).split("/", 1)[0]!);
    }
    const entries = [...names].sort().map((name) => ({ name, kind: this.#kind(prefix + name)! }));
    return Promise.resolve(entries);
  }

  stamp(path: string): Promise<FileStamp | undefined> {
    const bytes = this.#files.get(path);
    return Promise.resolve(bytes && { size: bytes.length, modified: this.#written.get(bytes) ?? 0 });
  }

  #kind(path: string): EntryKind | undefined {
    if (this.#files.has(path)) return "file";
    const prefix = path.endsWith("/") ? path : `${path}/`;
    for (const file of this.#files.keys()) if (file.startsWith(prefix)) return "directory";
    return undefined;
  }
}

import type { EntryKind, FileStamp, FileSystem, FolderEntry } from "./fileSystem";

/** Files above this many bytes are read anew each time: a distfile would cost more memory than it saves time. */
const largest = 1 << 20;

/**
 * A file system that is asked once for each path, as long as nobody says that the path changed. For a language server:
 * each of its answers looks at hundreds of files, and the editor watches them.
 */
export class RememberedFiles implements FileSystem {
  readonly #kinds = new Map<string, Promise<EntryKind | undefined>>();
  readonly #contents = new Map<string, Promise<Uint8Array | undefined>>();
  readonly #lists = new Map<string, Promise<readonly FolderEntry[] | undefined>>();

  #generation = 0;

  /** `watched` tells for which paths somebody will call {@link forget}; of others nothing is kept. */
  constructor(
    private readonly files: FileSystem,
    private readonly watched: (path: string) => boolean,
  ) {}

  kind(path: string): Promise<EntryKind | undefined> {
    return this.#remembered(this.#kinds, path, () => this.files.kind(path));
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return this.#remembered(this.#contents, path, async () => {
      const bytes = await this.files.read(path);
      if (bytes !== undefined && bytes.length > largest) this.#contents.delete(path);
      return bytes;
    });
  }

  entries(path: string): Promise<readonly FolderEntry[] | undefined> {
    return this.#remembered(this.#lists, path, () => this.files.entries(path));
  }

  async list(path: string): Promise<readonly FolderEntry[]> {
    return (await this.entries(path)) ?? [];
  }

  generation(path: string): number | undefined {
    return this.watched(path) ? this.#generation : undefined;
  }

  /** Never remembered: it is asked to find out whether a file changed. */
  stamp(path: string): Promise<FileStamp | undefined> {
    return this.files.stamp(path);
  }

  /** Paths that changed, came or went; with them goes what is known of their folders and of what lies below them. */
  forget(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#generation++;
    const changed = new Set(paths);
    for (const path of paths) this.#lists.delete(path.slice(0, path.lastIndexOf("/")));
    for (const known of [this.#kinds, this.#contents, this.#lists]) {
      for (const path of known.keys()) if (isWithin(path, changed)) known.delete(path);
    }
  }

  /** Everything may have changed. */
  forgetAll(): void {
    this.#generation++;
    for (const known of [this.#kinds, this.#contents, this.#lists]) known.clear();
  }

  #remembered<T>(known: Map<string, Promise<T>>, path: string, ask: () => Promise<T>): Promise<T> {
    let answer = known.get(path);
    if (answer !== undefined) return answer;
    if (!this.watched(path)) return ask();
    known.set(path, (answer = ask()));
    return answer;
  }
}

/** Whether a path is one of some paths, or lies below one. */
function isWithin(path: string, roots: ReadonlySet<string>): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (roots.has(path.slice(0, at))) return true;
  }
  return false;
}

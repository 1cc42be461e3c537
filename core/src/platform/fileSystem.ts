/** What lies at a path. */
export type EntryKind = "file" | "directory" | "symlink" | "other";

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What changes when a file does, as far as one can tell without reading it. */
export interface FileStamp {
  /** In bytes. */
  readonly size: number;
  /** Of no meaning but that a later one is another file's or another state's. */
  readonly modified: number;
}

/**
 * The files that core may look at. Paths are absolute, with `/`. A path that does not exist or cannot be read gives
 * undefined (or an empty list), never an exception: a missing file is something to tell the user about.
 */
export interface FileSystem {
  /** What lies there, symbolic links followed. */
  kind(path: string): Promise<EntryKind | undefined>;
  /** A regular file's content; undefined, too, for one that is too large to be a text of a bootstrap (64 MiB). */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Entries of a folder, sorted by name; links are told as links. Undefined where it cannot be read. */
  entries(path: string): Promise<readonly FolderEntry[] | undefined>;
  /** As {@link entries}, for those to whom a folder that cannot be read is as good as an empty one. */
  list(path: string): Promise<readonly FolderEntry[]>;
  /**
   * A number that stays as long as what is known of a path and of what lies below it does: answers that were made of
   * it hold as long. Undefined (or absent) where nobody would tell of changes.
   */
  generation?(path: string): number | undefined;
  /** Of a file, symbolic links followed. */
  stamp(path: string): Promise<FileStamp | undefined>;
}

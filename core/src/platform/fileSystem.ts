/** What lies at a path. */
export type EntryKind = "file" | "directory" | "symlink" | "other";

/**
 * The files that core may look at. Paths are absolute, with `/`. A path that does not exist or cannot be read gives
 * undefined (or an empty list), never an exception: a missing file is something to tell the user about.
 */
export interface FileSystem {
  /** What lies there, symbolic links followed. */
  kind(path: string): Promise<EntryKind | undefined>;
  read(path: string): Promise<Uint8Array | undefined>;
  /** Entries of a folder, sorted by name; links are told as links. */
  list(path: string): Promise<readonly { readonly name: string; readonly kind: EntryKind }[]>;
}

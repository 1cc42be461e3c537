import type { FilesInTar } from "./tar";

/** What was found in a packed archive. */
export interface ArchiveContents {
  /** Of the archive itself, 64 hex digits in lower case. */
  readonly sha256: string;
  /** Of the files that were asked for those that it holds, as {@link filesInTar} gives them. */
  readonly files: FilesInTar;
}

/**
 * Reads some files of a tar archive, packed with gzip or bzip2 or not at all, in memory. Undefined where it cannot be
 * read, is another kind of file, or too large to be looked into on the way. The path is absolute; names are those in the
 * archive, without `./` before them.
 */
export type ReadArchive = (path: string, names: readonly string[]) => Promise<ArchiveContents | undefined>;

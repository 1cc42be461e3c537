/** A file's content, told apart from every other. */
export interface FileHash {
  /** SHA-256, 64 hex digits in lower case. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
}

/** Hashes a regular file piece by piece; undefined where there is none or it cannot be read. Paths are absolute. */
export type HashFile = (path: string) => Promise<FileHash | undefined>;

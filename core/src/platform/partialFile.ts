/** A file that is filled bit by bit, and gets its real name when it is whole. */
export interface PartialFile {
  /** Bytes that it holds. */
  readonly size: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Begins anew with nothing in it. */
  reset(): Promise<void>;
  /** Moves what it holds to another name in the same folder, in place of what has that name, and begins anew. */
  setAside(path: string): Promise<void>;
  /** SHA-256 of all that it holds, 64 hex digits in lower case. */
  sha256(): string;
  /**
   * Gives it a name in the same folder, its bytes safe on the disk; false, and nothing is changed, where something
   * has that name. It is closed then.
   */
  settle(path: string): Promise<boolean>;
  /** Lets go of it; it stays for the next time. Harmless when it is closed. */
  close(): Promise<void>;
}

/**
 * Opens a partial file, with what an earlier attempt left in it, or makes it. Never through a link, and nothing that
 * has another name, too. Paths are absolute. Rejects with DiskError, as do the methods of what it gives.
 */
export type OpenPartial = (path: string) => Promise<PartialFile>;

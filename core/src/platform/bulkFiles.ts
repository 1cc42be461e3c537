import type { NodeKind } from "./disk";

/** An entry of a folder, links told as links. */
export interface ListedEntry {
  readonly name: string;
  /** Whether the name's bytes are UTF-8; else `name` only looks like it. */
  readonly decodable: boolean;
  readonly kind: NodeKind;
  /** Length in bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * A new file that is filled from its start on, and gets its name when it is whole: until then it lies hidden beside it.
 * Methods reject with a DiskError.
 */
export interface Draft {
  /** Absolute path of the unfinished file, for a program that fills it. */
  readonly path: string;
  /** Bytes that it holds. */
  readonly size: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Adds a text in UTF-8. */
  writeText(text: string): Promise<void>;
  /**
   * Adds all bytes of a regular file, which has to hold exactly `size` of them still (reason `changed`). Its path is
   * absolute; a link is not followed.
   */
  copy(file: string, size: number): Promise<void>;
  /** Lengthens it with zeros to so many bytes; they take no room where the file system can do without. */
  extend(size: number): Promise<void>;
  /**
   * Gives it its name, over a file or link of that name only with `over`; false, and nothing is changed, where
   * something has the name.
   */
  settle(over: boolean): Promise<boolean>;
  /** Removes it. Harmless when it has its name already, or is gone. */
  discard(): Promise<void>;
}

/** A file that pieces are read of, anywhere. Methods reject with a DiskError. */
export interface Region {
  /** In bytes. */
  readonly size: number;
  /** So many bytes from an offset on; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Files in great numbers or of great length. Thousands of small ones would wait longer for a thread than for the disk,
 * so they are read at once, but others get their turn in between. Paths are absolute, with `/`.
 */
export interface BulkFiles {
  /** Entries of a folder, in the order of their names' bytes. Throws a DiskError. */
  list(folder: string): readonly ListedEntry[];
  /** Begins a new file; what is added to it rejects as the signal says, once that is aborted. */
  draft(path: string, signal: AbortSignal): Promise<Draft>;
  /** Opens a regular file; links are followed. */
  region(path: string): Promise<Region>;
}

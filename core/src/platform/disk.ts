/** What lies at a path itself: links are not followed. */
export type NodeKind = "file" | "directory" | "link" | "fifo" | "socket" | "device";

export interface NodeStatus {
  readonly kind: NodeKind;
  /** Permission bits. */
  readonly mode: number;
  /** Number of the file system that it lies on. */
  readonly device: number;
  /** Numeric id of the owner. */
  readonly owner: number;
  /** Length in bytes. */
  readonly size: number;
}

/** Something in a folder, however deep. */
export interface TreeEntry {
  /** Relative to the folder, each byte of the name as one character (Latin-1): nothing is lost in decoding. */
  readonly path: string;
  readonly kind: NodeKind;
  /** Permission bits. */
  readonly mode: number;
  /** Length in bytes. */
  readonly size: number;
  /** Where a link leads, in the same way. */
  readonly target: string | undefined;
  /** A device 0/0: with it an overlay file system says that what lies below is gone (overlayfs: whiteouts). */
  readonly whiteout: boolean;
  /** The first of the names in this folder of a file that has several there (hard links). */
  readonly linked: string | undefined;
}

/** Says whether a folder is still as it was. */
export interface Seal {
  /** Another whenever a name, a kind, a permission or a file in the folder is: by times of change, nothing is read. */
  readonly hash: string;
  /** Whether a file has several names in the folder. */
  readonly linked: boolean;
}

/** What a folder was like at a time: names, kinds, permissions, and stamps of files by which nothing needs to be read. */
export interface Snapshot {
  /** How many files, folders and others were in it, however deep. */
  readonly size: number;
}

/** A layer to be made of what has changed in a folder. Paths are absolute. */
export interface LayerOf {
  readonly folder: string;
  readonly since: Snapshot;
  /** The layers that showed what the folder was like then, the topmost first. */
  readonly below: readonly string[];
  /** See {@link Disk.makeWhiteout}. */
  readonly whiteout: string;
  /** Where there is nothing yet. */
  readonly to: string;
}

/**
 * Told of everything that is copied; what it names for a file is such a copy already. Paths are absolute, each byte one
 * character.
 */
export type CopyInstead = (copy: {
  readonly from: string;
  readonly to: string;
  /** See {@link Disk.stamps}. */
  readonly stamp: string | undefined;
}) => string | undefined;

/** Why a change to the disk could not be made. `path` is where; the message tells it to a person. */
export class DiskError extends Error {
  constructor(
    message: string,
    readonly path: string,
    /** The system's name for it: `ENOSPC`, `EACCES`, … or one of ours: `special-file`, `crosses-device`, `in-the-way`. */
    readonly reason: string,
  ) {
    super(message);
    this.name = "DiskError";
  }
}

/** A file that bytes are added to. */
export interface Appender {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Changes to the machine's files. Paths are absolute, with `/`. No method follows a symbolic link in the last part of
 * a path that it changes. Methods reject with {@link DiskError}.
 */
export interface Disk {
  /** What lies there, links told as links; undefined where nothing does. */
  status(path: string): Promise<NodeStatus | undefined>;
  /** Whether this process may make something new in a folder. */
  writable(path: string): Promise<boolean>;
  /** The path with every link resolved; undefined where something of it does not exist. */
  realPath(path: string): Promise<string | undefined>;
  /** Names in a folder, sorted; empty where there is none. What cannot be read is no empty folder: it rejects. */
  names(path: string): Promise<readonly string[]>;
  /** Makes a folder and those above it; `mode` is for the last one and is set even where it exists. */
  makeDirectory(path: string, mode: number): Promise<void>;
  /**
   * Writes a whole file with exactly these permission bits. What was at `path` is removed first, so that a link is
   * replaced and never written through.
   */
  write(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** Creates a file that must not exist yet, its content in it from the first moment on; false where it exists. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** The first bytes of a regular file, at most `limit`; undefined where there is none. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
  /** The same of many small files, at once. */
  readEach(paths: readonly string[], limit: number): readonly (Uint8Array | undefined)[];
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or link; nothing where there is none. */
  removeFile(path: string): Promise<void>;
  /**
   * Removes a folder with all that is in it. Links are removed, not followed; another file system mounted below is
   * not entered (reason `crosses-device`). Once `signal` is aborted it ends, whatever is left.
   */
  removeTree(path: string, signal?: AbortSignal): Promise<void>;
  /** Removes a folder that has nothing in it; one that has something, or is none, stays. */
  removeEmpty(path: string): Promise<void>;
  /**
   * Bytes that files, links and folders with all that is in them take on the disk; a file of several names counts once.
   * What cannot be looked into is not counted.
   */
  usage(paths: readonly string[]): Promise<number>;
  /**
   * Copies a file, link or folder with all that is in it to `to`, byte for byte, names of any bytes included.
   * Links are copied as links; a link or file that stands where something is to be copied is removed first; a folder
   * is merged into a folder. Set-uid and set-gid bits are dropped, modification times kept. FIFOs, sockets and devices
   * are refused (reason `special-file`). `skip` is asked for every name below `from`.
   * Ends early when `signal` is aborted. `instead` may name a file that already is such a copy, for a hard link to it.
   */
  copyTree(
    from: string,
    to: string,
    options: { skip?: (name: string) => boolean; signal?: AbortSignal; instead?: CopyInstead },
  ): Promise<void>;
  /**
   * Of each path, each byte one character, what changes whenever the file, link or folder there does (a folder does
   * with the names in it); undefined where nothing is, or where it changed so recently that one cannot be sure.
   */
  stamps(paths: readonly string[]): readonly (string | undefined)[];
  /** Everything in a folder, a folder before what is in it; empty where there is none. Links are not followed. */
  list(folder: string): Promise<readonly TreeEntry[]>;
  /** SHA-256 of a regular file in a folder, in lower-case hex; `path` as {@link list} tells it. */
  hash(folder: string, path: string): Promise<string>;
  /**
   * Puts folders that lie over one another as layers of an overlay file system into one new folder, the topmost first:
   * copies of their files, names of one file again names of one. `visible` are the relative paths that are to be there,
   * a folder before what is in it.
   */
  join(layers: readonly string[], visible: readonly string[], to: string): Promise<void>;
  /** What everything in a folder is like now. */
  seal(folder: string): Seal;
  /** The same, to be held against what it is like later, when nothing has written to it in between but what is looked for. */
  snapshot(folder: string): Promise<Snapshot>;
  /**
   * Makes a layer of an overlay file system of all that has changed in a folder since a snapshot: copies of what is new
   * or other, names of one file again names of one, and whiteouts for what is gone. The result is a new snapshot.
   */
  layerOf(change: LayerOf): Promise<Snapshot>;
  /** Makes what says in an upper layer that something below is gone; layers get further names of it. */
  makeWhiteout(path: string): void;
  /** Replaces a file by one of a new content in one step: nobody ever sees half of it. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** Opens a new empty file for adding bytes; what was there is removed first. */
  append(path: string): Promise<Appender>;
}

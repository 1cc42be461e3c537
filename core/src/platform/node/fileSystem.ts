import { constants, type Dirent, type Stats } from "node:fs";
import { open, readdir, stat, type FileHandle } from "node:fs/promises";
import type { EntryKind, FileSystem, FolderEntry } from "../fileSystem";

function kindOf(entry: Dirent | Stats): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}

/** Files above this many bytes are not read as a whole: no text of a bootstrap comes near. */
const largest = 64 << 20;

/** A FIFO or terminal is opened without waiting for anybody, and no terminal becomes ours. */
const careful = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** All of an open file; undefined where it is no regular file or too large. Files of /proc have a length of 0. */
async function contentsOf(file: FileHandle): Promise<Uint8Array | undefined> {
  const stats = await file.stat();
  if (!stats.isFile() || stats.size > largest) return undefined;
  let bytes = new Uint8Array(stats.size === 0 ? 4096 : stats.size + 1);
  for (let length = 0; ;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
    length += bytesRead;
    if (bytesRead === 0) return bytes.subarray(0, length);
    if (length > largest) return undefined;
    if (length < bytes.length) continue;
    const longer = new Uint8Array(2 * length);
    longer.set(bytes);
    bytes = longer;
  }
}

/** So many files are open at the same time, however many are asked for: systems allow a process a thousand or so. */
const mostOpen = 100;
let opened = 0;
const waiting: (() => void)[] = [];

/** Waits for its turn to have a file open. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (opened >= mostOpen) await new Promise<void>((go) => waiting.push(go));
  else opened++;
  try {
    return await work();
  } finally {
    // Who goes on takes the place over.
    const next = waiting.shift();
    if (next === undefined) opened--;
    else next();
  }
}

async function entries(path: string): Promise<readonly FolderEntry[] | undefined> {
  try {
    const found = await readdir(path, { withFileTypes: true });
    return found
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    // Opening alone does something to some devices.
    if (!(await stat(path)).isFile()) return undefined;
    const file = await open(path, careful);
    try {
      return await contentsOf(file);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** The machine's own files. */
export const nodeFileSystem: FileSystem = {
  async kind(path) {
    try {
      return kindOf(await stat(path));
    } catch {
      return undefined;
    }
  },
  read: (path) => inTurn(() => read(path)),
  entries,
  async list(path) {
    return (await entries(path)) ?? [];
  },

  async stamp(path) {
    try {
      const found = await stat(path);
      return found.isFile() ? { size: found.size, modified: found.mtimeMs } : undefined;
    } catch {
      return undefined;
    }
  },
};

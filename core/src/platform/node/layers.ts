import { createHash } from "node:crypto";
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import type { TreeEntry } from "../disk";
import { failed, reasonOf } from "./diskError";
import { nodeKindOf } from "./nodeKind";

/** Names are bytes on this system; in text, each of them is one character. */
const bytesOf = (path: string) => Buffer.from(path, "latin1");

export const under = (folder: string, path: string) =>
  Buffer.concat([Buffer.from(`${folder}/`), bytesOf(path)]);

/** See {@link import("../disk").Disk.list}. */
export async function listTree(folder: string): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  const names = new Map<string, string[]>();
  await listFolder(folder, "", found, names);
  const several = new Map<string, string>();
  for (const all of names.values()) if (all.length > 1) for (const name of all) several.set(name, all[0]!);
  if (several.size === 0) return found;
  return found.map((entry) => ({ ...entry, linked: several.get(entry.path) }));
}

/** `names` are those of files that have several, by file. */
async function listFolder(
  folder: string,
  prefix: string,
  found: TreeEntry[],
  names: Map<string, string[]>,
): Promise<void> {
  const path = prefix === "" ? Buffer.from(folder) : under(folder, prefix.slice(0, -1));
  let here: string[];
  try {
    here = (await fs.readdir(path, { encoding: "buffer" })).map((name) => name.toString("latin1")).sort();
  } catch (error) {
    if (prefix === "" && reasonOf(error) === "ENOENT") return;
    throw failed("cannot be read", path.toString(), error);
  }
  const entries = await Promise.all(here.map((name) => entryOf(folder, prefix + name, names)));
  for (const entry of entries) {
    if (entry === undefined) continue;
    found.push(entry);
    if (entry.kind === "directory") await listFolder(folder, `${entry.path}/`, found, names);
  }
}

async function entryOf(
  folder: string,
  path: string,
  names: Map<string, string[]>,
): Promise<TreeEntry | undefined> {
  const full = under(folder, path);
  try {
    const stats = await fs.lstat(full);
    const kind = nodeKindOf(stats);
    if (kind === "file" && stats.nlink > 1) {
      const file = `${stats.dev} ${stats.ino}`;
      names.set(file, [...(names.get(file) ?? []), path].sort());
    }
    return {
      path,
      kind,
      mode: stats.mode & 0o7777,
      size: stats.size,
      target:
        kind === "link" ? (await fs.readlink(full, { encoding: "buffer" })).toString("latin1") : undefined,
      whiteout: stats.isCharacterDevice() && stats.rdev === 0,
      linked: undefined,
    };
  } catch (error) {
    // Gone since the folder was read.
    if (reasonOf(error) === "ENOENT") return undefined;
    throw failed("cannot be read", full.toString(), error);
  }
}

/** Bytes read at a time. */
const PIECE = 1 << 20;

/** See {@link import("../disk").Disk.hash}. */
export async function hashIn(folder: string, path: string): Promise<string> {
  const full = under(folder, path);
  try {
    const file = await fs.open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const hash = createHash("sha256");
      const { size } = await file.stat();
      const piece = new Uint8Array(Math.min(PIECE, Math.max(size, 1)));
      for (;;) {
        const { bytesRead } = await file.read(piece, 0, piece.length, null);
        if (bytesRead === 0) return hash.digest("hex");
        hash.update(piece.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw failed("cannot be read", full.toString(), error);
  }
}

import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import * as fs from "node:fs/promises";
import type { NodeKind, TreeEntry } from "../disk";
import { failed, reasonOf } from "./diskError";

/** Names are bytes on this system; in text, each of them is one character. */
const bytesOf = (path: string) => Buffer.from(path, "latin1");

const under = (folder: string, path: string) => Buffer.concat([Buffer.from(`${folder}/`), bytesOf(path)]);

function kindOf(stats: Stats): NodeKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isFIFO()) return "fifo";
  return stats.isSocket() ? "socket" : "device";
}

/** See {@link import("../disk").Disk.list}. */
export async function listTree(folder: string): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  await listFolder(folder, "", found);
  return found;
}

async function listFolder(folder: string, prefix: string, found: TreeEntry[]): Promise<void> {
  const path = prefix === "" ? Buffer.from(folder) : under(folder, prefix.slice(0, -1));
  let names: string[];
  try {
    names = (await fs.readdir(path, { encoding: "buffer" })).map((name) => name.toString("latin1")).sort();
  } catch (error) {
    if (prefix === "" && reasonOf(error) === "ENOENT") return;
    throw failed("cannot be read", path.toString(), error);
  }
  const entries = await Promise.all(names.map((name) => entryOf(folder, prefix + name)));
  for (const entry of entries) {
    if (entry === undefined) continue;
    found.push(entry);
    if (entry.kind === "directory") await listFolder(folder, `${entry.path}/`, found);
  }
}

async function entryOf(folder: string, path: string): Promise<TreeEntry | undefined> {
  const full = under(folder, path);
  try {
    const stats = await fs.lstat(full);
    const kind = kindOf(stats);
    return {
      path,
      kind,
      mode: stats.mode & 0o7777,
      size: stats.size,
      target:
        kind === "link" ? (await fs.readlink(full, { encoding: "buffer" })).toString("latin1") : undefined,
      whiteout: stats.isCharacterDevice() && stats.rdev === 0,
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

/** See {@link import("../disk").Disk.join}. */
export async function joinLayers(
  layers: readonly string[],
  visible: readonly string[],
  to: string,
): Promise<void> {
  // Of a name that several layers have, the topmost is the one that is seen: so the lowest first.
  const owners = new Map<string, { readonly layer: string; readonly entry: TreeEntry }>();
  for (const layer of layers.toReversed())
    for (const entry of await listTree(layer)) owners.set(entry.path, { layer, entry });
  await fs.mkdir(to, { mode: 0o700 });
  const folders: { readonly path: Buffer; readonly mode: number }[] = [
    { path: Buffer.from(to), mode: (await fs.lstat(layers[0]!)).mode & 0o7777 },
  ];
  for (const path of visible) {
    const owner = owners.get(path);
    if (owner === undefined || owner.entry.whiteout) continue;
    const place = under(to, path);
    try {
      if (owner.entry.kind === "directory") {
        await fs.mkdir(place, { mode: 0o700 });
        folders.push({ path: place, mode: owner.entry.mode });
      } else await fs.link(under(owner.layer, path), place);
    } catch (error) {
      throw failed("cannot be made", place.toString(), error);
    }
  }
  // A folder that nobody may write to could not have been filled.
  for (const { path, mode } of folders.reverse()) await fs.chmod(path, mode);
}

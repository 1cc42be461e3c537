import { createHash } from "node:crypto";
import * as fs from "node:fs";
import type { TreeEntry } from "../disk";
import { ClosedFolders } from "./closedFolders";
import { failed, reasonOf } from "./diskError";
import { nodeKindOf } from "./nodeKind";
import { Turns } from "./turns";
import { under } from "./under";

/** See {@link import("../disk").Disk.list}. */
export async function listTree(folder: string): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  const names = new Map<string, string[]>();
  const closed = new ClosedFolders();
  try {
    await listFolder(folder, "", { found, names, closed, turns: new Turns() });
  } finally {
    closed.shut();
  }
  const several = new Map<string, string>();
  for (const all of names.values()) if (all.length > 1) for (const name of all) several.set(name, all[0]!);
  if (several.size === 0) return found;
  return found.map((entry) => ({ ...entry, linked: several.get(entry.path) }));
}

interface Listing {
  readonly found: TreeEntry[];
  /** Names of files that have several, by file. */
  readonly names: Map<string, string[]>;
  readonly closed: ClosedFolders;
  readonly turns: Turns;
}

async function listFolder(folder: string, prefix: string, listing: Listing): Promise<void> {
  const path = under(folder, prefix.slice(0, -1));
  let here: string[];
  try {
    listing.closed.open(path);
    here = fs
      .readdirSync(path, { encoding: "buffer" })
      .map((name) => name.toString("latin1"))
      .sort();
  } catch (error) {
    if (prefix === "" && reasonOf(error) === "ENOENT") return;
    throw failed("cannot be read", path.toString(), error);
  }
  for (const name of here) {
    if (listing.turns.due) await listing.turns.give();
    const entry = entryOf(folder, prefix + name, listing.names);
    if (entry === undefined) continue;
    listing.found.push(entry);
    if (entry.kind === "directory") await listFolder(folder, `${entry.path}/`, listing);
  }
}

function entryOf(folder: string, path: string, names: Map<string, string[]>): TreeEntry | undefined {
  const full = under(folder, path);
  try {
    const stats = fs.lstatSync(full);
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
      target: kind === "link" ? fs.readlinkSync(full, { encoding: "buffer" }).toString("latin1") : undefined,
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
  const closed = new ClosedFolders();
  try {
    closed.reach(folder, path);
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
    const file = fs.openSync(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const hash = createHash("sha256");
      const { size } = fs.fstatSync(file);
      const piece = new Uint8Array(Math.min(PIECE, Math.max(size, 1)));
      const turns = new Turns();
      for (;;) {
        if (turns.due) await turns.give();
        const count = fs.readSync(file, piece, 0, piece.length, null);
        if (count === 0) return hash.digest("hex");
        hash.update(piece.subarray(0, count));
      }
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    throw failed("cannot be read", full.toString(), error);
  } finally {
    closed.shut();
  }
}

import * as fs from "node:fs";
import type { TreeEntry } from "../disk";
import { ClosedFolders } from "./closedFolders";
import { copyBytes } from "./copyTree";
import { failed } from "./diskError";
import { listTree } from "./layers";
import { Turns } from "./turns";
import { under } from "./under";

interface Owned {
  readonly layer: string;
  readonly entry: TreeEntry;
}

/** See {@link import("../disk").Disk.join}. */
export async function joinLayers(
  layers: readonly string[],
  visible: readonly string[],
  to: string,
): Promise<void> {
  // Of a name that several layers have, the topmost is the one that is seen: so the lowest first.
  const owners = new Map<string, Owned>();
  for (const layer of layers.toReversed())
    for (const entry of await listTree(layer)) owners.set(entry.path, { layer, entry });
  fs.mkdirSync(to, { mode: 0o700 });
  const top = Buffer.from(layers[0]!);
  const folders: { readonly from: Buffer; readonly place: Buffer }[] = [
    { from: top, place: Buffer.from(to) },
  ];
  /** Copies of files that have several names. */
  const copies = new Map<string, Buffer>();
  const turns = new Turns();
  const closed = new ClosedFolders();
  try {
    for (const path of visible) {
      if (turns.due) await turns.give();
      const owner = owners.get(path);
      if (owner === undefined || owner.entry.whiteout) continue;
      const [from, place] = [under(owner.layer, path), under(to, path)];
      try {
        closed.reach(owner.layer, path);
        if (owner.entry.kind === "directory") {
          fs.mkdirSync(place, { mode: 0o700 });
          folders.push({ from, place });
        } else await copy(owner, from, place, copies);
      } catch (error) {
        throw failed("cannot be made", place.toString(), error);
      }
    }
    // A folder that nobody may write to could not have been filled.
    for (const { from, place } of folders.reverse()) likeBefore(from, place, closed.modeOf(from));
  } finally {
    closed.shut();
  }
}

/** A file's bytes are its own: who edits the copy must not change the layer. */
async function copy(
  { layer, entry }: Owned,
  from: Buffer,
  place: Buffer,
  copies: Map<string, Buffer>,
): Promise<void> {
  if (entry.kind === "link") {
    fs.symlinkSync(fs.readlinkSync(from, { encoding: "buffer" }), place);
    const { uid, gid } = fs.lstatSync(from);
    if (!isOwn(uid, gid)) fs.lchownSync(place, uid, gid);
  } else if (entry.kind === "file") {
    const file = entry.linked === undefined ? undefined : `${layer}/${entry.linked}`;
    const other = file === undefined ? undefined : copies.get(file);
    if (other !== undefined) {
      fs.linkSync(other, place);
      return;
    }
    // Nobody but root can read it, and so nobody edits it.
    if ((entry.mode & 0o400) === 0) {
      fs.linkSync(from, place);
      return;
    }
    await copyBytes(from, place, entry.size);
    likeBefore(from, place);
    if (file !== undefined) copies.set(file, place);
  } else fs.linkSync(from, place);
}

/** Owner, permissions and, of files, times. `mode` is that of a folder which is open for now. */
export function likeBefore(from: Buffer, place: Buffer, mode?: number): void {
  const stats = fs.lstatSync(from);
  const { uid, gid } = stats;
  if (!isOwn(uid, gid)) fs.chownSync(place, uid, gid);
  fs.chmodSync(place, mode ?? stats.mode & 0o7777);
  if (stats.isFile()) fs.utimesSync(place, stats.atime, stats.mtime);
}

const isOwn = (uid: number, gid: number) => uid === process.geteuid?.() && gid === process.getegid?.();

import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import type { TreeEntry } from "../disk";
import { failed } from "./diskError";
import { listTree, under } from "./layers";

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
  await fs.mkdir(to, { mode: 0o700 });
  const top = Buffer.from(layers[0]!);
  const folders: { readonly from: Buffer; readonly place: Buffer }[] = [
    { from: top, place: Buffer.from(to) },
  ];
  /** Copies of files that have several names. */
  const copies = new Map<string, Buffer>();
  for (const path of visible) {
    const owner = owners.get(path);
    if (owner === undefined || owner.entry.whiteout) continue;
    const [from, place] = [under(owner.layer, path), under(to, path)];
    try {
      if (owner.entry.kind === "directory") {
        await fs.mkdir(place, { mode: 0o700 });
        folders.push({ from, place });
      } else await copy(owner, from, place, copies);
    } catch (error) {
      throw failed("cannot be made", place.toString(), error);
    }
  }
  // A folder that nobody may write to could not have been filled.
  for (const { from, place } of folders.reverse()) await likeBefore(from, place);
}

/** A file's bytes are its own: who edits the copy must not change the layer. */
async function copy(
  { layer, entry }: Owned,
  from: Buffer,
  place: Buffer,
  copies: Map<string, Buffer>,
): Promise<void> {
  if (entry.kind === "link") {
    await fs.symlink(await fs.readlink(from, { encoding: "buffer" }), place);
    const { uid, gid } = await fs.lstat(from);
    if (!isOwn(uid, gid)) await fs.lchown(place, uid, gid);
  } else if (entry.kind === "file") {
    const file = entry.linked === undefined ? undefined : `${layer}/${entry.linked}`;
    const other = file === undefined ? undefined : copies.get(file);
    if (other !== undefined) return fs.link(other, place);
    // Nobody but root can read it, and so nobody edits it.
    if ((entry.mode & 0o400) === 0) return fs.link(from, place);
    await fs.copyFile(from, place, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await likeBefore(from, place);
    if (file !== undefined) copies.set(file, place);
  } else await fs.link(from, place);
}

/** Owner, permissions and, of files, times. */
async function likeBefore(from: Buffer, place: Buffer): Promise<void> {
  const stats = await fs.lstat(from);
  const { uid, gid, mode } = stats;
  if (!isOwn(uid, gid)) await fs.chown(place, uid, gid);
  await fs.chmod(place, mode & 0o7777);
  if (stats.isFile()) await fs.utimes(place, stats.atime, stats.mtime);
}

const isOwn = (uid: number, gid: number) => uid === process.geteuid?.() && gid === process.getegid?.();

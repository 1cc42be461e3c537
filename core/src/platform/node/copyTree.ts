import { constants, type Stats } from "node:fs";
import * as fs from "node:fs/promises";
import { type CopyInstead, DiskError } from "../disk";
import { failed, reasonOf } from "./diskError";
import { stampOf } from "./stamps";

interface Options {
  readonly skip?: (name: string) => boolean;
  readonly signal?: AbortSignal;
  readonly instead?: CopyInstead;
}

const slash = Buffer.from("/");

/** Names are bytes on this system: a path is handled as bytes, so that no name is lost in decoding. */
const join = (folder: Buffer, name: Buffer) => Buffer.concat([folder, slash, name]);

async function lstat(path: Buffer): Promise<Stats | undefined> {
  try {
    return await fs.lstat(path);
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return undefined;
    throw failed("cannot be read", path.toString(), error);
  }
}

/** See {@link import("../disk").Disk.copyTree}. */
export async function copyTree(from: string, to: string, options: Options): Promise<void> {
  await copyNode(Buffer.from(from), Buffer.from(to), options);
}

async function copyNode(from: Buffer, to: Buffer, options: Options): Promise<void> {
  options.signal?.throwIfAborted();
  const source = await lstat(from);
  if (source === undefined)
    throw new DiskError(`${from.toString()} does not exist`, from.toString(), "ENOENT");
  if (!source.isFile()) {
    const names = { from: from.toString("latin1"), to: to.toString("latin1") };
    options.instead?.({ ...names, stamp: stampOf(from) });
  }
  if (source.isDirectory()) await copyDirectory(from, to, source, options);
  else if (source.isFile()) await copyFile(from, to, source, options);
  else if (source.isSymbolicLink()) await copyLink(from, to);
  else {
    const kind = source.isFIFO() ? "a FIFO" : source.isSocket() ? "a socket" : "a device";
    const path = from.toString();
    throw new DiskError(
      `${path} is ${kind}; a bootstrap tree may hold files, folders and links only`,
      path,
      "special-file",
    );
  }
}

async function copyDirectory(from: Buffer, to: Buffer, source: Stats, options: Options): Promise<void> {
  const there = await lstat(to);
  try {
    if (there !== undefined && !there.isDirectory()) await fs.unlink(to);
    if (there?.isDirectory() !== true) await fs.mkdir(to, { mode: 0o700 });
  } catch (error) {
    throw failed("cannot be made", to.toString(), error);
  }
  let names: Buffer[];
  try {
    names = await fs.readdir(from, { encoding: "buffer" });
  } catch (error) {
    throw failed("cannot be read", from.toString(), error);
  }
  for (const name of names.sort((a, b) => a.compare(b))) {
    if (options.skip?.(name.toString()) === true) continue;
    await copyNode(join(from, name), join(to, name), options);
  }
  // The owner may always write: the run has to put things in, and we have to remove it again.
  await fs.chmod(to, (source.mode & 0o777) | 0o700);
}

async function makeRoom(to: Buffer): Promise<void> {
  const there = await lstat(to);
  if (there === undefined) return;
  const path = to.toString();
  if (there.isDirectory())
    throw new DiskError(`${path} would have to be a folder and a file at once`, path, "in-the-way");
  await fs.unlink(to);
}

/** Whether a file that already is such a copy could be taken over. */
async function takeOver(from: Buffer, to: Buffer, instead: CopyInstead): Promise<boolean> {
  const names = { from: from.toString("latin1"), to: to.toString("latin1") };
  const copy = instead({ ...names, stamp: stampOf(from) });
  if (copy === undefined) return false;
  try {
    await fs.link(Buffer.from(copy, "latin1"), to);
    return true;
  } catch {
    return false;
  }
}

async function copyFile(from: Buffer, to: Buffer, source: Stats, { instead }: Options): Promise<void> {
  await makeRoom(to);
  try {
    if (instead !== undefined && (await takeOver(from, to, instead))) return;
    // EXCL never opens an existing name, so a link that appears meanwhile is not written through.
    await fs.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await fs.chmod(to, source.mode & 0o777);
    await fs.utimes(to, source.atime, source.mtime);
  } catch (error) {
    throw failed(`cannot be copied to ${to.toString()}`, from.toString(), error);
  }
}

async function copyLink(from: Buffer, to: Buffer): Promise<void> {
  await makeRoom(to);
  try {
    await fs.symlink(await fs.readlink(from, { encoding: "buffer" }), to);
  } catch (error) {
    throw failed(`cannot be copied to ${to.toString()}`, from.toString(), error);
  }
}

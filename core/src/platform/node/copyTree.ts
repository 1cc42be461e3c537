import * as fs from "node:fs";
import { copyFile as copyLarge } from "node:fs/promises";
import { type CopyInstead, DiskError } from "../disk";
import { failed } from "./diskError";
import { stampOf } from "./stamps";
import { Turns } from "./turns";
import { within } from "./under";

interface Options {
  readonly skip?: (name: string) => boolean;
  readonly signal?: AbortSignal;
  readonly instead?: CopyInstead;
}

interface Copying extends Options {
  readonly turns: Turns;
}

function lstat(path: Buffer): fs.Stats | undefined {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw failed("cannot be read", path.toString(), error);
  }
}

/** See {@link import("../disk").Disk.copyTree}. */
export async function copyTree(from: string, to: string, options: Options): Promise<void> {
  await copyNode(Buffer.from(from), Buffer.from(to), { ...options, turns: new Turns() });
}

async function copyNode(from: Buffer, to: Buffer, options: Copying): Promise<void> {
  if (options.turns.due) await options.turns.give();
  options.signal?.throwIfAborted();
  const source = lstat(from);
  if (source === undefined)
    throw new DiskError(`${from.toString()} does not exist`, from.toString(), "ENOENT");
  if (!source.isFile()) {
    const names = { from: from.toString("latin1"), to: to.toString("latin1") };
    options.instead?.({ ...names, stamp: stampOf(from) });
  }
  if (source.isDirectory()) await copyDirectory(from, to, source, options);
  else if (source.isFile()) await copyFile(from, to, source, options);
  else if (source.isSymbolicLink()) copyLink(from, to);
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

async function copyDirectory(from: Buffer, to: Buffer, source: fs.Stats, options: Copying): Promise<void> {
  const there = lstat(to);
  try {
    if (there !== undefined && !there.isDirectory()) fs.unlinkSync(to);
    if (there?.isDirectory() !== true) fs.mkdirSync(to, { mode: 0o700 });
  } catch (error) {
    throw failed("cannot be made", to.toString(), error);
  }
  let names: Buffer[];
  try {
    names = fs.readdirSync(from, { encoding: "buffer" });
  } catch (error) {
    throw failed("cannot be read", from.toString(), error);
  }
  for (const name of names.sort((a, b) => a.compare(b))) {
    if (options.skip?.(name.toString()) === true) continue;
    await copyNode(within(from, name), within(to, name), options);
  }
  // The owner may always write: the run has to put things in, and we have to remove it again.
  fs.chmodSync(to, (source.mode & 0o777) | 0o700);
}

function makeRoom(to: Buffer): void {
  const there = lstat(to);
  if (there === undefined) return;
  const path = to.toString();
  if (there.isDirectory())
    throw new DiskError(`${path} would have to be a folder and a file at once`, path, "in-the-way");
  fs.unlinkSync(to);
}

/** Whether a file that already is such a copy could be taken over. */
function takeOver(from: Buffer, to: Buffer, instead: CopyInstead): boolean {
  const names = { from: from.toString("latin1"), to: to.toString("latin1") };
  const copy = instead({ ...names, stamp: stampOf(from) });
  if (copy === undefined) return false;
  try {
    fs.linkSync(Buffer.from(copy, "latin1"), to);
    return true;
  } catch {
    return false;
  }
}

async function copyFile(from: Buffer, to: Buffer, source: fs.Stats, { instead }: Copying): Promise<void> {
  makeRoom(to);
  try {
    if (instead !== undefined && takeOver(from, to, instead)) return;
    await copyBytes(from, to, source.size);
    fs.chmodSync(to, source.mode & 0o777);
    fs.utimesSync(to, source.atime, source.mtime);
  } catch (error) {
    throw failed(`cannot be copied to ${to.toString()}`, from.toString(), error);
  }
}

/** Bytes of a file that others wait for; of a longer one a thread makes the copy. */
const LARGE = 1 << 20;

/** Copies a file to a name that is free, or clones it where the file system can. */
export async function copyBytes(from: Buffer, to: Buffer, size: number): Promise<void> {
  // EXCL never opens an existing name, so a link that appears meanwhile is not written through.
  const mode = fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE;
  if (size > LARGE) await copyLarge(from, to, mode);
  else fs.copyFileSync(from, to, mode);
}

function copyLink(from: Buffer, to: Buffer): void {
  makeRoom(to);
  try {
    fs.symlinkSync(fs.readlinkSync(from, { encoding: "buffer" }), to);
  } catch (error) {
    throw failed(`cannot be copied to ${to.toString()}`, from.toString(), error);
  }
}

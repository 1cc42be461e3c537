import { createReadStream, createWriteStream } from "node:fs";
import { chmod, link, lstat, mkdir, open, rm, symlink, utimes } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { ArchiveFault, type UnpackTar } from "../unpackTar";
import { failed } from "./diskError";

/** See {@link UnpackTar}. */
export const unpackTar: UnpackTar = async (archive, folder, { skip, signal }) => {
  const packed = await isGzip(archive);
  const entries = extract();
  const unpack = async () => {
    for await (const entry of entries) {
      const name = nameIn(entry.header.name);
      if (name !== "" && !skip.includes(name.split("/", 1)[0]!))
        await put(folder, name, entry.header, entry as AsyncIterable<Uint8Array>);
      entry.resume();
    }
  };
  try {
    const source = createReadStream(archive);
    const reading = packed
      ? pipeline(source, createGunzip(), entries, { signal })
      : pipeline(source, entries, { signal });
    await Promise.all([reading, unpack()]);
  } catch (error) {
    if (error instanceof ArchiveFault) throw error;
    if (signal.aborted) throw new ArchiveFault("unpacking it was interrupted");
    if (isOfDisk(error)) throw failed("cannot be unpacked to", folder, error);
    const why = error instanceof Error ? error.message : String(error);
    throw new ArchiveFault(`it is no tar archive, or a damaged one (${why})`);
  }
};

async function isGzip(archive: string): Promise<boolean> {
  let handle;
  try {
    handle = await open(archive);
    if (!(await handle.stat()).isFile()) throw new ArchiveFault("it is no file");
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(6), 0, 6, 0);
    const magic = buffer.subarray(0, bytesRead).toString("latin1");
    if (magic.startsWith("BZh") || magic.startsWith("\xfd7zXZ"))
      throw new ArchiveFault(
        "it is packed with bzip2 or xz: unpack that first; gzip and no packing are read",
      );
    return magic.startsWith("\x1f\x8b");
  } catch (error) {
    if (error instanceof ArchiveFault) throw error;
    throw new ArchiveFault(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  } finally {
    await handle?.close();
  }
}

function isOfDisk(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code?.startsWith("E") === true && syscall !== undefined && !code.startsWith("ERR_");
}

/** A name as it is in the folder, without `./` before and `/` behind it; empty for the folder itself. */
function nameIn(given: string): string {
  const parts = given.split("/").filter((part) => part !== "" && part !== ".");
  if (given.startsWith("/") || parts.includes("..") || given.includes("\0"))
    throw new ArchiveFault(`${given} leads out of it`);
  return parts.join("/");
}

async function put(
  folder: string,
  name: string,
  header: Header,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { type, mode, mtime, linkname } = header;
  const path = `${folder}/${name}`;
  const bits = mode & 0o777;
  await makeAbove(folder, name);
  const there = await lstat(path).catch(() => undefined);
  if (type === "directory") {
    if (there !== undefined && !there.isDirectory())
      throw new ArchiveFault(`${name} is a folder and something else`);
    if (there === undefined) await mkdir(path);
    // A folder that nobody may enter could not be filled.
    await chmod(path, bits | 0o700 | (mode & 0o1000));
    return;
  }
  if (there?.isDirectory() === true) throw new ArchiveFault(`${name} is a folder and something else`);
  if (there !== undefined) await rm(path);
  switch (type) {
    case "file":
    case "contiguous-file":
      await pipeline(content, createWriteStream(path, { flags: "wx", mode: bits }));
      await chmod(path, bits);
      await utimes(path, mtime, mtime);
      return;
    case "symlink":
      await symlink(linkname, path);
      return;
    case "link": {
      const other = nameIn(linkname);
      await makeAbove(folder, other);
      const status = await lstat(`${folder}/${other}`).catch(() => undefined);
      if (status?.isFile() !== true)
        throw new ArchiveFault(`${name} is another name of ${other}, which is no file before it`);
      await link(`${folder}/${other}`, path);
      return;
    }
    case "character-device":
    case "block-device":
      if (!name.startsWith("dev/")) throw new ArchiveFault(`${name} is a device`);
      return;
    case "fifo":
    default:
      throw new ArchiveFault(`${name} is a ${type}, which is not unpacked`);
  }
}

/** Makes the folders above a name. None of them may be a link: what it leads to may lie anywhere. */
async function makeAbove(folder: string, name: string): Promise<void> {
  let at = folder;
  for (const part of name.split("/").slice(0, -1)) {
    at = `${at}/${part}`;
    const status = await lstat(at).catch(() => undefined);
    if (status === undefined) await mkdir(at);
    else if (!status.isDirectory())
      throw new ArchiveFault(`${name} lies behind ${at.slice(folder.length + 1)}, which is no folder`);
  }
}

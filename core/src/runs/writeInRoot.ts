import type { Disk } from "../platform/disk";
import { normalisePath } from "./layout";

/**
 * Makes a folder of the root file system and those above it. A link or file that stands in the way is removed: a tree
 * or a step may have put a link there that leads out of the root.
 */
export async function makeFolderInRoot(disk: Disk, root: string, path: string, mode = 0o755): Promise<void> {
  let at = root;
  for (const part of normalisePath(path).split("/").slice(1)) {
    if (part === "") continue;
    at = `${at}/${part}`;
    const status = await disk.status(at);
    if (status?.kind === "directory") continue;
    if (status !== undefined) await disk.removeFile(at);
    await disk.makeDirectory(at, mode);
  }
}

/** Writes a file of the root file system; see {@link makeFolderInRoot} for what happens to links on the way. */
export async function writeInRoot(
  disk: Disk,
  root: string,
  path: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  const normal = normalisePath(path);
  await makeFolderInRoot(disk, root, normal.slice(0, normal.lastIndexOf("/")));
  if ((await disk.status(root + normal))?.kind === "directory") await disk.removeTree(root + normal);
  await disk.write(root + normal, bytes, mode);
}

import * as fs from "node:fs/promises";
import { DiskError } from "../disk";
import { failed, reasonOf } from "./diskError";

const slash = Buffer.from("/");

/** See {@link import("../disk").Disk.removeTree}. */
export async function removeTree(path: string): Promise<void> {
  const top = Buffer.from(path);
  try {
    await fs.lstat(top);
    // A folder that is itself a mount point lies on another device than the folder above it.
    const above = await fs.lstat(path.slice(0, path.lastIndexOf("/")) || "/");
    await removeNode(top, above.dev);
  } catch (error) {
    if (reasonOf(error) !== "ENOENT") throw failed("cannot be removed", path, error);
  }
}

async function removeNode(path: Buffer, device: number): Promise<void> {
  const stats = await fs.lstat(path);
  if (!stats.isDirectory()) {
    await fs.unlink(path);
    return;
  }
  if (stats.dev !== device) {
    const name = path.toString();
    throw new DiskError(
      `${name} is on another file system than the folder that it lies in: unmount it first`,
      name,
      "crosses-device",
    );
  }
  // A step may have taken our own permission away.
  if ((stats.mode & 0o700) !== 0o700) await fs.chmod(path, 0o700);
  for (const name of await fs.readdir(path, { encoding: "buffer" })) {
    await removeNode(Buffer.concat([path, slash, name]), device);
  }
  await fs.rmdir(path);
}

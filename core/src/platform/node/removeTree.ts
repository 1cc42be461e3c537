import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { DiskError } from "../disk";
import { failed, reasonOf } from "./diskError";
import { Turns } from "./turns";

const slash = Buffer.from("/");

/** See {@link import("../disk").Disk.removeTree}. */
export async function removeTree(path: string, signal?: AbortSignal): Promise<void> {
  const top = Buffer.from(path);
  try {
    lstatSync(top);
    // A folder that is itself a mount point lies on another device than the folder above it.
    const above = lstatSync(path.slice(0, path.lastIndexOf("/")) || "/");
    await removeNode(top, above.dev, new Turns(), signal);
  } catch (error) {
    if (reasonOf(error) !== "ENOENT") throw failed("cannot be removed", path, error);
  }
}

async function removeNode(path: Buffer, device: number, turns: Turns, signal?: AbortSignal): Promise<void> {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) {
    unlinkSync(path);
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
  if ((stats.mode & 0o700) !== 0o700) chmodSync(path, 0o700);
  for (const name of readdirSync(path, { encoding: "buffer" })) {
    if (turns.due) await turns.give();
    if (signal?.aborted === true) return;
    await removeNode(Buffer.concat([path, slash, name]), device, turns, signal);
  }
  if (signal?.aborted !== true) rmdirSync(path);
}

import { chmodSync, lstatSync, readdirSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { DiskError } from "../disk";
import { failed, reasonOf } from "./diskError";
import { Turns } from "./turns";
import { within } from "./under";

/**
 * Bytes of a path, behind that of the tree, from which on a folder is brought up before it is emptied: a kernel takes no
 * path of more than 4096 bytes, but a program that goes from folder to folder can make longer ones (configure scripts
 * try getcwd(3) so).
 */
const DEEP = 2000;

/** See {@link import("../disk").Disk.removeTree}. */
export async function removeTree(path: string, signal?: AbortSignal): Promise<void> {
  const top = Buffer.from(path);
  try {
    const stats = lstatSync(top);
    // A folder that is itself a mount point lies on another device than the folder above it.
    const above = lstatSync(path.slice(0, path.lastIndexOf("/")) || "/");
    if (!stats.isDirectory()) unlinkSync(top);
    else await new Removal(top, above.dev, signal).run();
  } catch (error) {
    if (reasonOf(error) !== "ENOENT") throw failed("cannot be removed", path, error);
  }
}

class Removal {
  readonly #turns = new Turns();
  /** Folders that were too deep, in the top folder now. */
  readonly #raised: Buffer[] = [];
  #count = 0;

  constructor(
    private readonly top: Buffer,
    private readonly device: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async run(): Promise<void> {
    await this.#empty(this.top);
    for (let next = this.#raised.pop(); next !== undefined; next = this.#raised.pop())
      await this.#remove(next);
    if (this.signal?.aborted !== true) rmdirSync(this.top);
  }

  async #remove(path: Buffer): Promise<void> {
    if (!lstatSync(path).isDirectory()) unlinkSync(path);
    else if (path.length > this.top.length + DEEP) this.#raise(path);
    else {
      await this.#empty(path);
      if (this.signal?.aborted !== true) rmdirSync(path);
    }
  }

  async #empty(folder: Buffer): Promise<void> {
    this.#open(folder);
    for (const name of readdirSync(folder, { encoding: "buffer" })) {
      if (this.#turns.due) await this.#turns.give();
      if (this.signal?.aborted === true) return;
      await this.#remove(within(folder, name));
    }
  }

  /** Sees to it that a folder is ours to empty or to move. */
  #open(folder: Buffer): void {
    const stats = lstatSync(folder);
    if (stats.dev !== this.device) {
      const name = folder.toString();
      throw new DiskError(
        `${name} is on another file system than the folder that it lies in: unmount it first`,
        name,
        "crosses-device",
      );
    }
    // A step may have taken our own permission away.
    if ((stats.mode & 0o700) !== 0o700) chmodSync(folder, 0o700);
  }

  #raise(folder: Buffer): void {
    this.#open(folder);
    let place: Buffer;
    do place = Buffer.concat([this.top, Buffer.from(`/deep.${++this.#count}`)]);
    while (lstatSync(place, { throwIfNoEntry: false }) !== undefined);
    renameSync(folder, place);
    this.#raised.push(place);
  }
}

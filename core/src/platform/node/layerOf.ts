import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { DiskError, type LayerOf, type Snapshot } from "../disk";
import { ClosedFolders } from "./closedFolders";
import { copyBytes } from "./copyTree";
import { failed } from "./diskError";
import { likeBefore } from "./joinLayers";
import { hashIn } from "./layers";
import { FolderSnapshot, isOther, nodeAt, takeSnapshot, type Node } from "./snapshot";
import { Turns } from "./turns";
import { under } from "./under";

/** Makes a whiteout with mknod(1), which comes with coreutils: Node has no call for it. Linux 5.8 and newer let everybody. */
export function makeWhiteout(path: string): void {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  try {
    fs.rmSync(path, { force: true });
    execFileSync("mknod", ["--", path, "c", "0", "0"], { stdio: "ignore", cwd: "/", env });
  } catch (error) {
    throw failed("cannot be made", path, error);
  }
}

/** See {@link import("../disk").Disk.layerOf}. */
export async function layerOf({ folder, since, below, whiteout, to }: LayerOf): Promise<Snapshot> {
  if (!(since instanceof FolderSnapshot)) throw new Error("a snapshot of another disk");
  const now = await takeSnapshot(folder);
  const closed = new ClosedFolders();
  try {
    await write({ folder, since, below, whiteout, to }, since, now, closed);
  } finally {
    closed.shut();
  }
  return now;
}

async function write(
  { folder, below, whiteout, to }: LayerOf,
  since: FolderSnapshot,
  now: FolderSnapshot,
  closed: ClosedFolders,
): Promise<void> {
  const layer = new Layer(folder, now, to, closed);
  const turns = new Turns();
  for (const [path, node] of now.nodes) {
    if (turns.due) await turns.give();
    const before = since.nodes.get(path);
    if (before === undefined || isOther(before, node)) await layer.add(path, node);
    else if (before.unsure && !(await isSame(folder, below, path, node))) await layer.add(path, node);
  }
  for (const path of since.nodes.keys()) {
    if (now.nodes.has(path)) continue;
    const above = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    // What hides the folder hides what was in it.
    if (above === "" || now.nodes.get(above)?.kind === "directory") layer.hide(path, whiteout);
  }
  layer.end();
}

/** Whether a file is that of the layers, byte for byte. */
async function isSame(
  folder: string,
  below: readonly string[],
  path: string,
  { size }: Node,
): Promise<boolean> {
  for (const layer of below) {
    try {
      const there = nodeAt(layer, path);
      if (there === undefined) continue;
      if (there.kind !== "file" || there.size !== size) return false;
      return (await hashIn(layer, path)) === (await hashIn(folder, path));
    } catch (error) {
      // What nobody but root can read is never known to be the same.
      if (error instanceof DiskError) return false;
      throw error;
    }
  }
  return false;
}

/** A layer that is being made. */
class Layer {
  /** Folders of it, each behind the one that it lies in. */
  readonly #folders = new Set<string>();
  /** Copies of files that have several names. */
  readonly #copies = new Map<string, Buffer>();

  constructor(
    private readonly from: string,
    private readonly now: FolderSnapshot,
    private readonly to: string,
    private readonly closed: ClosedFolders,
  ) {
    try {
      fs.mkdirSync(to, { mode: 0o700 });
    } catch (error) {
      throw failed("cannot be made", to, error);
    }
  }

  async add(path: string, node: Node): Promise<void> {
    const [from, place] = [under(this.from, path), under(this.to, path)];
    try {
      this.closed.reach(this.from, path);
      if (node.kind === "directory") this.#folder(path);
      else {
        this.#folder(aboveOf(path));
        await this.#copy(path, node, from, place);
      }
    } catch (error) {
      throw failed("cannot be made", place.toString(), error);
    }
  }

  /** Says that something of the layers below is gone. */
  hide(path: string, whiteout: string): void {
    this.#folder(aboveOf(path));
    const place = under(this.to, path);
    try {
      fs.linkSync(whiteout, place);
    } catch {
      // A file system counts the names of a file up to some number only.
      makeWhiteout(whiteout);
      fs.linkSync(whiteout, place);
    }
  }

  /** A folder that nobody may write to could not have been filled before. */
  end(): void {
    for (const path of [...[...this.#folders].reverse(), ""]) {
      const from = under(this.from, path);
      this.closed.reach(this.from, path);
      likeBefore(from, under(this.to, path), this.closed.modeOf(from));
    }
  }

  #folder(path: string): void {
    if (path === "" || this.#folders.has(path)) return;
    this.#folder(aboveOf(path));
    fs.mkdirSync(under(this.to, path), { mode: 0o700 });
    this.#folders.add(path);
  }

  async #copy(path: string, { kind, mode, size, uid, gid, file }: Node, from: Buffer, place: Buffer) {
    const other = file === undefined ? undefined : this.#copies.get(file);
    if (kind === "link") {
      fs.symlinkSync(fs.readlinkSync(from, { encoding: "buffer" }), place);
      fs.lchownSync(place, uid, gid);
    } else if (other !== undefined) fs.linkSync(other, place);
    else if (kind === "file") {
      const readable = (mode & 0o400) !== 0 || process.geteuid?.() === 0;
      if (!readable) fs.chmodSync(from, mode | 0o400);
      await copyBytes(from, place, size);
      if (!readable) {
        fs.chmodSync(from, mode);
        this.now.nodes.set(path, nodeAt(this.from, path)!);
      }
      likeBefore(from, place);
      if (file !== undefined) this.#copies.set(file, place);
    } else fs.linkSync(from, place);
  }
}

const aboveOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

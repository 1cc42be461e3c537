import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { DiskError } from "../disk";
import type { OpenPartial, PartialFile } from "../partialFile";
import { failed, reasonOf } from "./diskError";

const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Bytes read at a time. */
const PIECE = 1 << 20;

/** Opens it, or makes it; nothing that is another's. */
async function openOwn(path: string): Promise<fs.FileHandle> {
  let file: fs.FileHandle;
  try {
    file = await fs.open(path, flags, 0o644);
  } catch (error) {
    if (reasonOf(error) === "ELOOP") throw new DiskError(`${path} is a link`, path, "in-the-way");
    throw failed("cannot be opened", path, error);
  }
  const stats = await file.stat();
  if (stats.isFile() && stats.nlink === 1) return file;
  await file.close();
  throw new DiskError(`${path} is no file of its own`, path, "in-the-way");
}

/** Partial files of this machine. What is in one already is read once, for its hash. */
export const openPartial: OpenPartial = async (path) => {
  const file = await openOwn(path);
  const partial = new NodePartialFile(path, file);
  try {
    await partial.readBefore();
    return partial;
  } catch (error) {
    await file.close();
    throw failed("cannot be read", path, error);
  }
};

class NodePartialFile implements PartialFile {
  size = 0;
  #hash: Hash = createHash("sha256");
  #open = true;

  constructor(
    private readonly path: string,
    private file: fs.FileHandle,
  ) {}

  async readBefore(): Promise<void> {
    const piece = new Uint8Array(PIECE);
    for (;;) {
      const { bytesRead } = await this.file.read(piece, 0, PIECE, this.size);
      if (bytesRead === 0) return;
      this.#hash.update(piece.subarray(0, bytesRead));
      this.size += bytesRead;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.size);
        this.#hash.update(bytes.subarray(done, done + bytesWritten));
        done += bytesWritten;
        this.size += bytesWritten;
      }
    } catch (error) {
      throw failed("cannot be written", this.path, error);
    }
  }

  async reset(): Promise<void> {
    try {
      await this.file.truncate(0);
    } catch (error) {
      throw failed("cannot be emptied", this.path, error);
    }
    this.#forget();
  }

  #forget(): void {
    this.size = 0;
    this.#hash = createHash("sha256");
  }

  async setAside(path: string): Promise<void> {
    try {
      await this.close();
      await fs.rename(this.path, path);
    } catch (error) {
      throw failed("cannot be moved", this.path, error);
    }
    this.file = await openOwn(this.path);
    this.#open = true;
    this.#forget();
  }

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async settle(path: string): Promise<boolean> {
    try {
      if (this.#open) await this.file.sync();
      await this.close();
      await fs.link(this.path, path);
    } catch (error) {
      if (reasonOf(error) === "EEXIST") return false;
      if (!withoutLinks.has(reasonOf(error))) throw failed("cannot be given its name", this.path, error);
      return this.#rename(path);
    }
    await fs.rm(this.path, { force: true });
    return true;
  }

  /** For file systems on which no file can have two names: there a name is looked at before it is taken. */
  async #rename(path: string): Promise<boolean> {
    if (await fs.lstat(path).catch(() => undefined)) return false;
    try {
      await fs.rename(this.path, path);
      return true;
    } catch (error) {
      throw failed("cannot be given its name", this.path, error);
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.file.close();
  }
}

const withoutLinks = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "EACCES"]);

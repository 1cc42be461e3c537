import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { BulkFiles, Draft, ListedEntry, Region } from "../bulkFiles";
import { DiskError } from "../disk";
import { failed, reasonOf } from "./diskError";
import { nodeKindOf } from "./nodeKind";

/** Bytes gathered before they are written. */
const GATHER = 1 << 20;

/** Bytes written until others get their turn. */
const TURN = 8 << 20;

/** Names of ASCII alone are what their bytes are, and are in the order of those; most folders have no others. */
const isPlain = (name: string) => /^[\0-\x7f]*$/.test(name);

function list(folder: string): readonly ListedEntry[] {
  try {
    const names = readdirSync(folder);
    if (names.every(isPlain))
      return names.sort().flatMap((name) => listed(`${folder}/${name}`, name, true) ?? []);
    const bytes = readdirSync(folder, { encoding: "buffer" }).sort((a, b) => a.compare(b));
    return bytes.flatMap((name) => {
      const place = Buffer.concat([Buffer.from(`${folder}/`), name]);
      return listed(place, name.toString(), isUtf8(name)) ?? [];
    });
  } catch (error) {
    throw failed("cannot be read", folder, error);
  }
}

/** An entry as it is now; undefined where it is gone since the folder was read. */
function listed(place: string | Buffer, name: string, decodable: boolean): ListedEntry | undefined {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return { name, decodable, kind: nodeKindOf(stats), size: stats.size, mode: stats.mode & 0o7777 };
}

class NodeDraft implements Draft {
  readonly path: string;
  #written = 0;
  readonly #buffer = Buffer.allocUnsafe(GATHER);
  #gathered = 0;
  #untilTurn = TURN;
  #file: number | undefined;
  #settled = false;

  constructor(
    private readonly name: string,
    private readonly signal: AbortSignal,
  ) {
    // Some programs take a question mark in a name for the beginning of options.
    const plain = path.posix
      .basename(name)
      .replaceAll(/[^\w.-]/g, "_")
      .slice(0, 200);
    this.path = `${path.posix.dirname(name)}/.${plain}.${randomBytes(6).toString("hex")}`;
    try {
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
      this.#file = openSync(this.path, flags, 0o666);
    } catch (error) {
      throw failed("cannot be created", name, error);
    }
  }

  get size(): number {
    return this.#written + this.#gathered;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const piece = bytes.subarray(done, done + GATHER - this.#gathered);
      this.#buffer.set(piece, this.#gathered);
      this.#gathered += piece.length;
      done += piece.length;
      if (this.#gathered === GATHER) await this.#flush();
    }
  }

  async writeText(text: string): Promise<void> {
    // No character takes more than three bytes for a unit of UTF-16.
    if (3 * text.length > GATHER - this.#gathered) return this.write(Buffer.from(text));
    this.#gathered += this.#buffer.write(text, this.#gathered);
    if (this.#gathered === GATHER) await this.#flush();
  }

  async copy(file: string, size: number): Promise<void> {
    let source: number | undefined;
    try {
      source = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      for (let left = size; ;) {
        // One byte more than there should be, to see that there is none.
        const room = Math.min(GATHER - this.#gathered, left + 1);
        const count = readSync(source, this.#buffer, this.#gathered, room, null);
        if (count > left || (count === 0 && left > 0)) throw changed(file);
        this.#gathered += count;
        left -= count;
        // A regular file gives less than was asked for only where it ends.
        if (left === 0 && count < room) break;
        if (this.#gathered === GATHER) await this.#flush();
      }
    } catch (error) {
      this.signal.throwIfAborted();
      throw failed("cannot be read", file, error);
    } finally {
      if (source !== undefined) closeSync(source);
    }
  }

  async #flush(): Promise<void> {
    try {
      for (let done = 0; done < this.#gathered;) {
        const count = writeSync(this.#file!, this.#buffer, done, this.#gathered - done, this.#written + done);
        done += count;
      }
    } catch (error) {
      throw failed("cannot be written", this.name, error);
    }
    this.#written += this.#gathered;
    this.#untilTurn -= this.#gathered;
    this.#gathered = 0;
    if (this.#untilTurn > 0) return;
    this.#untilTurn = TURN;
    await setImmediate();
    this.signal.throwIfAborted();
  }

  async extend(size: number): Promise<void> {
    await this.#flush();
    try {
      ftruncateSync(this.#file!, size);
    } catch (error) {
      throw failed("cannot be made as long as it has to be", this.name, error);
    }
    this.#written = size;
  }

  async settle(over: boolean): Promise<boolean> {
    await this.#flush();
    this.#close();
    try {
      if (over) this.#replace();
      else linkSync(this.path, this.name);
      this.#settled = true;
    } catch (error) {
      if (reasonOf(error) === "EEXIST") return false;
      if (!withoutLinks.has(reasonOf(error))) throw failed("cannot be given its name", this.name, error);
      if (lstatSync(this.name, { throwIfNoEntry: false }) !== undefined) return false;
      renameSync(this.path, this.name);
      this.#settled = true;
    }
    rmSync(this.path, { force: true });
    return true;
  }

  #replace(): void {
    const there = lstatSync(this.name, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile() && !there.isSymbolicLink())
      throw new DiskError(`${this.name} is no file: nothing is written over it`, this.name, "in-the-way");
    renameSync(this.path, this.name);
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  discard(): Promise<void> {
    this.#close();
    if (!this.#settled) rmSync(this.path, { force: true });
    return Promise.resolve();
  }
}

/** What file systems say that know no second names. */
const withoutLinks = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"]);

function changed(file: string): DiskError {
  return new DiskError(`${file} changed while it was copied`, file, "changed");
}

async function region(file: string): Promise<Region> {
  let handle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    throw failed("cannot be read", file, error);
  }
  const stats = fstatSync(handle.fd);
  if (!stats.isFile()) {
    await handle.close();
    throw new DiskError(`${file} is no file`, file, "no-file");
  }
  return {
    size: stats.size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, stats.size - offset)));
      try {
        for (let done = 0; done < bytes.length;) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
          if (bytesRead === 0) return bytes.subarray(0, done);
          done += bytesRead;
        }
      } catch (error) {
        throw failed("cannot be read", file, error);
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** This machine's files. */
export const nodeBulkFiles: BulkFiles = {
  list,
  region,
  draft: (name, signal) => Promise.resolve().then(() => new NodeDraft(name, signal)),
};

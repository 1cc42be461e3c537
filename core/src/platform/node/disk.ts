import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import * as fs from "node:fs/promises";
import { type Appender, type Disk, DiskError, type NodeStatus } from "../disk";
import { copyTree } from "./copyTree";
import { failed, reasonOf } from "./diskError";
import { joinLayers } from "./joinLayers";
import { layerOf, makeWhiteout } from "./layerOf";
import { hashIn, listTree } from "./layers";
import { nodeKindOf } from "./nodeKind";
import { sealOf } from "./seal";
import { takeSnapshot } from "./snapshot";
import { stampsOf } from "./stamps";
import { removeTree } from "./removeTree";
import { usageOf } from "./usage";

async function status(path: string): Promise<NodeStatus | undefined> {
  try {
    const stats = await fs.lstat(path);
    return {
      kind: nodeKindOf(stats),
      mode: stats.mode & 0o7777,
      device: stats.dev,
      owner: stats.uid,
      size: stats.size,
    };
  } catch {
    return undefined;
  }
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

async function removeFile(path: string): Promise<void> {
  try {
    await fs.unlink(path);
  } catch (error) {
    if (reasonOf(error) !== "ENOENT") throw failed("cannot be removed", path, error);
  }
}

async function append(path: string): Promise<Appender> {
  await removeFile(path);
  try {
    const file = await fs.open(path, newFile, 0o644);
    return {
      async write(bytes) {
        try {
          await file.writeFile(bytes);
        } catch (error) {
          throw failed("cannot be written", path, error);
        }
      },
      close: () => file.close(),
    };
  } catch (error) {
    throw failed("cannot be created", path, error);
  }
}

const careful = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Bytes to read of a file. Those of /proc say that they have none. */
const lengthOf = ({ size }: { readonly size: number }, limit: number) => Math.min(limit, size || limit);

function readNow(path: string, limit: number): Uint8Array | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, careful);
    const stats = fstatSync(file);
    if (!stats.isFile()) return undefined;
    const bytes = new Uint8Array(lengthOf(stats, limit));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Makes a folder and those above it. Node's own way (`recursive`) tries for ever where /proc has no such folder. */
async function makeFolders(path: string): Promise<void> {
  try {
    await fs.mkdir(path);
  } catch (error) {
    if (reasonOf(error) === "EEXIST") return;
    const above = path.slice(0, path.lastIndexOf("/"));
    if (reasonOf(error) !== "ENOENT" || above === "" || (await status(above)) !== undefined) throw error;
    await makeFolders(above);
    await fs.mkdir(path);
  }
}

/** The machine's own disk. */
export const nodeDisk: Disk = {
  status,
  removeFile,
  removeTree,
  usage: usageOf,
  async removeEmpty(path) {
    try {
      await fs.rmdir(path);
    } catch (error) {
      if (!["ENOTEMPTY", "EEXIST", "ENOTDIR", "ENOENT"].includes(reasonOf(error)))
        throw failed("cannot be removed", path, error);
    }
  },
  copyTree,
  append,
  stamps: stampsOf,
  list: listTree,
  hash: hashIn,
  join: joinLayers,
  seal: sealOf,
  snapshot: takeSnapshot,
  layerOf,
  makeWhiteout,
  async replace(path, bytes) {
    const draft = `${path}.${process.pid}`;
    await removeFile(draft);
    try {
      await fs.writeFile(draft, bytes, { flag: "wx", mode: 0o600 });
      await fs.rename(draft, path);
    } catch (error) {
      await fs.rm(draft, { force: true });
      throw failed("cannot be written", path, error);
    }
  },
  async writable(path) {
    try {
      await fs.access(path, constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  async realPath(path) {
    try {
      return await fs.realpath(path);
    } catch {
      return undefined;
    }
  },
  async names(path) {
    try {
      return (await fs.readdir(path)).sort();
    } catch (error) {
      if (reasonOf(error) === "ENOENT") return [];
      throw failed("cannot be read", path, error);
    }
  },
  async makeDirectory(path, mode) {
    try {
      await makeFolders(path);
      if ((await status(path))?.kind !== "directory")
        throw new DiskError(`${path} is not a folder`, path, "in-the-way");
      await fs.chmod(path, mode);
    } catch (error) {
      throw failed("cannot be made", path, error);
    }
  },
  async write(path, bytes, mode) {
    await removeFile(path);
    try {
      const file = await fs.open(path, newFile, 0o600);
      try {
        await file.writeFile(bytes);
        await file.chmod(mode);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw failed("cannot be written", path, error);
    }
  },
  async create(path, bytes) {
    // A second name for a finished file: nobody ever sees the file half written.
    const draft = `${path}.${process.pid}`;
    try {
      await fs.writeFile(draft, bytes, { flag: "wx", mode: 0o600 });
      await fs.link(draft, path);
      return true;
    } catch (error) {
      if (reasonOf(error) === "EEXIST") return false;
      throw failed("cannot be created", path, error);
    } finally {
      await fs.rm(draft, { force: true });
    }
  },
  async read(path, limit) {
    try {
      const file = await fs.open(path, careful);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) return undefined;
        const bytes = new Uint8Array(lengthOf(stats, limit));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch {
      return undefined;
    }
  },
  readEach: (paths, limit) => paths.map((path) => readNow(path, limit)),
  async rename(from, to) {
    try {
      await fs.rename(from, to);
    } catch (error) {
      throw failed("cannot be moved", from, error);
    }
  },
};

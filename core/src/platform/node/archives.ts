import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ArchiveContents, ReadArchive } from "../archives";
import { bunzip } from "../bunzip";
import type { FileStamp } from "../fileSystem";
import { filesInTar } from "../tar";
import { nodeFileSystem } from "./fileSystem";

/** Bytes that an archive may come to: all that are unpacked before there is a shell are far smaller. */
const largestArchive = 256 << 20;

const gunzipped = promisify(gunzip);

async function unpacked(packed: Uint8Array, largest: number): Promise<Uint8Array> {
  if (packed[0] === 0x1f && packed[1] === 0x8b) return gunzipped(packed, { maxOutputLength: largest });
  if (packed[0] === 0x42 && packed[1] === 0x5a && packed[2] === 0x68) return bunzipped(packed, largest);
  return packed;
}

/** Takes 0.1 to 0.4 s for each packed MiB, but lets others have their turn every 0.1 s. */
async function bunzipped(packed: Uint8Array, largest: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of bunzip(packed)) {
    length += piece.length;
    if (length > largest) throw new Error("This comes to more than it may.");
    pieces.push(piece);
    await setImmediate();
  }
  return Buffer.concat(pieces, length);
}

async function read(
  path: string,
  names: readonly string[],
  largest: number,
): Promise<ArchiveContents | undefined> {
  const packed = await nodeFileSystem.read(path);
  if (packed === undefined) return undefined;
  try {
    const files = filesInTar(await unpacked(packed, largest), names);
    return { sha256: createHash("sha256").update(packed).digest("hex"), files };
  } catch {
    return undefined;
  }
}

/** Reads archives of this machine, each anew only when it changed or something else is asked of it. */
export function archiveReader(largest = largestArchive): ReadArchive {
  const known = new Map<string, Known>();
  return async (path, names) => {
    const stamp = await nodeFileSystem.stamp(path);
    if (stamp === undefined) {
      known.delete(path);
      return undefined;
    }
    const before = known.get(path);
    const same = before?.stamp.size === stamp.size && before.stamp.modified === stamp.modified;
    if (same && names.every((name) => before.names.has(name))) return before.answer;
    const all = new Set([...(same ? before.names : []), ...names]);
    const answer = read(path, [...all], largest);
    known.set(path, { stamp, names: all, answer });
    return answer;
  };
}

interface Known {
  readonly stamp: FileStamp;
  readonly names: ReadonlySet<string>;
  readonly answer: Promise<ArchiveContents | undefined>;
}

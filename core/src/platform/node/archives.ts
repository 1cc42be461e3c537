import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import * as bzip from "@openpgp/seek-bzip";
import type { ArchiveContents, ReadArchive } from "../archives";
import type { FileStamp } from "../fileSystem";
import { filesInTar } from "../tar";
import { nodeFileSystem } from "./fileSystem";

/** Bytes that an archive may come to: all that are unpacked before there is a shell are far smaller. */
const largest = 256 << 20;
/** bzip2 is unpacked in one go, 10 MB a second: more than this many packed bytes would keep others waiting. */
const largestBzip = 4 << 20;

const gunzipped = promisify(gunzip);

async function unpacked(packed: Uint8Array): Promise<Uint8Array | undefined> {
  if (packed[0] === 0x1f && packed[1] === 0x8b) return gunzipped(packed, { maxOutputLength: largest });
  if (packed[0] === 0x42 && packed[1] === 0x5a && packed[2] === 0x68) {
    return packed.length > largestBzip ? undefined : bunzipped(packed);
  }
  return packed;
}

/** Undefined at the end of a file that breaks off, and where it comes to more than it may. */
function bunzipped(packed: Uint8Array): Uint8Array | undefined {
  let bytes = new Uint8Array(8 * packed.length);
  let length = 0;
  let at = 0;
  const input = {
    readByte() {
      if (at >= packed.length) throw new Error("The file breaks off.");
      return packed[at++]!;
    },
    eof: () => at >= packed.length,
  };
  const output = {
    writeByte(byte: number) {
      if (length >= largest) throw new Error("Too much.");
      if (length === bytes.length) {
        const longer = new Uint8Array(2 * length);
        longer.set(bytes);
        bytes = longer;
      }
      bytes[length++] = byte;
    },
    flush: () => undefined,
  };
  bzip.decode(input, output, true);
  return bytes.subarray(0, length);
}

async function read(path: string, names: readonly string[]): Promise<ArchiveContents | undefined> {
  const packed = await nodeFileSystem.read(path);
  if (packed === undefined) return undefined;
  try {
    const bytes = await unpacked(packed);
    if (bytes === undefined) return undefined;
    const sha256 = createHash("sha256").update(packed).digest("hex");
    return { sha256, files: filesInTar(bytes, names) };
  } catch {
    return undefined;
  }
}

/** Reads archives of this machine, each anew only when it changed or something else is asked of it. */
export function archiveReader(): ReadArchive {
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
    const answer = read(path, [...all]);
    known.set(path, { stamp, names: all, answer });
    return answer;
  };
}

interface Known {
  readonly stamp: FileStamp;
  readonly names: ReadonlySet<string>;
  readonly answer: Promise<ArchiveContents | undefined>;
}

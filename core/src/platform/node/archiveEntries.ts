import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { archiveLimits, headSize, type ArchiveLimits, type LookIntoArchive } from "../archiveEntries";
import { bunzip } from "../bunzip";

/** A look into archives of this machine. */
export function archiveLooker(limits: ArchiveLimits = archiveLimits): LookIntoArchive {
  return async (path, sha256, see) => {
    const handle = await open(path).catch(() => undefined);
    if (handle === undefined) return { sha256: undefined, fault: "it cannot be read" };
    try {
      return await look(handle, sha256, see, limits);
    } finally {
      await handle.close();
    }
  };
}

type See = Parameters<LookIntoArchive>[2];

async function look(
  handle: FileHandle,
  wanted: string,
  see: See,
  limits: ArchiveLimits,
): ReturnType<LookIntoArchive> {
  const stat = await handle.stat();
  if (!stat.isFile()) return { sha256: undefined, fault: "it is no file" };
  if (stat.size > limits.packed) return { sha256: undefined, fault: "it is larger than what is looked into" };
  // All of it is held, so that what was hashed is what is looked at.
  const packed = await handle.readFile();
  const sha256 = createHash("sha256").update(packed).digest("hex");
  if (sha256 !== wanted) return { sha256, fault: "its SHA-256 is another" };
  try {
    const known = await entriesOf(packed, see, limits);
    return { sha256, fault: known ? undefined : "it is no tar archive" };
  } catch (error) {
    return { sha256, fault: error instanceof TooMuch ? error.message : "it is damaged or breaks off" };
  }
}

class TooMuch extends Error {}

/**
 * Automake packs in the format of Unix V7, which has no magic; its headers have a checksum all the same. The types of tar-stream
 * lack the option, which is in its extract.js.
 */
const formats: Parameters<typeof extract>[0] & { allowUnknownFormat: boolean } = { allowUnknownFormat: true };

/** Whether it is an archive at all. Throws where it breaks off, or comes to more than it may. */
async function entriesOf(packed: Buffer, see: See, limits: ArchiveLimits): Promise<boolean> {
  let seen = 0;
  const archive = extract(formats);
  archive.on("entry", (header, stream, next) => {
    if (++seen > limits.entries) {
      archive.destroy(new TooMuch("it has more files than are looked at"));
      return;
    }
    const pieces: Uint8Array[] = [];
    let length = 0;
    // What breaks off is told of the archive as a whole.
    stream.on("error", () => undefined);
    stream.on("data", (data) => {
      const piece = data as Uint8Array;
      if (length < headSize) pieces.push(piece);
      length += piece.length;
    });
    stream.on("end", () => {
      const { name, type, size } = header;
      if (type === "file" || type === "contiguous-file")
        see({ name, size, head: Buffer.concat(pieces).subarray(0, headSize) });
      next();
    });
  });
  await pipeline(unpacked(packed), meter(limits.unpacked), archive);
  return seen > 0;
}

function unpacked(packed: Buffer): Readable {
  if (packed[0] === 0x1f && packed[1] === 0x8b) return Readable.from(slices(packed)).pipe(createGunzip());
  if (packed.subarray(0, 3).toString("latin1") === "BZh") return Readable.from(bunzip(packed));
  if (packed.subarray(0, 6).toString("latin1") === "\xfd7zXZ\0") {
    return Readable.from(unxz(packed));
  }
  return Readable.from(slices(packed));
}

/** By a reader of our own: Node's adapters between both kinds of streams throw out of reach where one ends before the other. */
async function* unxz(packed: Buffer): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = await import("xz-decompress");
  const pieces = slices(packed);
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = new XzReadableStream(source).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function* slices(bytes: Buffer): Generator<Buffer, undefined> {
  for (let at = 0; at < bytes.length; at += 1 << 16) yield bytes.subarray(at, at + (1 << 16));
  return undefined;
}

/** Lets so many bytes through. */
function meter(most: number): Transform {
  let length = 0;
  return new Transform({
    transform(piece: Uint8Array, _encoding, done) {
      length += piece.length;
      if (length > most) done(new TooMuch("it comes to more than is looked at"));
      else done(null, piece);
    },
  });
}

import type { ImageFault, ImagePart } from "../part";
import type { FoundExt3 } from "./find";
import { Ext3Error, ForeignFeatures, type Ext3Entry, type Ext3Reader } from "./reader";

/** Bytes of a path that a link may have (Linux: PATH_MAX). */
const longestTarget = 4096;

/**
 * What is in file systems, each after a part for itself, whose name is its partition's. What is wrong is told to `fault`.
 * Rejects with a DiskError where the image cannot be read.
 */
export async function* partsOfExt3(
  found: readonly FoundExt3[],
  fault: (fault: ImageFault) => void,
): AsyncGenerator<ImagePart> {
  for (const { at, length, partition, reader } of found) {
    // Of ext4 no more is told than that it is that.
    if (reader instanceof ForeignFeatures) continue;
    const malformed = (message: string) =>
      fault({ code: "image/malformed", message, command: undefined, offset: at });
    yield {
      kind: "ext3",
      offset: at,
      size: length,
      name: partition === undefined ? "" : `partition ${partition}`,
    };
    if (reader instanceof Ext3Error) {
      malformed(reader.message);
      continue;
    }
    if (reader.unclean)
      malformed("the journal has changes that are not in their places yet: what is listed may be old");
    const damaged = (path: string, why: string) => malformed(`/${path}: ${why}`);
    for await (const entry of reader.entries(damaged)) yield await partOf(reader, at, entry, damaged);
  }
}

async function partOf(
  reader: Ext3Reader,
  start: number,
  entry: Ext3Entry,
  damaged: (path: string, why: string) => void,
): Promise<ImagePart> {
  const { kind, at, size, path, mode, owner, group, inode } = entry;
  const target = kind === "link" ? await targetOf(reader, entry, damaged) : undefined;
  return {
    ...{ kind, offset: at ?? 0, size, name: `/${path}` },
    ext3: { at: start, inode, mode, owner, group, placed: at !== undefined },
    ...(target !== undefined && { target }),
  };
}

async function targetOf(
  reader: Ext3Reader,
  entry: Ext3Entry,
  damaged: (path: string, why: string) => void,
): Promise<string | undefined> {
  try {
    if (entry.size > longestTarget) throw new Ext3Error("no path is so long");
    return new TextDecoder().decode(await reader.read(entry));
  } catch (error) {
    if (!(error instanceof Ext3Error)) throw error;
    damaged(entry.path, error.message);
    return undefined;
  }
}

import { assembleHex0 } from "../assemble/hex0";
import type { BulkFiles, Region } from "../platform/bulkFiles";
import { DiskError } from "../platform/disk";
import { sourcesOf } from "../runs/layout";
import type { Tree } from "../tree/tree";
import { absolutePath } from "./builderHex0/command";
import { sectorSize, stagePaths } from "./builderHex0/stages";
import { Ext3Error } from "./ext3/reader";
import type { ImagePart } from "./part";
import { stretchesOfPart } from "./partStretches";

/** The file of a tree that a part of an image is made of, by where an image has it. */
export interface Origin {
  /** Absolute path. */
  readonly file: string;
  /** Whether the part is what that file makes now. */
  readonly same: boolean;
}

type Open = BulkFiles["region"];

/** Bytes that are compared at a time. */
const piece = 1 << 20;

/**
 * Where a part comes from, were the image made of this tree; undefined where the tree has no such file. Of the boot sector
 * it is the hex0 source, which is assembled. Rejects with a DiskError where the image cannot be read.
 */
export async function originOf(
  open: Open,
  image: Region,
  part: ImagePart,
  tree: Tree,
): Promise<Origin | undefined> {
  for (const file of filesOf(part, tree)) {
    const source = await opened(open, file);
    if (source === undefined) continue;
    try {
      const same =
        part.kind === "stage1" ? await makes(source, image, part) : await isSame(source, image, part);
      return { file, same };
    } catch (error) {
      // It is gone since, or is no file that can be read: as if it were not there.
      if (error instanceof Ext3Error) return { file, same: false };
      if (!(error instanceof DiskError) || error.path !== file) throw error;
    } finally {
      await source.close();
    }
  }
  return undefined;
}

function filesOf({ kind, name, ext3 }: ImagePart, tree: Tree): readonly string[] {
  if (kind === "stage1" || kind === "stage2") return [stagePaths(tree.root)[kind]];
  if (kind !== "file") return [];
  const path = absolutePath(name);
  // A disk of distfiles and packages is /external in the end.
  return [path, ...(ext3 === undefined ? [] : [`/external${path}`])].flatMap((its) => sourcesOf(tree, its));
}

async function opened(open: Open, file: string): Promise<Region | undefined> {
  try {
    return await open(file);
  } catch (error) {
    if (error instanceof DiskError) return undefined;
    throw error;
  }
}

/** No source of a boot sector is longer. */
const longestSource = 1 << 20;

async function makes(source: Region, image: Region, { offset, size }: ImagePart): Promise<boolean> {
  const { bytes } = assembleHex0(await source.read(0, longestSource));
  const sector = new Uint8Array(sectorSize);
  sector.set(bytes.subarray(0, sectorSize));
  return equal(sector, await image.read(offset, size));
}

async function isSame(source: Region, image: Region, part: ImagePart): Promise<boolean> {
  if (source.size !== part.size) return false;
  let done = 0;
  for (const { offset, size } of await stretchesOfPart(image, part)) {
    for (let at = 0; at < size; at += piece) {
      const length = Math.min(piece, size - at);
      const [its, other] = await Promise.all([
        offset === undefined ? new Uint8Array(length) : image.read(offset + at, length),
        source.read(done + at, length),
      ]);
      if (other.length < length || !equal(its, other)) return false;
    }
    done += size;
  }
  return true;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

import { constants } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { randomBytes } from "node:crypto";
import type { ImagePart } from "@bootstrappable/core/images/part";
import { fileOf, shownName, sorted, unreadableOf, unusableName, type ImageEntry } from "./contents";
import { piecesOf, type Stretch } from "./read";

/** Where in the image the bytes of a file are. */
export type StretchesOf = (part: ImagePart) => Promise<readonly Stretch[]>;

/** What came of it. */
export interface Extracted {
  readonly files: number;
  /** What could not be written, and why, in words for a person. */
  readonly failed: readonly string[];
}

/** Writes stretches of an image to a file, whatever was there, once all of it is there. Rejects with a system's error. */
export async function extractFile(
  image: string,
  stretches: readonly Stretch[],
  target: string,
): Promise<void> {
  if (await isSame(image, target)) throw new Error("it is the image itself");
  const draft = path.join(path.dirname(target), `.${randomBytes(8).toString("hex")}`);
  try {
    await write(image, stretches, draft);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Writes all below a folder of an image into a new folder, which must not be there yet: so nothing is written over, nor
 * through a link. What cannot be written is told, and the rest goes on.
 */
export async function extractFolder(
  image: string,
  folder: ImageEntry,
  stretchesOf: StretchesOf,
  target: string,
  progress: (done: number) => void,
  cancelled: () => boolean,
): Promise<Extracted> {
  const failed: string[] = [];
  let files = 0;
  const one = async (entry: ImageEntry, place: string): Promise<void> => {
    const reason = unusableName(entry.name, process.platform === "win32");
    if (reason !== undefined) throw new Error(reason);
    // A link could lead anywhere here.
    const unreadable = unreadableOf(entry);
    if (unreadable !== undefined) throw new Error(unreadable);
    const file = fileOf(entry);
    if (file === undefined) await mkdir(place);
    else {
      await write(image, await stretchesOf(file), place);
      progress(++files);
    }
  };
  const into = async (entry: ImageEntry, place: string): Promise<void> => {
    for (const child of sorted(entry)) {
      if (cancelled()) return;
      const its = path.join(place, child.name);
      try {
        await one(child, its);
      } catch (error) {
        failed.push(`${shownName(child.path)} (${error instanceof Error ? error.message : String(error)})`);
        continue;
      }
      await into(child, its);
    }
  };
  await mkdir(target);
  await into(folder, target);
  return { files, failed };
}

async function write(image: string, stretches: readonly Stretch[], file: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
  try {
    let written = 0;
    for await (const bytes of piecesOf(image, stretches)) {
      await handle.writeFile(bytes);
      written += bytes.length;
    }
    if (written < stretches.reduce((sum, { size }) => sum + size, 0))
      throw new Error("the image ends in the middle of it");
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(one), stat(other).catch(() => undefined)]);
  return second !== undefined && first.ino === second.ino && first.dev === second.dev;
}

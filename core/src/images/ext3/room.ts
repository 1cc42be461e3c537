import { utf8Length } from "../../text/utf8";
import type { ImageFolder } from "../contents";
import { entry, inode } from "./layout";

/** What files and folders take of a file system. */
export interface Room {
  readonly blocks: number;
  readonly inodes: number;
}

/**
 * What everything in a folder takes on an ext3 file system, the folder itself left out: the blocks of the files and
 * folders, and of the tables that say where these are. Files that have blocks of zeros take less.
 */
export function roomOf(folder: ImageFolder, blockSize: number): Room {
  let blocks = 0;
  let inodes = 0;
  for (const below of folder.entries.values()) {
    inodes++;
    if (below.kind === "file") {
      blocks += withTables(Math.ceil(below.size / blockSize), blockSize);
      continue;
    }
    const inside = roomOf(below, blockSize);
    blocks += inside.blocks + withTables(folderBlocks(below, blockSize), blockSize);
    inodes += inside.inodes;
  }
  return { blocks, inodes };
}

/** Blocks of a folder: an entry does not go over the end of one. `.` and `..` take 24 bytes. */
function folderBlocks({ entries }: ImageFolder, blockSize: number): number {
  let blocks = 1;
  let left = blockSize - 24;
  for (const name of entries.keys()) {
    const length = (entry.name + utf8Length(name) + 3) & ~3;
    if (length > left) {
      blocks++;
      left = blockSize;
    }
    left -= length;
  }
  return blocks;
}

/** So many blocks of a file, and the tables that they are found by. */
function withTables(blocks: number, blockSize: number): number {
  const perTable = blockSize / 4;
  let sum = blocks;
  let rest = blocks - inode.direct;
  for (let stages = 1; stages <= 3 && rest > 0; stages++) {
    const here = Math.min(rest, perTable ** stages);
    for (let span = perTable; span <= perTable ** stages; span *= perTable) sum += Math.ceil(here / span);
    rest -= here;
  }
  return sum;
}

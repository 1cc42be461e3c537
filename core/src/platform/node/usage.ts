import { lstatSync, readdirSync } from "node:fs";
import { Turns } from "./turns";
import { within } from "./under";

/** Bytes of a block in which stat(2) counts what a file takes on the disk. */
const BLOCK = 512;

/** See {@link import("../disk").Disk.usage}. */
export async function usageOf(paths: readonly string[]): Promise<number> {
  const turns = new Turns();
  const seen = new Set<string>();
  const left = paths.map((path) => Buffer.from(path));
  let bytes = 0;
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (turns.due) await turns.give();
    try {
      const { dev, ino, nlink, blocks, size, isDirectory } = statsOf(path);
      const file = `${dev} ${ino}`;
      if (nlink > 1 && !isDirectory && seen.has(file)) continue;
      seen.add(file);
      bytes += blocks === undefined ? size : blocks * BLOCK;
      if (isDirectory)
        for (const name of readdirSync(path, { encoding: "buffer" })) left.push(within(path, name));
    } catch {
      // It is gone, or closed to us: then it is not known what it takes.
    }
  }
  return bytes;
}

function statsOf(path: Buffer) {
  const stats = lstatSync(path);
  // Windows has no blocks.
  const { dev, ino, nlink, size, blocks } = stats as Omit<typeof stats, "blocks"> & { blocks?: number };
  return { dev, ino, nlink, size, blocks, isDirectory: stats.isDirectory() };
}

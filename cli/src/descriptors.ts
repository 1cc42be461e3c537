import { readlinkSync, realpathSync } from "node:fs";
import path from "node:path";

/** How many links are followed, as Linux does. */
const MOST = 40;

/**
 * The descriptor of this process that a path stands for, as /dev/stdout, /dev/fd/3, /proc/self/fd/3 and links to them do;
 * undefined for any other file. Whatever is behind it, a file, too: the path is no name of that, and nothing may take its place.
 */
export function descriptorOf(file: string): number | undefined {
  let at = path.resolve(file);
  for (let links = 0; links < MOST; links++) {
    try {
      const folder = realpathSync(path.dirname(at));
      const name = path.basename(at);
      if (isOwn(folder) && /^\d{1,9}$/.test(name)) return Number(name);
      at = path.resolve(folder, readlinkSync(path.join(folder, name)));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** Whether a folder is that of this process's descriptors: in Linux below /proc, elsewhere /dev/fd itself. */
function isOwn(folder: string): boolean {
  if (folder === "/dev/fd") return true;
  return /^\/proc\/(\d+)(\/task\/\d+)?\/fd$/.exec(folder)?.[1] === String(process.pid);
}

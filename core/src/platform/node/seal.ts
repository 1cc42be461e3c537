import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import type { Seal } from "../disk";
import { ClosedFolders } from "./closedFolders";
import { failed } from "./diskError";
import { within } from "./under";

/** See {@link import("../disk").Disk.seal}. Not asynchronous: for thousands of paths that takes ten times as long. */
export function sealOf(folder: string): Seal {
  const hash = createHash("sha256");
  const seen = new Set<string>();
  const closed = new ClosedFolders();
  let linked = false;
  const look = (path: Buffer, name: Buffer) => {
    const { ino, mode, size, nlink, rdev, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    const kind = mode & 0o170000n;
    // Names end with a zero byte, so nothing in them can pass for something else.
    hash.update(name).update(`\0${mode.toString(8)} `);
    if (kind === 0o100000n) {
      // Of a file that cannot be copied, a second name is made (joinLayers.ts), which is a change of it.
      hash.update(`${ino} ${size} ${mtimeNs} ${(mode & 0o400n) === 0n ? "" : ctimeNs}`);
      if (nlink > 1n && seen.has(String(ino))) linked = true;
      seen.add(String(ino));
    } else if (kind === 0o120000n) hash.update(readlinkSync(path, { encoding: "buffer" })).update("\0");
    else if (kind !== 0o040000n) hash.update(String(rdev));
    if (kind !== 0o040000n) return;
    hash.update("(");
    closed.open(path);
    const names = readdirSync(path, { encoding: "buffer" }).sort((a, b) => a.compare(b));
    for (const each of names) look(within(path, each), each);
    hash.update(")");
  };
  try {
    look(Buffer.from(folder), Buffer.alloc(0));
  } catch (error) {
    throw failed("cannot be read", folder, error);
  } finally {
    closed.shut();
  }
  return { hash: hash.digest("hex"), linked };
}

import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { masterBootRecord } from "../../core/src/images/mbr";

const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

/** Whether this machine makes file systems with ext3. */
export const withExt3 = spawnSync("mke2fs", ["-V"], { env }).error === undefined;

/** Where the partition begins, in bytes. */
export const partitionAt = 1 << 20;

/**
 * Writes a disk of 10 MiB with a partition that has ext3, and in it `files` by their relative paths and `links` with where
 * they lead.
 */
export function ext3Disk(
  file: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  links: Readonly<Record<string, string>> = {},
): void {
  const contents = mkdtempSync(path.join(os.tmpdir(), "bootstrappable-ext3-"));
  try {
    const place = (name: string) => {
      const at = path.join(contents, name);
      mkdirSync(path.dirname(at), { recursive: true });
      return at;
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(place(name), content);
    for (const [name, target] of Object.entries(links)) symlinkSync(target, place(name));
    writeFileSync(file, "");
    truncateSync(file, 10 << 20);
    const options = ["-q", "-F", "-t", "ext3", "-b", "1024", "-J", "size=1", "-m", "0"];
    const size = String(((9 << 20) / 1024) | 0);
    execFileSync("mke2fs", [...options, "-E", `offset=${partitionAt}`, "-d", contents, file, size], { env });
    const handle = openSync(file, "r+");
    writeSync(handle, masterBootRecord({ type: 0x83, start: 2048, sectors: 18_432 }, 1));
    closeSync(handle);
  } finally {
    rmSync(contents, { recursive: true });
  }
}

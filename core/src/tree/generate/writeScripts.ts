import type { Disk } from "../../platform/disk";
import { writeTogether } from "../writeTogether";
import type { GeneratedFile } from "./generateScripts";

/** What became, or would become, of a file. */
export interface WrittenFile extends GeneratedFile {
  readonly outcome: "new" | "unchanged" | "replaced";
}

/** Why nothing was written. */
export interface Refusal {
  readonly path: string;
  readonly why: string;
}

export type WriteResult =
  | {
      readonly ok: true;
      readonly written: readonly WrittenFile[];
      /** Scripts of another plan that lie there, too, relative to the folder. They are left alone. */
      readonly left: readonly string[];
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * Writes generated scripts below a folder, which is made where it is missing: all of them or, where one of them would
 * replace something else, none. With `force` files that differ are replaced; what is no plain file or folder never is,
 * and no link is written through. Rejects with a DiskError where the disk fails.
 */
export async function writeScripts(
  disk: Disk,
  folder: string,
  files: readonly GeneratedFile[],
  force: boolean,
): Promise<WriteResult> {
  const refusals: Refusal[] = [];
  const written: WrittenFile[] = [];
  for (const directory of new Set(files.map(({ path }) => directoryOf(`${folder}/${path}`)))) {
    const status = await disk.status(directory);
    // The folder itself is the person's own choice, and may be a link.
    if (status === undefined || status.kind === "directory" || directory === folder) continue;
    refusals.push({ path: directory, why: `is a ${status.kind} and no folder` });
  }
  for (const file of refusals.length > 0 ? [] : files) {
    const path = `${folder}/${file.path}`;
    const status = await disk.status(path);
    if (status === undefined) written.push({ ...file, outcome: "new" });
    else if (status.kind !== "file") refusals.push({ path, why: `is a ${status.kind} and no file` });
    else if (equal(await disk.read(path, status.size + 1), file.bytes))
      written.push({ ...file, outcome: "unchanged" });
    else if (force) written.push({ ...file, outcome: "replaced" });
    else refusals.push({ path, why: "exists with other content" });
  }
  if (refusals.length > 0) return { ok: false, refusals };
  const changed = written.filter(({ outcome }) => outcome !== "unchanged");
  await writeTogether(
    disk,
    changed.map(({ path, bytes }) => ({ path: `${folder}/${path}`, bytes, mode: 0o644 })),
  );
  return { ok: true, written, left: await leftovers(disk, folder, files) };
}

async function leftovers(disk: Disk, folder: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const known = new Set(files.map(({ path }) => path));
  const scripts = (await disk.names(`${folder}/steps`)).filter((name) => /^\d+\.sh$/.test(name));
  const starts = (await disk.names(folder)).filter((name) =>
    /^((init|kaem\.run)\.\d+|preseed-jump\.kaem)$/.test(name),
  );
  return [...scripts.map((name) => `steps/${name}`), ...starts].filter((path) => !known.has(path));
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, index) => byte === b[index]);
}

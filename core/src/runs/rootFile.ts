import type { Disk } from "../platform/disk";
import type { Tree } from "../tree/tree";
import { isVersionControl, normalisePath, sourcesOf } from "./layout";
import { isInTarget } from "./record/inTarget";
import type { RunRecord } from "./record/record";

/** Longer ones no system opens: PATH_MAX of Linux, in characters. */
const longest = 4096;

type Run = Pick<RunRecord, "id" | "target">;

/**
 * The regular file that stands for a path of a run's root file system: the file of the tree that it is a copy of, else
 * what the run left in its target. An absolute path; undefined where neither is there. What a link leads to outside of
 * the tree, or outside of that root, is not there either. `path` is absolute, without `..`. Never rejects.
 */
export async function rootFile(
  disk: Pick<Disk, "realPath" | "status" | "read">,
  tree: Tree,
  run: Run | undefined,
  path: string,
): Promise<string | undefined> {
  const parts = path.split("/");
  if (!path.startsWith("/") || path.length > longest || path.includes("\0") || parts.includes(".."))
    return undefined;
  if (!parts.some(isVersionControl)) {
    for (const source of sourcesOf(tree, path)) {
      if (await isFileBelow(disk, tree.root, source)) return source;
    }
  }
  if (run === undefined) return undefined;
  const root = `${run.target}/root`;
  const made = root + normalisePath(path);
  return (await isFileBelow(disk, root, made)) && (await isLeft(disk, run)) ? made : undefined;
}

/** Whether a regular file is there that no link leads out of a folder to. */
async function isFileBelow(
  disk: Pick<Disk, "realPath" | "status">,
  folder: string,
  path: string,
): Promise<boolean> {
  try {
    const [top, real] = await Promise.all([disk.realPath(folder), disk.realPath(path)]);
    if (top === undefined || real?.startsWith(`${top.replace(/\/$/, "")}/`) !== true) return false;
    return (await disk.status(real))?.kind === "file";
  } catch {
    return false;
  }
}

async function isLeft(disk: Pick<Disk, "status" | "read">, run: Run): Promise<boolean> {
  return isInTarget(disk, run).catch(() => false);
}

import type { FileSystem } from "../../platform/fileSystem";
import { parseIndex, type IndexEntry } from "./gitIndex";

/** A git repository with a work tree, read from git's own files: no git is needed. */
export interface Repository {
  /** Absolute path of the work tree's top. */
  readonly top: string;
  /** Absolute path of its git directory. */
  readonly directory: string;
}

/** The repository that a folder lies in: the nearest `.git` from there upwards. */
export async function repositoryOf(files: FileSystem, folder: string): Promise<Repository | undefined> {
  for (let top = folder; ; top = top.slice(0, top.lastIndexOf("/"))) {
    const found = await repositoryAt(files, top);
    if (found !== undefined) return found;
    if (!top.includes("/")) return undefined;
  }
}

/** The repository whose work tree's top is a folder. In a submodule or linked work tree `.git` is a file. */
export async function repositoryAt(files: FileSystem, top: string): Promise<Repository | undefined> {
  const path = `${top}/.git`;
  const kind = await files.kind(path);
  if (kind === "directory") return { top, directory: path };
  if (kind !== "file") return undefined;
  const given = /^gitdir: (.+)$/m.exec(await textOf(files, path))?.[1];
  return given === undefined ? undefined : { top, directory: resolve(given, top) };
}

/** Everything that is tracked; undefined where the index cannot be read. */
export async function trackedIn(
  files: FileSystem,
  { directory }: Repository,
): Promise<readonly IndexEntry[] | undefined> {
  const bytes = await files.read(`${directory}/index`);
  return bytes === undefined ? undefined : parseIndex(bytes);
}

/** The commit that is checked out, 40 hex digits; undefined where that cannot be told. */
export async function headOf(files: FileSystem, { directory }: Repository): Promise<string | undefined> {
  const head = (await textOf(files, `${directory}/HEAD`)).trim();
  const reference = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  if (reference === undefined) return isObject(head) ? head : undefined;
  const shared = (await textOf(files, `${directory}/commondir`)).trim();
  for (const folder of [directory, ...(shared === "" ? [] : [resolve(shared, directory)])]) {
    const loose = (await textOf(files, `${folder}/${reference}`)).trim();
    if (isObject(loose)) return loose;
    const packed = (await textOf(files, `${folder}/packed-refs`)).split("\n");
    const object = packed.find((line) => line.endsWith(` ${reference}`))?.split(" ", 1)[0];
    if (object !== undefined && isObject(object)) return object;
  }
  return undefined;
}

/** The paths of the submodules that a work tree's `.gitmodules` names, relative to its top. */
export async function submodulePaths(files: FileSystem, top: string): Promise<string[]> {
  const text = await textOf(files, `${top}/.gitmodules`);
  const paths = [...text.matchAll(/^[ \t]*path[ \t]*=[ \t]*(\S.*?)[ \t\r]*$/gm)].map(([, path]) => path!);
  return paths.filter((path) => !path.startsWith("/") && !path.split("/").includes(".."));
}

async function textOf(files: FileSystem, path: string): Promise<string> {
  return new TextDecoder().decode(await files.read(path));
}

function isObject(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** A path, absolute or relative to an absolute folder, without `.` and `..`. */
function resolve(path: string, folder: string): string {
  const absolute = path.startsWith("/") || /^[A-Za-z]:\//.test(path);
  const parts: string[] = [];
  for (const part of (absolute ? path : `${folder}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

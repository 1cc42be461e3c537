import { resolvePath } from "../paths";
import { isKnown, type ShellState, type World } from "./world";

/** Where full kaem looks without PATH and LOGNAME in its environment (`main` of mescc-tools' Kaem/kaem.c). */
const defaultPath = "/root/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Where a full kaem looks for programs when it starts. */
export function initialPath(path: string | undefined, user: string | undefined): string {
  if (path !== undefined) return path;
  if (user === undefined) return defaultPath;
  return `/home/${user}/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games`;
}

/** The folders of a PATH as `find_executable` reads it: an empty one is the root, but at the end it is nothing. */
export function pathFolders(path: string): string[] {
  const folders = path.split(":");
  if (folders.at(-1) === "") folders.pop();
  return folders;
}

/**
 * What full kaem takes for the program of a name (`find_executable`): names that start with `.` or `/` as they are,
 * whether or not there is anything; all others, also those with a slash, from the folders of PATH.
 *
 * @returns `name` as kaem calls it, and the absolute path
 */
export async function findProgram(
  world: World,
  { directory, path }: ShellState,
  name: string,
): Promise<{ readonly name: string; readonly path: string } | undefined> {
  if (name === "") return undefined;
  if (name.startsWith(".") || name.startsWith("/")) return { name, path: resolvePath(directory, name) };
  for (const folder of pathFolders(path)) {
    const trial = `${folder}/${name}`;
    const resolved = resolvePath(directory, trial);
    if (isKnown(trial) && (await world.isReadable(resolved))) return { name: trial, path: resolved };
  }
  return undefined;
}

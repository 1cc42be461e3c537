import { languageOfPath } from "../languages/registry";
import type { FileSystem } from "../platform/fileSystem";

/** Folders that hold nothing of a bootstrap's sources. */
const skipped = new Set([".git", "node_modules"]);

/**
 * The files below a folder in which something can be found wrong, by their absolute paths and in the order of their
 * names. Links are not followed.
 *
 * @param folder absolute path, with `/`
 * @param unreadable is told the folders that cannot be read
 */
export async function* filesToCheck(
  files: FileSystem,
  folder: string,
  unreadable: (folder: string) => void = () => undefined,
): AsyncGenerator<string> {
  const entries = await files.entries(folder);
  if (entries === undefined) unreadable(folder);
  for (const { name, kind } of entries ?? []) {
    const inside = `${folder.replace(/\/$/, "")}/${name}`;
    if (kind === "directory" && !skipped.has(name)) yield* filesToCheck(files, inside, unreadable);
    else if (kind === "file" && languageOfPath(inside)?.diagnostics !== undefined) yield inside;
  }
}

import path from "node:path";

/** A path with the separators that a tree's paths have on every system. */
export function slashed(file: string): string {
  return file.replaceAll(path.sep, "/");
}

/** The absolute path of what a person names, from the working folder or from `base`. */
export function absolutePath(named: string, base = ""): string {
  return slashed(path.resolve(base, named));
}

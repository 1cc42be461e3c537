import path from "node:path";

/** A path as the server spells it, with `/` on every system. */
export function slashed(file: string): string {
  return path.sep === "\\" ? file.replaceAll("\\", "/") : file;
}

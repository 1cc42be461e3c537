// Where things are. Everything that the scripts make goes to dist/ and to the cache, both of which git ignores.
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

/** Downloads and scratch files. One cache can serve several checkouts when the variable names it. */
export const cache = path.resolve(process.env.BOOTSTRAPPABLE_CACHE || path.join(root, ".cache"));

export const example = path.join(root, "examples/mini-bootstrap");

/** For messages: a path as someone standing in the repository would type it. */
export function shown(file) {
  const relative = path.relative(root, file);
  return relative.startsWith("..") ? file : relative || ".";
}

import type { Tree } from "../tree/tree";

/**
 * How a tree is laid out in a run's root file system, as lib/generator.py of live-bootstrap does it: stage0-posix is
 * the top, the files of seed/ lie beside it, steps/ and distfiles/ have their places.
 */
export const rootPlaces = {
  steps: "/steps",
  distfiles: "/external/distfiles",
  repository: "/external",
  /** What builds under bash make: `NAME_REVISION.tar.bz2`. */
  packages: "/external/repo",
} as const;

/** Files that belong to version control and not to the bootstrap: `.git`, `.gitignore`, `.gitmodules`, `.github`. */
export function isVersionControl(name: string): boolean {
  return name.startsWith(".git");
}

/** A path inside the sandbox without `.`, `..` and doubled `/`; relative ones start at `directory`. */
export function normalisePath(path: string, directory = "/"): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/**
 * The files of the source tree that a path of the root file system may be a copy of, the likeliest first. What the
 * run itself made is among nobody's: whether a file is there has to be looked up.
 */
export function sourcesOf(tree: Tree, path: string): readonly string[] {
  const inRoot = normalisePath(path);
  if (`${inRoot}/`.startsWith(`${rootPlaces.steps}/`))
    return [tree.steps + inRoot.slice(rootPlaces.steps.length)];
  if (`${inRoot}/`.startsWith(`${rootPlaces.distfiles}/`))
    return [tree.distfiles + inRoot.slice(rootPlaces.distfiles.length)];
  return [tree.seed + inRoot, tree.stage0 + inRoot];
}

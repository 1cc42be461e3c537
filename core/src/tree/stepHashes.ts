import type { Range } from "../text/range";
import { checksumsAt, packageChecksums, packageSources, packageSumsPath, sumsOf } from "./packages";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** A line that has a hash, by the part of it that says of what. */
interface HashPlace {
  /** Absolute path of the file. */
  readonly path: string;
  readonly range: Range;
}

/**
 * Every hash of a package's steps: those of its `sources`, then those of what is checked when it is built under kaem,
 * then those of its tarballs in SHA256SUMS.pkgs.
 */
export async function hashesOfStep(
  workspace: Workspace,
  tree: Tree,
  name: string,
): Promise<readonly HashPlace[]> {
  const [sources, checksums, sums] = await Promise.all([
    packageSources(workspace, tree, name),
    packageChecksums(workspace, tree, name),
    checksumsAt(workspace, packageSumsPath(tree)),
  ]);
  const packages = sums === undefined ? [] : sumsOf(sums.contents, name);
  return [
    ...(sources?.contents.lines ?? []).map(({ hash }) => ({ path: sources!.path, range: hash.range })),
    ...checksums.flatMap(({ path, contents }) =>
      contents.lines.map(({ nameRange }) => ({ path, range: nameRange })),
    ),
    ...packages.map(({ nameRange }) => ({ path: sums!.path, range: nameRange })),
  ];
}

import { findTree } from "../../tree/discover";
import { packageSumsPath } from "../../tree/packages";
import type { Document } from "../language";
import { manifestOf, type Context } from "../manifest/context";
import { isTelling, revisionsOf, tarballOf, type Revision } from "../manifest/revisions";

/** What SHA256SUMS.pkgs should hold, by the manifest. */
export interface Expected {
  readonly manifest: Context;
  /** By tarball, `NAME_REVISION.tar.bz2`. */
  readonly tarballs: ReadonlyMap<string, Revision>;
}

/**
 * The tarballs that the manifest's builds make under bash: those of the present configuration, and those that come
 * when every build counts. Undefined where the document is not a tree's SHA256SUMS.pkgs, and where the manifest does not
 * tell: it is malformed, or builds nothing yet.
 */
export async function expectedTarballs({ path, workspace }: Document): Promise<Expected | undefined> {
  if (path === undefined || workspace === undefined) return undefined;
  const tree = await findTree(workspace, path);
  if (tree === undefined || path !== packageSumsPath(tree)) return undefined;
  const manifest = await manifestOf(workspace, tree);
  if (manifest === undefined || !isTelling(manifest.manifest)) return undefined;
  const tarballs = new Map<string, Revision>();
  for (const all of [false, true]) {
    for (const revision of revisionsOf(manifest.evaluation, all)) {
      const file = tarballOf(revision);
      if (!tarballs.has(file)) tarballs.set(file, revision);
    }
  }
  return { manifest, tarballs };
}

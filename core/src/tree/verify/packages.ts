import { evaluate } from "../../languages/manifest/model";
import { parseManifest } from "../../languages/manifest/parser";
import { isTelling, revisionsOf, tarballOf } from "../../languages/manifest/revisions";
import type { Manifest } from "../../languages/manifest/syntax";
import {
  meantNames,
  parseChecksums,
  withoutReturn,
  type ChecksumLine,
} from "../../languages/checksums/parser";
import type { Range } from "../../text/range";
import type { Configuration } from "../configuration";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";

/** A package that a build under bash leaves in /external/repo. */
interface MadePackage {
  /** `autoconf-2.69_0.tar.bz2` */
  readonly file: string;
  /** The build's line in the manifest. */
  readonly range: Range;
}

/** The packages that the builds under bash make, in order; with `every` as if each predicate held. */
export function packagesMade(
  manifest: Manifest,
  configuration: Configuration,
  every: boolean,
): MadePackage[] {
  return revisionsOf(evaluate(manifest, configuration), every).map((revision) => ({
    file: tarballOf(revision),
    range: revision.line,
  }));
}

/** steps/SHA256SUMS.pkgs beside what the manifest makes. */
export interface PackageChecksums {
  /** Absolute path of SHA256SUMS.pkgs. */
  readonly path: string;
  /** How many packages the manifest makes under the configuration. */
  readonly expected: number;
  /** Packages that a build makes under the configuration and that have no checksum. */
  readonly missing: readonly MadePackage[];
  /** Lines of packages that no build makes, whichever predicates hold. */
  readonly stale: readonly ChecksumLine[];
}

/** Compares SHA256SUMS.pkgs with the manifest; undefined where the tree has no such file, or no manifest that tells. */
export async function packageChecksums(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<PackageChecksums | undefined> {
  const path = `${tree.steps}/SHA256SUMS.pkgs`;
  const [text, manifestText] = await Promise.all([workspace.text(path), workspace.text(tree.manifest)]);
  if (text === undefined || manifestText === undefined) return undefined;
  const checksums = parseChecksums(text);
  const manifest = parseManifest(manifestText);
  if (!isTelling(manifest)) return undefined;
  const expected = packagesMade(manifest, configuration, false);
  const possible = new Set(packagesMade(manifest, configuration, true).map(({ file }) => file));
  const stored = meantNames(checksums);
  return {
    path,
    expected: expected.length,
    missing: expected.filter(({ file }) => !stored.has(file)),
    stale: checksums.lines.filter(({ name }) => !possible.has(withoutReturn(name))),
  };
}

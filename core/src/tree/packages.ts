import type { SourceText } from "../text/sourceText";
import { parseChecksums, type ChecksumLine, type Checksums } from "../languages/checksums/parser";
import { parseSources, type Sources } from "../languages/sources/parser";
import { packageFolder } from "./scripts";
import { foldersOf } from "./stepFiles";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** A file of the tree, parsed. */
export interface Parsed<Contents> {
  readonly path: string;
  readonly contents: Contents;
}

/** Folders under steps/ that are no packages. */
const otherFolders = new Set(["improve", "jump"]);

/** The names of the packages that have a folder under steps/. */
export async function packageNames(workspace: Workspace, tree: Tree): Promise<string[]> {
  return [...(await foldersOf(workspace, tree.steps))].filter((name) => !otherFolders.has(name));
}

/** The names of the files in a package's folder. */
export async function packageFiles(workspace: Workspace, tree: Tree, name: string): Promise<string[]> {
  const entries = await workspace.files.list(packageFolder(tree, name));
  return entries.filter(({ kind }) => kind !== "directory").map((entry) => entry.name);
}

/** The `sources` of a package; undefined where it has none. */
export async function packageSources(
  workspace: Workspace,
  tree: Tree,
  name: string,
): Promise<Parsed<Sources> | undefined> {
  return sourcesAt(workspace, `${packageFolder(tree, name)}/sources`);
}

/** A `sources` file; undefined where there is none. */
export async function sourcesAt(workspace: Workspace, path: string): Promise<Parsed<Sources> | undefined> {
  const text = await workspace.text(path);
  return text && { path, contents: remembered(sources, text, parseSources) };
}

/** Every package's `sources`. */
export async function allSources(workspace: Workspace, tree: Tree): Promise<Parsed<Sources>[]> {
  const names = await packageNames(workspace, tree);
  const found = await Promise.all(names.map((name) => packageSources(workspace, tree, name)));
  return found.filter((each) => each !== undefined);
}

/** A file of checksums; undefined where there is none. */
export async function checksumsAt(
  workspace: Workspace,
  path: string,
): Promise<Parsed<Checksums> | undefined> {
  const text = await workspace.text(path);
  return text && { path, contents: remembered(checksums, text, parseChecksums) };
}

/** The checksum files in a package's folder: `NAME.checksums`, `NAME.ARCH.checksums`. */
export async function packageChecksums(
  workspace: Workspace,
  tree: Tree,
  name: string,
): Promise<Parsed<Checksums>[]> {
  const files = await packageFiles(workspace, tree, name);
  const paths = files.filter((file) => file.endsWith(".checksums"));
  const found = await Promise.all(
    paths.map((file) => checksumsAt(workspace, `${packageFolder(tree, name)}/${file}`)),
  );
  return found.filter((each) => each !== undefined);
}

/** steps/SHA256SUMS.pkgs: the hashes of what bash-era steps install. */
export function packageSumsPath(tree: Tree): string {
  return `${tree.steps}/SHA256SUMS.pkgs`;
}

/** Lines of SHA256SUMS.pkgs by the package whose tarball they name. */
export function sumsOf({ lines }: Checksums, name: string): readonly ChecksumLine[] {
  let byName = tarballs.get(lines);
  if (byName === undefined) {
    byName = new Map<string, ChecksumLine[]>();
    for (const line of lines) {
      const found = tarballOf(line.name)?.name;
      if (found === undefined) continue;
      const same = byName.get(found);
      if (same === undefined) byName.set(found, [line]);
      else same.push(line);
    }
    tarballs.set(lines, byName);
  }
  return byName.get(name) ?? [];
}

const tarballs = new WeakMap<readonly ChecksumLine[], Map<string, ChecksumLine[]>>();

/** `NAME_REVISION.tar.bz2` of SHA256SUMS.pkgs; undefined for another name. The revision counts from 0. */
export function tarballOf(file: string): { readonly name: string; readonly revision: number } | undefined {
  const found = /^(.+)_([0-9]+)\.tar\.bz2$/.exec(file);
  return found === null ? undefined : { name: found[1]!, revision: Number(found[2]) };
}

const sources = new WeakMap<SourceText, Sources>();
const checksums = new WeakMap<SourceText, Checksums>();

function remembered<Contents>(
  known: WeakMap<SourceText, Contents>,
  text: SourceText,
  parse: (text: SourceText) => Contents,
): Contents {
  let contents = known.get(text);
  if (contents === undefined) known.set(text, (contents = parse(text)));
  return contents;
}

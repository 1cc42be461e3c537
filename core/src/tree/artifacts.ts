import type { ChecksumLine } from "../languages/checksums/parser";
import type { SourceText } from "../text/sourceText";
import { architectures, type Architecture } from "./configuration";
import { checksumsAt, packageChecksums, packageNames, packageSumsPath } from "./packages";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** A file in which a tree publishes what things hash to. */
export interface ChecksumFile {
  /** Relative to the tree's top folder. */
  readonly file: string;
  /** The one that its name says; undefined where it is for whichever runs. */
  readonly architecture: Architecture | undefined;
  /** The package whose step checks it; undefined for stage0-posix's answers and for SHA256SUMS.pkgs. */
  readonly package: string | undefined;
  readonly text: SourceText;
  readonly lines: readonly ChecksumLine[];
}

/** Every such file: the answers of stage0-posix, `*.checksums` of the packages, SHA256SUMS.pkgs. */
export async function checksumFiles(workspace: Workspace, tree: Tree): Promise<readonly ChecksumFile[]> {
  const answers = await filesIn(workspace, tree, tree.stage0, ".answers");
  const names = await packageNames(workspace, tree);
  const packages = await Promise.all(
    names.map(async (name) =>
      (await packageChecksums(workspace, tree, name)).map(({ path, contents }) => ({
        ...named(tree, path, name),
        text: contents.text,
        lines: contents.lines,
      })),
    ),
  );
  const sums = await fileAt(workspace, tree, packageSumsPath(tree));
  return [...answers, ...packages.flat(), ...(sums === undefined ? [] : [sums])];
}

/** What the seed phase checks beside the answers: `seed/*.checksums`. */
export async function seedChecksumFiles(workspace: Workspace, tree: Tree): Promise<readonly ChecksumFile[]> {
  return filesIn(workspace, tree, tree.seed, ".checksums");
}

/** A file of checksums and those that are the same for other architectures, in the order of the file names. */
export async function siblingsOf(
  workspace: Workspace,
  tree: Tree,
  file: string,
): Promise<readonly ChecksumFile[]> {
  const cut = file.lastIndexOf("/") + 1;
  const own = withoutArchitecture(file.slice(cut));
  const entries = await workspace.files.list(`${tree.root}/${file.slice(0, cut - 1)}`);
  const alike = entries.filter(({ name }) => withoutArchitecture(name) === own);
  const found = await Promise.all(
    alike.map(({ name }) => fileAt(workspace, tree, `${tree.root}/${file.slice(0, cut)}${name}`)),
  );
  return found.filter((each) => each !== undefined);
}

/** `amd64` of `mes-0.27.1.amd64.checksums` and of `amd64.answers`. */
export function architectureOfChecksums(file: string): Architecture | undefined {
  const found = architectureName.exec(file)?.[1];
  return architectures.find((name) => name === found);
}

const architectureName = /(?:^|[./])([a-z0-9]+)\.(?:checksums|answers)$/;

function withoutArchitecture(name: string): string {
  const architecture = architectureOfChecksums(name);
  return architecture === undefined
    ? name
    : name.replace(new RegExp(`(^|\\.)${architecture}(\\.[a-z]+)$`), "$2");
}

async function filesIn(
  workspace: Workspace,
  tree: Tree,
  folder: string,
  ending: string,
): Promise<ChecksumFile[]> {
  const entries = await workspace.files.list(folder);
  const names = entries.map(({ name }) => name).filter((name) => name.endsWith(ending));
  const found = await Promise.all(names.map((name) => fileAt(workspace, tree, `${folder}/${name}`)));
  return found.filter((each) => each !== undefined);
}

async function fileAt(workspace: Workspace, tree: Tree, path: string): Promise<ChecksumFile | undefined> {
  const found = await checksumsAt(workspace, path);
  if (found === undefined) return undefined;
  const { text, lines } = found.contents;
  return { ...named(tree, path, undefined), text, lines };
}

function named(tree: Tree, path: string, name: string | undefined) {
  const file = path.slice(tree.root.length + 1);
  return { file, architecture: architectureOfChecksums(file), package: name };
}

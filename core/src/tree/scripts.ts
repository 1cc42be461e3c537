import type { FolderEntry } from "../platform/fileSystem";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** The folder of a package's step, an absolute path. */
export function packageFolder(tree: Tree, name: string): string {
  return `${tree.steps}/${name}`;
}

/**
 * The script of a step as seed/script-generator.c names it: `passN.kaem` until bash is built and `passN.sh` from then
 * on, in the package's folder; `improve/NAME.sh`, `jump/NAME.sh`. An uninstall has none. `pass` is 1-based.
 */
export function scriptPath(
  tree: Tree,
  step: {
    readonly kind: "build" | "improve" | "jump" | "uninstall";
    readonly name: string;
    readonly pass: number | undefined;
    readonly era: "kaem" | "bash";
  },
): string | undefined {
  switch (step.kind) {
    case "build":
      return `${packageFolder(tree, step.name)}/${passScript(step.pass ?? 1, step.era)}`;
    case "improve":
    case "jump":
      return `${tree.steps}/${step.kind}/${step.name}.sh`;
    case "uninstall":
      return undefined;
  }
}

/** The file name of a pass's script; passes count from 1. */
export function passScript(pass: number, era: "kaem" | "bash"): string {
  return `pass${pass}.${era === "kaem" ? "kaem" : "sh"}`;
}

/** Answers which files exist, asking the file system once for each path: a manifest names most of them repeatedly. */
export class FileLookup {
  readonly #files = new Map<string, Promise<boolean>>();
  readonly #folders = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(readonly workspace: Workspace) {}

  isFile(path: string): Promise<boolean> {
    return remember(this.#files, path, () => this.workspace.isFile(path));
  }

  /** The names of the folders under steps/. */
  stepFolders({ steps }: Tree): Promise<ReadonlySet<string>> {
    return remember(this.#folders, steps, () => foldersOf(this.workspace, steps));
  }
}

/** The names of a folder's folders, links to folders among them. */
export async function foldersOf({ files }: Workspace, path: string): Promise<ReadonlySet<string>> {
  const entries = await files.list(path);
  let names = folders.get(entries);
  if (names === undefined) {
    names = new Set<string>();
    for (const { name, kind } of entries) {
      const isFolder =
        kind === "directory" || (kind === "symlink" && (await files.kind(`${path}/${name}`)) === "directory");
      if (isFolder) names.add(name);
    }
    folders.set(entries, names);
  }
  return names;
}

/** A remembered list is the same object, and has the same folders. */
const folders = new WeakMap<readonly FolderEntry[], Set<string>>();

function remember<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let promise = map.get(key);
  if (promise === undefined) map.set(key, (promise = make()));
  return promise;
}

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
    case "build": {
      const ending = step.era === "kaem" ? "kaem" : "sh";
      return `${packageFolder(tree, step.name)}/pass${step.pass ?? 1}.${ending}`;
    }
    case "improve":
    case "jump":
      return `${tree.steps}/${step.kind}/${step.name}.sh`;
    case "uninstall":
      return undefined;
  }
}

/** Answers which files exist, asking the file system once for each path: a manifest names most of them repeatedly. */
export class FileLookup {
  readonly #files = new Map<string, Promise<boolean>>();
  readonly #folders = new Map<string, Promise<boolean>>();

  constructor(readonly workspace: Workspace) {}

  isFile(path: string): Promise<boolean> {
    return remember(this.#files, path, () => this.workspace.isFile(path));
  }

  isFolder(path: string): Promise<boolean> {
    return remember(this.#folders, path, () => this.workspace.isDirectory(path));
  }
}

function remember<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let promise = map.get(key);
  if (promise === undefined) map.set(key, (promise = make()));
  return promise;
}

import type { FileSystem } from "../../platform/fileSystem";
import type { Tree } from "../tree";
import { check, count, type Check } from "./check";
import { repositoryAt, repositoryOf, trackedIn, type Repository } from "./gitRepository";

/** Whether stage0-posix holds exactly what git tracks there: all of it is copied into the root of a run. */
export async function checkStrayFiles(files: FileSystem, tree: Tree): Promise<Check> {
  const name = "stage0-files";
  const repository = await repositoryOf(files, tree.stage0);
  const found = repository === undefined ? undefined : await compare(files, repository, tree.stage0);
  if (found === undefined) {
    return check(name, "unknown", "git does not tell which files belong into stage0-posix.");
  }
  const relative = (paths: readonly string[]) => paths.map((path) => path.slice(tree.root.length + 1));
  if (found.missing.length > 0) {
    return check(
      name,
      "bad",
      `${count(found.missing.length, "tracked file is", "tracked files are")} missing from stage0-posix.`,
      "git submodule foreach --recursive git checkout .",
      relative(found.missing),
    );
  }
  if (found.stray.length > 0) {
    return check(
      name,
      "warning",
      `${count(found.stray.length, "stray file lies", "stray files lie")} in stage0-posix. They are copied into the root of a run, where they take memory and may be taken for what a stage has to build.`,
      "git -C seed/stage0-posix clean -ndx shows, and with -f instead of -n removes them",
      relative(found.stray),
    );
  }
  return check(name, "good", `stage0-posix holds its ${count(found.tracked, "tracked file")} and no other.`);
}

interface Comparison {
  readonly stray: readonly string[];
  readonly missing: readonly string[];
  readonly tracked: number;
}

/** Compares a folder of a repository, submodules included, with what is tracked; undefined where an index is unreadable. */
async function compare(
  files: FileSystem,
  repository: Repository,
  folder: string,
): Promise<Comparison | undefined> {
  const entries = await trackedIn(files, repository);
  if (entries === undefined) return undefined;
  const below = entries.map((entry) => ({ ...entry, path: `${repository.top}/${entry.path}` }));
  const mine = below.filter(({ path }) => path.startsWith(`${folder}/`));
  const modules = new Set(mine.filter(({ kind }) => kind === "commit").map(({ path }) => path));
  const tracked = new Set(mine.filter(({ kind }) => kind !== "commit").map(({ path }) => path));
  const there = new Set(await filesBelow(files, folder, modules));
  const stray = [...there].filter((path) => !tracked.has(path));
  const missing = mine.filter(({ kind, path, skipped }) => kind === "file" && !skipped && !there.has(path));
  const nested: Comparison[] = [];
  for (const module of modules) {
    const own = await repositoryAt(files, module);
    // One that is not checked out is told as such.
    const inside = own === undefined ? undefined : await compare(files, own, module);
    if (inside !== undefined) nested.push(inside);
  }
  return {
    stray: [...stray, ...nested.flatMap((each) => each.stray)].sort(),
    missing: [...missing.map(({ path }) => path), ...nested.flatMap((each) => each.missing)].sort(),
    tracked: nested.reduce((sum, each) => sum + each.tracked, tracked.size),
  };
}

async function filesBelow(files: FileSystem, folder: string, except: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await files.list(folder)) {
    const path = `${folder}/${name}`;
    if (name === ".git" || except.has(path)) continue;
    if (kind === "directory") found.push(...(await filesBelow(files, path, except)));
    else found.push(path);
  }
  return found;
}

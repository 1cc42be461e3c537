import type { FileSystem } from "../../platform/fileSystem";
import { architectureDirectory, architectures, type Architecture } from "../configuration";
import type { Tree } from "../tree";
import { check, count, type Check } from "./check";
import { headOf, repositoryAt, repositoryOf, submodulePaths, trackedIn } from "./gitRepository";

/** What is known of a submodule. Paths are relative to the tree. */
interface Submodule {
  readonly path: string;
  readonly state:
    | { readonly kind: "at-pin" }
    | { readonly kind: "empty" }
    | { readonly kind: "elsewhere"; readonly pinned: string; readonly head: string }
    /** It has content, but git does not tell of which commit. */
    | { readonly kind: "unknown" };
}

/** Folders of stage0-posix that serve one processor each. */
const ofArchitectures: ReadonlySet<string> = new Set([...architectures.map(architectureDirectory), "armv7l"]);

/** Whether a run cannot do without a submodule: stage0-posix, and in it what is not for another architecture. */
function isNeeded(path: string, architecture: Architecture): boolean {
  const stage0 = "seed/stage0-posix";
  if (path === stage0) return true;
  const name = path.startsWith(`${stage0}/`) ? path.slice(stage0.length + 1) : "/";
  return !name.includes("/") && (!ofArchitectures.has(name) || name === architectureDirectory(architecture));
}

/** Whether the submodules, and theirs, are there and at the commits that the tree pins. */
export async function checkSubmodules(
  files: FileSystem,
  tree: Tree,
  architecture: Architecture,
): Promise<Check> {
  const all = await submodulesBelow(files, tree.root, "");
  const name = "submodules";
  if (all.length === 0) return check(name, "good", "The tree has no submodules.");
  const empty = all.filter(({ state }) => state.kind === "empty");
  const remedy = "git submodule update --init --recursive";
  if (empty.length > 0) {
    const bad = empty.some(({ path }) => isNeeded(path, architecture));
    return check(
      name,
      bad ? "bad" : "warning",
      `${count(empty.length, "submodule is", "submodules are")} empty: not checked out.${bad ? "" : ` A run for ${architecture} can do without.`}`,
      remedy,
      empty.map(({ path }) => path),
    );
  }
  const elsewhere = all.flatMap(({ path, state }) =>
    state.kind === "elsewhere"
      ? [`${path} is at ${state.head.slice(0, 12)}, pinned is ${state.pinned.slice(0, 12)}`]
      : [],
  );
  if (elsewhere.length > 0) {
    return check(
      name,
      "warning",
      `${count(elsewhere.length, "submodule is", "submodules are")} not at the pinned commit: published checksums may not fit.`,
      `${remedy}, unless you mean to change them`,
      elsewhere,
    );
  }
  const unknown = all.filter(({ state }) => state.kind === "unknown");
  if (unknown.length > 0) {
    return check(
      name,
      "unknown",
      `${count(unknown.length, "submodule has", "submodules have")} content, but no git to tell its commit.`,
      undefined,
      unknown.map(({ path }) => path),
    );
  }
  return check(name, "good", `${count(all.length, "submodule is", "submodules are")} at the pinned commits.`);
}

async function submodulesBelow(files: FileSystem, top: string, prefix: string): Promise<Submodule[]> {
  const paths = await submodulePaths(files, top);
  if (paths.length === 0) return [];
  const repository = await repositoryOf(files, top);
  const entries = repository === undefined ? [] : ((await trackedIn(files, repository)) ?? []);
  const pins = new Map(
    entries.filter(({ kind }) => kind === "commit").map(({ path, object }) => [path, object]),
  );
  const found: Submodule[] = [];
  for (const path of paths) {
    const folder = `${top}/${path}`;
    const inRepository = repository === undefined ? path : folder.slice(repository.top.length + 1);
    const pinned = pins.get(inRepository);
    // What .gitmodules names and the index lacks is no submodule (any more).
    if (entries.length > 0 && pinned === undefined) continue;
    const content = await files.list(folder);
    const own = await repositoryAt(files, folder);
    if (content.every(({ name }) => name === ".git")) {
      found.push({ path: prefix + path, state: { kind: "empty" } });
      continue;
    }
    const head = own === undefined ? undefined : await headOf(files, own);
    const state =
      pinned === undefined || head === undefined
        ? ({ kind: "unknown" } as const)
        : pinned === head
          ? ({ kind: "at-pin" } as const)
          : ({ kind: "elsewhere", pinned, head } as const);
    found.push({ path: prefix + path, state });
    found.push(...(await submodulesBelow(files, folder, `${prefix}${path}/`)));
  }
  return found;
}

import type { BulkFiles } from "../platform/bulkFiles";
import type { Machine } from "../platform/machine";
import type { Finding } from "../runs/events";
import { finding } from "../runs/findings";
import { folderInTree, realPathInTree } from "../runs/inTree";
import { isVersionControl, rootPlaces } from "../runs/layout";
import { startOf } from "../runs/locations";
import { seedsOf } from "../runs/seeds";
import { formatConfiguration, type Configuration } from "../tree/configuration";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import { entryAt, fileOf, folderAt, Gatherer, isLeftOut, newFolder, type ImageFolder } from "./contents";
import { checkDistfiles, namedDistfiles } from "./distfiles";

/** The machine as images need it. */
export interface ImageTools {
  readonly machine: Machine;
  readonly files: BulkFiles;
}

/** What is to be on the disks of a machine that bootstraps itself. */
export interface LayoutRequest {
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  /** Whether a kernel of the person's own boots it, instead of builder-hex0. */
  readonly kernel: boolean;
  /** Whether all distfiles go along (`--external-sources` of rootfs.py), and not only those that are needed early. */
  readonly allDistfiles: boolean;
  /** A folder with packages that were built before (`--repo`), absolute. */
  readonly repository?: string | undefined;
}

export interface Layout {
  /** What the first disk holds. */
  readonly root: ImageFolder;
  /** What the second holds, where there is one: `/external` of the system that has booted. */
  readonly external: ImageFolder | undefined;
  readonly problems: readonly Finding[];
}

/**
 * Lays out what lib/generator.py of live-bootstrap (`prepare`) does for a machine of its own: with `kernel_bootstrap`
 * what builder-hex0's shell reads in, with `using_kernel` a root file system. Files of version control are left out of
 * both. Nothing is copied yet. Throws a RunProblem for a tree whose links lead out of it, a DiskError where something
 * cannot be read.
 */
export async function layOut({ machine, files }: ImageTools, request: LayoutRequest): Promise<Layout> {
  const { tree, workspace, configuration, kernel, allDistfiles, repository } = request;
  const separate = !kernel && (allDistfiles || repository !== undefined);
  const follow = (path: string) => followLink(machine, tree, path);
  const first = new Gatherer(files, follow, kernel ? isVersionControl : isLeftOut);
  const second = separate ? new Gatherer(files, follow, isVersionControl) : first;
  const root = newFolder();
  await gather(first, tree.stage0, root, (name) => kernel || name !== "bootstrap-seeds");
  await gather(first, tree.seed, root, (_, kind) => kind === "file");
  if (kernel)
    for (const { path, bytes } of await seedsOf(machine, tree, configuration.get("ARCH_DIR") ?? "")) {
      const name = path.lastIndexOf("/");
      const folder = name === 0 ? root : folderAt(root, path.slice(1, name));
      folder.entries.set(path.slice(name + 1), fileOf(bytes, true));
    }
  const steps = folderAt(root, rootPlaces.steps.slice(1));
  await gather(first, tree.steps, steps);
  steps.entries.set(
    "bootstrap.cfg",
    fileOf(new TextEncoder().encode(formatConfiguration(configuration)), false),
  );
  const external = separate ? newFolder() : folderAt(root, "external");
  const named = await namedDistfiles(tree, workspace);
  const early = named.filter(({ beforeNetwork }) => beforeNetwork);
  if (separate) await putEarly(first, root, "external/distfiles");
  if (allDistfiles) await gather(second, tree.distfiles, folderAt(external, "distfiles"));
  else await putEarly(second, external, "distfiles");
  const problems = [...first.problems, ...(separate ? second.problems : [])];
  if (repository !== undefined) {
    const inRepository = (path: string) => followLink(machine, { root: repository }, path);
    const packages = new Gatherer(files, inRepository, isVersionControl);
    await packages.folder(repository, folderAt(external, "repo-preseeded"));
    problems.push(...packages.problems);
  }
  return {
    root,
    external: separate ? external : undefined,
    problems: [
      ...problems,
      ...(await checkDistfiles(machine, tree, workspace, allDistfiles ? named : early)),
    ],
  };

  async function gather(
    gatherer: Gatherer,
    folder: string,
    into: ImageFolder,
    choose?: (name: string, kind: string) => boolean,
  ): Promise<void> {
    const from = await folderInTree(machine, tree, folder);
    if (from !== undefined) await gatherer.folder(from, into, choose);
  }

  /** Puts the distfiles that are needed before there is a network into a folder, those that there are. */
  async function putEarly(gatherer: Gatherer, into: ImageFolder, path: string): Promise<void> {
    const chosen = new Set(early.map(({ name }) => name));
    await gather(gatherer, tree.distfiles, folderAt(into, path), (name) => chosen.has(name));
  }
}

async function followLink(machine: Machine, tree: Pick<Tree, "root">, path: string) {
  const real = await realPathInTree(machine, tree, path);
  const status = real === undefined ? undefined : await machine.disk.status(real);
  return real !== undefined && status !== undefined ? { ...status, path: real } : undefined;
}

/** What a tree lacks that its bootstrap begins with, as findings; paths are those in the image. */
export function missingFiles(tree: Tree, root: ImageFolder, paths: readonly string[]): Finding[] {
  return paths
    .filter((path) => entryAt(root, path)?.kind !== "file")
    .map((path) => {
      const message = `the bootstrap begins with /${path}, which the tree does not have: check out its submodules`;
      return finding("run/missing-seed", startOf(`${tree.stage0}/${path}`), message);
    });
}

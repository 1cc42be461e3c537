import type { Machine } from "../platform/machine";
import { formatConfiguration, type Configuration } from "../tree/configuration";
import type { Tree } from "../tree/tree";
import { folderInTree } from "./inTree";
import { startOf } from "./locations";
import { isVersionControl, rootPlaces } from "./layout";
import { RunProblem } from "./problem";
import { unpackPreseed } from "./preseed";
import type { RunRequest } from "./request";
import { seedsOf } from "./seeds";
import { makeFolderInRoot, writeInRoot } from "./writeInRoot";
import { type CopyInstead, type Disk, DiskError } from "../platform/disk";

export interface RootRequest {
  readonly tree: Tree;
  /** An empty folder. */
  readonly root: string;
  readonly configuration: Configuration;
  readonly signal: AbortSignal;
  /** A folder with packages that were built before, absolute. */
  readonly repository?: string | undefined;
  /** What takes the place of the seeds: see {@link RunRequest.preseed}. */
  readonly preseed?: RunRequest["preseed"];
  /** Whether bootstrap.cfg is to have nothing in it. */
  readonly emptyConfiguration?: boolean | undefined;
  /** Files of an earlier copy that can be taken over. */
  readonly instead?: CopyInstead;
}

/**
 * Fills a root file system with a copy of a tree, laid out as lib/generator.py of live-bootstrap does it (`prepare`
 * without a kernel). The tree itself is only read.
 */
export async function prepareRoot(machine: Machine, request: RootRequest): Promise<void> {
  const { tree, root, configuration, signal, instead } = request;
  const options = { skip: isVersionControl, signal, ...(instead && { instead }) };
  const directory = configuration.get("ARCH_DIR") ?? "";
  try {
    if (request.preseed === undefined) {
      await copyTop(machine, tree, tree.stage0, root, () => true, options);
      await copyTop(machine, tree, tree.seed, root, (kind) => kind === "file" || kind === "link", options);
      for (const { path, bytes } of await seedsOf(machine, tree, directory))
        await writeInRoot(machine.disk, root, path, bytes, 0o755);
    } else {
      const { ARCH: architecture = "" } = Object.fromEntries(configuration);
      await unpackPreseed(machine, request.preseed, { tree, root, directory, architecture, signal });
    }
    await copyFolder(machine, tree, tree.steps, root, rootPlaces.steps, options);
    const text = new TextEncoder().encode(
      request.emptyConfiguration === true ? "" : formatConfiguration(configuration),
    );
    await writeInRoot(machine.disk, root, `${rootPlaces.steps}/bootstrap.cfg`, text, 0o644);
    await copyFolder(machine, tree, tree.distfiles, root, rootPlaces.distfiles, options);
    if (request.repository !== undefined)
      await machine.disk.copyTree(request.repository, `${root}/external/repo-preseeded`, options);
  } catch (error) {
    // A full disk is no fault of the file that happened to be copied.
    if (!(error instanceof DiskError) || ofTheMachine.has(error.reason)) throw error;
    throw new RunProblem(
      "run/bad-tree",
      error.message,
      error.path.startsWith(`${tree.root}/`) ? startOf(error.path) : undefined,
    );
  }
}

/** Errors that another tree would have, too: of the target's disk, of a limit of this process. */
const ofTheMachine = new Set(["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENOMEM"]);

type CopyOptions = Parameters<Disk["copyTree"]>[2];

/** What of a folder may be copied into the top of the root; the kinds are those of its entries. */
type Choice = (kind: string) => boolean;

/** Copies the entries of a folder of the tree into the top of the root. */
async function copyTop(
  machine: Machine,
  tree: Tree,
  folder: string,
  root: string,
  choose: Choice,
  options: CopyOptions,
) {
  const from = await folderInTree(machine, tree, folder);
  if (from === undefined) return;
  for (const name of await machine.disk.names(from)) {
    if (isVersionControl(name)) continue;
    const status = await machine.disk.status(`${from}/${name}`);
    // A name whose bytes are no UTF-8 cannot be looked up by its text; generator.py knows no such names here.
    if (status === undefined || !choose(status.kind)) continue;
    await machine.disk.copyTree(`${from}/${name}`, `${root}/${name}`, options);
  }
}

/** Copies a folder of the tree, if it has it, to its place in the root, which is there in any case. */
async function copyFolder(
  machine: Machine,
  tree: Tree,
  folder: string,
  root: string,
  to: string,
  options: CopyOptions,
) {
  await makeFolderInRoot(machine.disk, root, to);
  const from = await folderInTree(machine, tree, folder);
  if (from !== undefined) await machine.disk.copyTree(from, root + to, options);
}

import type { Machine } from "../platform/machine";
import { ArchiveFault } from "../platform/unpackTar";
import type { Plan } from "../tree/plan";
import type { Tree } from "../tree/tree";
import { realPathInTree } from "./inTree";
import { seedPlaces } from "./seeds";
import { RunProblem } from "./problem";
import type { RunRequest } from "./request";
import { writeInRoot } from "./writeInRoot";

/** The folders of a preseed that upstream replaces by those of the tree (lib/generator.py, `prepare`). */
const replacedFolders = ["steps", "external"] as const;

/**
 * Fills a root with a preseed as lib/generator.py does: what the archive has, but for `steps` and `external`; and
 * `kaem.ARCH` is seed/preseeded.kaem, which has the script generator go on with the first step that bash runs.
 */
export async function unpackPreseed(
  machine: Machine,
  { archive, unpack }: NonNullable<RunRequest["preseed"]>,
  {
    tree,
    root,
    directory,
    architecture,
    signal,
  }: {
    readonly tree: Tree;
    readonly root: string;
    readonly directory: string;
    readonly architecture: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const bad = (why: string) => new RunProblem("run/bad-preseed", `${archive}: ${why}`);
  const source = `${tree.seed}/preseeded.kaem`;
  const real = await realPathInTree(machine, tree, source);
  const script = real === undefined ? undefined : await machine.files.read(real);
  if (script === undefined)
    throw new RunProblem("run/bad-preseed", `the tree has no ${source}: it cannot begin with a preseed`);
  try {
    await unpack(archive, root, { skip: replacedFolders, signal });
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    throw bad(error.message);
  }
  const shell = seedPlaces(directory).kaem.binary;
  if ((await machine.disk.status(root + shell))?.kind !== "file")
    throw bad(`it has no ${shell.slice(1)}: it is no root that a bootstrap for ${architecture} was done in`);
  await writeInRoot(machine.disk, root, `/kaem.${architecture}`, script, 0o644);
}

/** The part of a plan that is left behind a preseed: what bash runs. */
export function planBehindPreseed<Of extends Plan>(plan: Of): Of {
  return { ...plan, steps: plan.steps.filter(({ era }) => era === "bash") };
}

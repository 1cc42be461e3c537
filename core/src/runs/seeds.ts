import { assembleHex0 } from "../assemble/hex0";
import type { Machine } from "../platform/machine";
import type { Tree } from "../tree/tree";
import { realPathInTree } from "./inTree";
import { RunProblem } from "./problem";
import { writeInRoot } from "./writeInRoot";

/** Where the two seeds of an architecture lie in the root file system, and the hex0 sources beside them. */
function seedPlaces(architectureDirectory: string) {
  const folder = `/bootstrap-seeds/POSIX/${architectureDirectory}`;
  return {
    hex0: { binary: `${folder}/hex0-seed`, source: `${folder}/hex0_${architectureDirectory}.hex0` },
    kaem: { binary: `${folder}/kaem-optional-seed`, source: `${folder}/kaem-minimal.hex0` },
  };
}

/**
 * Assembles the seeds that a tree has as hex0 source only into the root file system. A seed that the tree has as a
 * binary stays as it is.
 */
export async function provideSeeds(
  machine: Machine,
  tree: Tree,
  root: string,
  directory: string,
): Promise<void> {
  for (const { binary, source } of Object.values(seedPlaces(directory))) {
    const bytes =
      (await read(machine, tree, tree.stage0 + binary)) ??
      (await assembled(machine, tree, tree.stage0 + source));
    if (bytes === undefined) {
      throw new RunProblem(
        "run/missing-seed",
        `the tree has neither ${tree.stage0}${binary} nor its source ${tree.stage0}${source}: check out its submodules, or choose another architecture`,
      );
    }
    await writeInRoot(machine.disk, root, binary, bytes, 0o755);
    // lib/generator.py, stage0_posix: the shell is the first program of a machine that boots this root.
    if (binary.endsWith("kaem-optional-seed")) await writeInRoot(machine.disk, root, "/init", bytes, 0o755);
  }
}

async function read(machine: Machine, tree: Tree, path: string): Promise<Uint8Array | undefined> {
  const real = await realPathInTree(machine, tree, path);
  return real === undefined ? undefined : machine.files.read(real);
}

async function assembled(machine: Machine, tree: Tree, source: string): Promise<Uint8Array | undefined> {
  const text = await read(machine, tree, source);
  return text === undefined ? undefined : assembleHex0(text).bytes;
}

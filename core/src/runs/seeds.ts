import { assembleHex0 } from "../assemble/hex0";
import type { Machine } from "../platform/machine";
import type { Tree } from "../tree/tree";
import { realPathInTree } from "./inTree";
import { RunProblem } from "./problem";

/** Where the two seeds of an architecture lie in the root file system, and the hex0 sources beside them. */
export function seedPlaces(architectureDirectory: string) {
  const folder = `/bootstrap-seeds/POSIX/${architectureDirectory}`;
  return {
    hex0: { binary: `${folder}/hex0-seed`, source: `${folder}/hex0_${architectureDirectory}.hex0` },
    kaem: { binary: `${folder}/kaem-optional-seed`, source: `${folder}/kaem-minimal.hex0` },
  };
}

/** A seed and where it goes in the root file system. */
export interface Seed {
  /** Absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The seeds of an architecture: the binaries that the tree has, and of those that it has as hex0 source only what our
 * assembler makes of it. The shell is `/init`, too.
 *
 * @param directory the name that stage0-posix has for the architecture: `x86`, `AMD64`
 */
export async function seedsOf(machine: Machine, tree: Tree, directory: string): Promise<readonly Seed[]> {
  // It becomes part of a path that we write to.
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(directory)) {
    throw new RunProblem("run/missing-seed", `ARCH_DIR is “${directory}”, which is no name of a folder`);
  }
  const seeds: Seed[] = [];
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
    seeds.push({ path: binary, bytes });
    // lib/generator.py, stage0_posix: the shell is the first program of a machine that boots this root.
    if (binary.endsWith("kaem-optional-seed")) seeds.push({ path: "/init", bytes });
  }
  return seeds;
}

async function read(machine: Machine, tree: Tree, path: string): Promise<Uint8Array | undefined> {
  const real = await realPathInTree(machine, tree, path);
  return real === undefined ? undefined : machine.files.read(real);
}

async function assembled(machine: Machine, tree: Tree, source: string): Promise<Uint8Array | undefined> {
  const text = await read(machine, tree, source);
  return text === undefined ? undefined : assembleHex0(text).bytes;
}

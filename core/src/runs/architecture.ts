import type { Machine } from "../platform/machine";
import { architectures, type Architecture } from "../tree/configuration";
import type { Tree } from "../tree/tree";

type Facts = Pick<Machine, "facts">;

/** Node's name of the processor that an architecture is at home on. */
const processors: Readonly<Record<Architecture, string>> = {
  x86: "ia32",
  amd64: "x64",
  aarch64: "arm64",
  riscv32: "riscv32",
  riscv64: "riscv64",
};

/** The architecture to take when nobody chooses one: the machine's own. */
export function ownArchitecture({ facts }: Facts): Architecture | undefined {
  const names = Object.keys(processors) as Architecture[];
  return names.find((name) => processors[name] === facts.processor);
}

/** The machine's own architecture if the tree starts from it, else the first that the tree starts from. */
export async function defaultArchitecture(
  machine: Facts & Pick<Machine, "files">,
  tree: Tree,
): Promise<Architecture> {
  const own = ownArchitecture(machine);
  const candidates = [...(own === undefined ? [] : [own]), ...architectures];
  for (const candidate of candidates) {
    if ((await machine.files.kind(`${tree.stage0}/kaem.${candidate}`)) === "file") return candidate;
  }
  return own ?? "x86";
}

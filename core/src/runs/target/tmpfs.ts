import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";
import { runProgram } from "../program";
import { mountsWithin, type Mount } from "./mounts";

/** What a tmpfs of ours says that it is of. */
const source = "bootstrappable";

/** Whether a mount is a tmpfs that a run has put on its target. */
export function isTargetTmpfs({ type, source: of }: Mount): boolean {
  return type === "tmpfs" && of === source;
}

const problem = (message: string) => new RunProblem("run/no-tmpfs", message);

/**
 * Puts a tmpfs on a target, a folder that is there, or gives the one that is on it already its size. It stays when the run
 * has ended, as that of rootfs.py (lib/target.py) does: what the run has made is in it. Whether it is a new one; rejects
 * with a RunProblem where there can be none.
 *
 * @param size in MiB
 */
export async function mountTmpfs(machine: Machine, target: string, size: number): Promise<boolean> {
  if (machine.facts.user !== 0)
    throw problem(
      "only root may mount a tmpfs on the target: take --engine chroot, which asks for that, or name a --target in a tmpfs that there is, such as /dev/shm",
    );
  const mount = await machine.processes.find("mount");
  if (mount === undefined) throw problem("there is no program mount here, which puts a tmpfs on the target");
  const there = (await mountsWithin(machine.files, target)).some(({ point }) => point === target);
  const options = `${there ? "remount," : ""}size=${size}M,mode=0700`;
  const words = ["-t", "tmpfs", "-o", options, "--", source, target];
  const { good, errors } = await runProgram(machine, mount, words);
  if (!good) throw problem(`no tmpfs of ${size} MiB can be mounted on ${target}: ${errors}`);
  return !there;
}

import { LockTaken, takeFileLock } from "../../platform/fileLock";
import type { Machine } from "../../platform/machine";
import { RunProblem } from "../problem";
import { lockName } from "./safety";

/** Takes the lock of a target; the result gives it back. A lock that a dead process left is taken over. */
export async function takeLock(machine: Machine, target: string): Promise<() => Promise<void>> {
  const path = `${target}/${lockName}`;
  try {
    return await takeFileLock(machine, path);
  } catch (error) {
    if (!(error instanceof LockTaken)) throw error;
    const why =
      error.holder === undefined
        ? `the lock of ${target} cannot be taken: remove ${path}`
        : `process ${error.holder} is running a bootstrap in ${target}`;
    throw new RunProblem("run/target-in-use", why);
  }
}

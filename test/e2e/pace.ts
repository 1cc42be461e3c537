import { execFileSync } from "node:child_process";

/** Milliseconds in which Node starts on a machine that has nothing else to do, or on a slow one. */
const START = 100;

/** How many times slower this machine is at the moment than one with nothing else to do; 1 where it is not. */
function slowness(): number {
  const begin = performance.now();
  execFileSync(process.execPath, ["-e", ""]);
  return Math.max(1, (performance.now() - begin) / START);
}

/**
 * How long something takes, in milliseconds of a machine with nothing else to do: what keeps this one busy slows down the
 * start of a program right before and behind it, too.
 */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const before = slowness();
  const begin = performance.now();
  await work();
  const took = performance.now() - begin;
  return took / Math.max(before, slowness());
}

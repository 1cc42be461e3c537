// Waits for a run inside VS Code, and knows when to give up: after a time in all, and sooner when nothing moves.
import { readFile } from "node:fs/promises";

const seconds = 1000;

async function read(file) {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}

/** What the suites have written down so far; undefined when they never began. */
export async function readResults(file) {
  try {
    return JSON.parse(await read(file));
  } catch {
    return undefined;
  }
}

/**
 * @param {Promise<unknown>} ended settles when VS Code says that the run is over
 * @param {string} resultsFile which the suites rewrite at every step
 * @returns {Promise<string | undefined>} why the waiting ended, when the run had not
 */
export async function waitForEnd(ended, resultsFile, { limit = 1800 * seconds, idle = 300 * seconds } = {}) {
  let over = false;
  const done = ended.finally(() => (over = true));
  done.catch(() => {});
  const began = Date.now();
  let moved = began;
  let last = "";
  while (!over) {
    await Promise.race([done.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500))]);
    const now = await read(resultsFile);
    if (now !== last) [last, moved] = [now, Date.now()];
    if (over) break;
    if (Date.now() - began > limit) return `it took longer than ${limit / seconds} s`;
    if (Date.now() - moved > idle) return `nothing happened for ${idle / seconds} s`;
  }
  await done;
  return undefined;
}

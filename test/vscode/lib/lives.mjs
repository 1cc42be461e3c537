// A window may be loaded several times in a run of the suites: the first time for all *.test.ts, then once for each part of
// what spans several lives of a window, or is tried in a folder that is not trusted (*.part.ts).
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What spans several lives, as its suite is called, and its parts. */
export const reloads = {
  title: "a window that is loaded anew",
  parts: ["part 1", "part 2", "part 3", "part 4"],
};

/** What is tried in a window whose folder is not trusted: one part, in a VS Code of its own. */
export const restricted = { title: "a folder that is not trusted", part: "restricted" };

/**
 * @typedef {object} Life
 * @property {object} environment of the tests
 * @property {string} results the file that they write
 * @property {string | undefined} between a file in which the life before says what is to happen until this one
 * @property {boolean} trusting whether the folder is trusted
 */

/**
 * @param {{ folder: string, grep: string, environment: object }} options
 * @returns {Life[]}
 */
export function livesOf({ folder, grep, environment }) {
  const life = (name, more, between, trusting = true) => {
    const results = path.join(folder, `results${name}.json`);
    const own = { BOOTSTRAPPABLE_TEST_RESULTS: results, BOOTSTRAPPABLE_TEST_GREP: grep, ...more };
    return { environment: { ...environment, ...own }, results, between, trusting };
  };
  const wanted = (title) => grep === "" || new RegExp(grep).test(title);
  const between = (index) => path.join(folder, `between-${index}.json`);
  const parts = wanted(reloads.title) ? reloads.parts : [];
  return [
    life("", {}, undefined),
    ...parts.map((part, index) =>
      life(
        ` ${part}`,
        { BOOTSTRAPPABLE_TEST_PART: part, BOOTSTRAPPABLE_TEST_BETWEEN: between(index + 1) },
        between(index),
      ),
    ),
    ...(wanted(restricted.title)
      ? [life(` ${restricted.part}`, { BOOTSTRAPPABLE_TEST_PART: restricted.part }, undefined, false)]
      : []),
  ];
}

/** Kills the processes that the life before has named, then waits for the end of those that it wants to be waited for. */
export async function endWhatWasAsked(file) {
  if (file === undefined || !existsSync(file)) return;
  const { kill, gone } = JSON.parse(await readFile(file, "utf8"));
  for (const id of kill) process.kill(id, "SIGKILL");
  const giveUp = Date.now() + 120_000;
  while (gone.some(isThere)) {
    if (Date.now() > giveUp) throw new Error(`Process ${gone.find(isThere)} did not end.`);
    await sleep(50);
  }
}

function isThere(id) {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

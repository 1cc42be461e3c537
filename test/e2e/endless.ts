import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "./runSupport";
import { addToFifthStep } from "./stepProgram";

/** A program that forks once and then spins for ever. */
const spin = `
7F454C46 02 01 01 00 0000000000000000  0200 3E00 01000000   # ELF64, executable, x86-64
7800600000000000 4000000000000000 0000000000000000 00000000 # entry 0x600078
4000 3800 0100 0000 0000 0000                               # one program header
01000000 05000000 0000000000000000                          # load all, read and execute
0000600000000000 0000600000000000 8600000000000000 8600000000000000 0010000000000000
B8 39000000 0F05                                            # fork
EB FE                                                       # jump here
0000000000
`;

/**
 * Makes the fifth step of the example, "improve motd", run a program that never ends. `mark` is in the command lines of
 * its two processes alone.
 */
export function makeEndless(place: Place): { readonly mark: string; readonly undo: () => void } {
  const word = `endless-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const undo = addToFifthStep(place, { name: "spin", source: spin, words: word });
  return { mark: `spin\0${word}`, undo };
}

/** Looks again and again, for two minutes. */
export async function until(is: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (is()) return;
    await sleep(50);
  }
  throw new Error(`waited for ${what} in vain`);
}

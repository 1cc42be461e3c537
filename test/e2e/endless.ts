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

/** A program that never stops talking: 4096 short lines, again and again. */
const chatter = `
7F454C46 02 01 01 00 0000000000000000  0200 3E00 01000000   # ELF64, executable, x86-64
7800600000000000 4000000000000000 0000000000000000 00000000 # entry 0x600078
4000 3800 0100 0000 0000 0000                               # one program header
01000000 07000000 0000000000000000                          # load all, read, write and execute
0000600000000000 0000600000000000 A100000000000000 A120000000000000 0010000000000000
BF A1006000 B9 00100000 66B8 790A F366AB                    # lines into the memory behind the file
BF 01000000 BE A1006000 BA 00200000 B8 01000000 0F05        # write to standard output
EB E8                                                       # jump to the line above
`;

/** Makes the fifth step of the example run a program that prints for ever. */
export function makeChatty(place: Place): void {
  addToFifthStep(place, { name: "chatter", source: chatter });
}

/**
 * Makes the fifth step of the example, "improve motd", run a program that never ends. `mark` is in the command lines of
 * its two processes alone.
 */
export function makeEndless(place: Place): { readonly mark: string; readonly undo: () => void } {
  const word = `endless-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const undo = addToFifthStep(place, { name: "spin", source: spin, words: word });
  return { mark: `spin\0${word}`, undo };
}

/** Looks again and again, every so many milliseconds, for two minutes and more: as long as no busy machine takes. */
export async function until(is: () => boolean | Promise<boolean>, what: string, pause = 50): Promise<void> {
  for (let tries = 0; tries < 120_000 / pause; tries++) {
    if (await is()) return;
    await sleep(pause);
  }
  throw new Error(`waited for ${what} in vain`);
}

/** Looks until something has not changed for a second: a machine that stands still has nothing more to say. */
export async function untilStill(count: () => number, what: string): Promise<number> {
  let [last, since] = [count(), 0];
  await until(() => {
    const now = count();
    since = now === last ? since + 1 : 0;
    last = now;
    return since >= 20;
  }, what);
  return last;
}

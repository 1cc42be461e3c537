import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Place } from "./runSupport";

/**
 * Makes the fifth step of the example, "improve motd", build one more program from its source in hex0, and run it with
 * some words. Gives what undoes that.
 */
export function addToFifthStep(
  place: Place,
  program: { readonly name: string; readonly source: string; readonly words?: string },
): () => void {
  const { name, source, words = "" } = program;
  const script = `${place.tree}/steps/improve/motd.sh`;
  const before = readFileSync(script, "utf8");
  // Below distfiles, which no step that goes before looks at without naming one.
  const file = `${place.tree}/distfiles/${name}.hex0`;
  writeFileSync(file, source);
  const lines = `hex0 /external/distfiles/${name}.hex0 /usr/bin/${name}\n${name} ${words}`.trimEnd();
  place.edit("steps/improve/motd.sh", (text) => `${text}${lines}\n`);
  return () => {
    writeFileSync(script, before);
    rmSync(file);
  };
}

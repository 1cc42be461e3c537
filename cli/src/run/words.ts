import { brokenOff, runWords, whyNotBegun } from "@bootstrappable/core/runs/record/words";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";

/** A run in one line: its id, when and where it ran, and how it came out. */
export function runLine(run: RunRecord): string {
  const { id, status, totals, process } = run;
  if (process !== undefined) return `${id}  ${brokenOff(run)}`;
  const notBegun = whyNotBegun(run);
  if (notBegun !== undefined) return `${id}  ${runWords(run)}: ${status}, ${notBegun}`;
  const { steps, verified, failed } = totals;
  const wrong = failed === 0 ? "" : `, ${failed} wrong`;
  return `${id}  ${runWords(run)}: ${status}, ${plural(steps, "step")}, ${plural(verified, "checksum")} verified${wrong}`;
}

export const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

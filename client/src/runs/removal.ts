import { byteCount } from "@bootstrappable/core/text/amounts";

/** What `bootstrappable clean --format json` tells of a folder that runs have worked in. */
export interface Removal {
  readonly target: string;
  readonly bytes: number;
  /** Names in it that no run has put there: they stay. */
  readonly left: readonly string[];
}

/** What the command has printed, a line for each folder. */
export function removalsIn(output: string): readonly Removal[] {
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Removal);
}

/** What somebody is to know before they agree to it. */
export function removalWords(removals: readonly Removal[]): string {
  const left = removals.flatMap(({ target, left }) => left.map((name) => `${target}/${name}`));
  return [
    removals.map(({ target, bytes }) => `${target} (${byteCount(bytes)})`).join("\n"),
    ...(left.length === 0 ? [] : [`No run has made these, and they stay:\n${left.join("\n")}`]),
    "Root file systems, checkpoints and logs go: the next run begins at the seed phase. The records of runs stay.",
  ].join("\n\n");
}

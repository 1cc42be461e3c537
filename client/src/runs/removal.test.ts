import { expect, it } from "vitest";
import { removalsIn, removalWords } from "./removal";

const last =
  "Root file systems, checkpoints and logs go: the next run begins at the seed phase. The records of runs stay.";

it.each<[output: string, words: string]>([
  ['{"target":"/c/t/amd64","bytes":3145728,"left":[],"removed":false}\n', `/c/t/amd64 (3.0 MiB)\n\n${last}`],
  [
    [
      '{"target":"/c/t/amd64","bytes":1200000000,"left":[],"removed":false}',
      '{"target":"/c/t/x86","bytes":292,"left":["notes"],"removed":false}\n',
    ].join("\n"),
    `/c/t/amd64 (1.1 GiB)\n/c/t/x86 (292 bytes)\n\nNo run has made these, and they stay:\n/c/t/x86/notes\n\n${last}`,
  ],
])("says which folders go, their sizes, and what stays: %s", (output, words) => {
  expect(removalWords(removalsIn(output))).toBe(words);
});

it("knows of nothing where nothing was printed", () => {
  expect(removalsIn("")).toEqual([]);
});

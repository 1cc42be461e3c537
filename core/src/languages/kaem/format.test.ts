import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edited } from "../../testing/edits";
import { SourceText } from "../../text/sourceText";
import { format } from "./format";
import { parseKaem } from "./parser";
import type { Dialect } from "./syntax";

async function formatted(text: SourceText, path: string): Promise<SourceText> {
  return edited(text, await format({ language: "kaem", path, text, workspace: undefined }));
}

async function shown(text: string, path = "/a.kaem"): Promise<string> {
  const found = await formatted(SourceText.fromString(text), path);
  return found.slice({ start: 0, end: found.length });
}

/** What the shell makes of a script. */
function read(text: SourceText, dialect: Dialect) {
  return parseKaem(text, dialect).commands.map(({ words, fate }) => [
    fate,
    ...words.map((word) => word.text),
  ]);
}

describe("format", () => {
  it.each([
    ["  a\tb   c\n", "a b c\n"],
    [
      "if a; then\nb\n  else\n# why\nc\n# end\nfi\n",
      "if a; then\n    b\nelse\n    # why\n    c\n    # end\nfi\n",
    ],
    ["if a\nthen\nb \\\n c \\\n d\nfi\n", "if a\nthen\n    b \\\n        c \\\n        d\nfi\n"],
    ["\ta\n\tif b; then\n  c\n\tfi\n", "a\nif b; then\n\tc\nfi\n"],
    ['a  "b  c"   d # e  f\n', 'a "b  c" d # e  f\n'],
    ["a --x\\\n\tb   \\\n\tc\n", "a --x\\\n\tb \\\n\tc\n"],
    // What blanks decide stays: this command is not executed.
    ["a  b  \n  c\n", "a  b  \nc\n"],
    // A continued line of the first column is not repaired in passing.
    ["a \\\nb  c\n", "a \\\nb  c\n"],
    ["a  b", "a  b"],
    ["", ""],
  ])("%j", async (before, after) => expect(await shown(before)).toBe(after));

  it("does it again without a change", async () => {
    const once = await shown("if  a; then\n b   c \\\n\td\nelse\n# x\nfi\n");
    expect(await shown(once)).toBe(once);
  });
});

it("never changes what kaem reads", async () => {
  const piece = fc.constantFrom(
    ...'a bb " \\ \\\n \\\n\t ; # if then else fi X=1 ${Y} \\" \r $@'.split(" "),
    " ",
    "  ",
    "\t",
    "\n",
    "\n  ",
    " \\\n    ",
    '"c d"',
    "ü",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string()), { maxLength: 60 }),
      async (parts) => {
        const text = SourceText.fromString(`${parts.join("")}\n`);
        for (const [path, dialect] of [
          ["/a.kaem", "full"],
          ["/kaem.x86", "minimal"],
        ] as const) {
          expect(read(await formatted(text, path), dialect)).toEqual(read(text, dialect));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

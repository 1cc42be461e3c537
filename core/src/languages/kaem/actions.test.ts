import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edited } from "../../testing/edits";
import { fixture } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import type { Document } from "../language";
import { dialectOfPath } from "./dialect";
import { kaem } from "./index";
import { parseKaem } from "./parser";
import { openInTree } from "./testTree";

const quote = "Quote this word";
const split = "Split the command over several lines";
const join = "Join the lines of the command";

/** What becomes of a text by the action of a title at its cursor; undefined where it is not offered. */
async function done(title: string, document: Document, at: number): Promise<string | undefined> {
  const found = await kaem.actions!(document, { start: at, end: at });
  const action = found.find((each) => each.title === title);
  expect(action?.kind ?? "refactor.rewrite").toBe("refactor.rewrite");
  if (action?.edits === undefined || "edits" in action.edits) return undefined;
  const text = edited(document.text, action.edits);
  return text.slice({ start: 0, end: text.length });
}

async function check(title: string, path: string, text: string, expected: string | undefined) {
  const { text: source, cursors } = fixture(text);
  const document: Document = { language: "kaem", path, text: source, workspace: undefined };
  expect(await done(title, document, cursors[0]!)).toBe(expected);
}

const minimal = "/kaem.x86";
const full = "/pass1.kaem";

describe("quote this word", () => {
  it.each([
    ["a b‸c d\n", 'a "bc" d\n'],
    ["a ${‸x} d\n", 'a "${x}" d\n'],
    ["X=${‸Y}/é\n", 'X="${Y}/é"\n'],
    ["a -D X=‸1\n", 'a -D "X=1"\n'],
    ["if match ‸a b; then\n", 'if match "a" b; then\n'],
    ['a \\"b‸c\\" d\n', undefined],
    ['a "b‸c" d\n', undefined],
    ["‸a b\n", undefined],
    ["if ma‸tch a b; then\n", undefined],
    ["X‸=\n", undefined],
    // The closing quote ends the word, so that the blank behind it would keep kaem from executing the command.
    ["a b‸ \n", undefined],
    ["a b‸  # c\n", 'a "b"  # c\n'],
    ["a b‸\\\n  c\n", undefined],
    ["# a‸ b\n", undefined],
    ["‸\n", undefined],
  ])("%j", (text, expected) => check(quote, full, text, expected));

  it("is not offered in the hand-written kaem, where not every one has quotes", () =>
    check(quote, minimal, "/a b‸c\n", undefined));
});

describe("split and join", () => {
  const long = "cc -c -o main.o -I include/of/this -D VERSION=one -D DATE=today src/main.c src/other.c";
  it.each([
    [`‸${long}\n`, `${long.replace(" src/other.c", " \\\n    src/other.c")}\n`],
    [`\ta b\n\t‸${long}\n`, `\ta b\n\t${long.replace(" src/other.c", " \\\n\t\tsrc/other.c")}\n`],
    [
      `if match a b; then\n‸${long}\nfi\n`,
      `if match a b; then\n${long.replace(" src/other.c", " \\\n        src/other.c")}\nfi\n`,
    ],
    [`‸${long} # why\n`, `${long.replace(" src/other.c", " \\\n    src/other.c")} # why\n`],
    [`‸${long.slice(0, 78)}\n`, undefined],
    [`X=${"x".repeat(100)}‸\n`, undefined],
  ])("%j is split before what does not fit", (text, expected) => check(split, full, text, expected));

  it("keeps an option with its value, and no line is wider than 80 columns", async () => {
    const words = Array.from({ length: 40 }, (_, index) => `--file source-number-${index}.hex2`);
    const { document } = openInTree("/t/steps/a-1/pass1.kaem", `hex2 ${words.join(" ")}\n`);
    const found = (await done(split, document, 0))!.trimEnd().split("\n");
    expect(found.slice(1)).toEqual(found.slice(1).filter((line) => /^ {4}--file \S/.test(line)));
    expect(Math.max(...found.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(found.length).toBeLessThan(25);
  });

  it.each([
    ["a ‸b \\\n  c \\\n\td\n", "a b c d\n"],
    ["a --b\\\n\tc‸\n", "a --b c\n"],
    ["a \\\n \\\n b‸\n", "a b\n"],
    ['a "b" \\\n c‸\n', 'a "b" c\n'],
    ["a ‸b c\n", undefined],
    ["a \\\nb ‸c\n", undefined],
    ["a \\\n b‸ \\\n # c\n", "a b \\\n # c\n"],
  ])("%j is joined", (text, expected) => check(join, full, text, expected));

  it.each([["/a ‸b \\\nc\\\n d\n", "/a b c d\n"]])(
    "%j is joined by the hand-written kaem's rules",
    (text, expected) => check(join, minimal, text, expected),
  );

  const piece = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("a", "-f", "file.c", "${x}", "é".repeat(30), "x".repeat(40)) },
    { weight: 6, arbitrary: fc.constantFrom(" ", "  ", "\t", " \\\n  ", "\\\n\t", "\\\n") },
    {
      weight: 1,
      arbitrary: fc.constantFrom('"a b"', '""', '"', "\\", "\\\\", "\\n", ";", "#", "\n", "X=", "if ", "cc "),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
  );
  it.each([minimal, full])("never change what the shell of %s reads", async (path) => {
    const offered = { [quote]: 0, [split]: 0, [join]: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.nat(), async (parts, place) => {
        const text = SourceText.fromString(`${parts.join("")}\n`);
        const document: Document = { language: "kaem", path, text, workspace: undefined };
        const at = place % text.length;
        for (const { title, edits } of await kaem.actions!(document, { start: at, end: at })) {
          if (edits === undefined || "edits" in edits) throw new Error("no edits");
          offered[title as keyof typeof offered]++;
          expect(read(edited(text, edits), path)).toEqual(read(text, path));
        }
      }),
      { numRuns: 1500 },
    );
    expect(offered[split]).toBeGreaterThan(5);
    expect(offered[join]).toBeGreaterThan(5);
    if (path === full) expect(offered[quote]).toBeGreaterThan(5);
  });
});

/** The words of each command, and whether it runs. */
function read(text: SourceText, path: string) {
  const { commands, problems } = parseKaem(text, dialectOfPath(path));
  const words = commands.map(({ words: all, fate }) => [fate, ...all.map((word) => word.text)]);
  return { words, problems: problems.map(({ kind }) => kind) };
}

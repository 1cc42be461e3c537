import fc from "fast-check";
import { expect, it } from "vitest";
import { SourceText } from "../../text/sourceText";
import { diagnostics } from "./diagnostics";
import { hover } from "./hover";
import { semanticTokens } from "./semanticTokens";
import { sourceOf, type AssemblyId } from "./source";
import type { Tokens } from "./tokens";

const piece = fc.constantFrom(
  ..."# ; : % ! ^ < . > \" ' \n \r\n \r é a B 0 9 x -".split(" "),
  " ",
  "\t",
  "DEFINE",
  "DEFINE a 90\n",
  "DEFINE a\n",
  ":label\n",
  "%label>base ",
  "'90 %a\n91'",
  '"a string\nof lines"',
  "# a comment\n",
  ".00112233 ",
  "!0x10\n",
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
/** Where, how much of what is there goes, both as shares of the text, and what comes instead. */
const edit = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat({ max: 8 }),
  fc.array(piece, { maxLength: 3 }),
);
const languages: readonly AssemblyId[] = ["hex0", "hex1", "hex2", "m1"];

const listed = (tokens: Tokens) =>
  Array.from({ length: tokens.count }, (_, index) => [tokens.kindOf(index), tokens.rangeOf(index)]);

it("gives after any edits the tokens that reading all of it gives", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...languages),
      text,
      fc.array(edit, { maxLength: 6 }),
      (language, first, edits) => {
        let current = SourceText.fromString(first);
        sourceOf(current, language);
        for (const [share, gone, pieces] of edits) {
          const start = Math.floor(share * current.length);
          const range = { start, end: Math.min(current.length, start + gone) };
          current = current.edited(range, SourceText.fromString(pieces.join("")));
          // Sometimes nobody asks between two edits.
          if (gone === 8) continue;
          const { tokens } = sourceOf(current, language);
          expect(listed(tokens)).toEqual(listed(sourceOf(new SourceText(current.bytes), language).tokens));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

it("says after any edits what is said of a document that was never another", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("hex1" as const, "hex2" as const, "m1" as const),
      text,
      fc.array(edit, { maxLength: 4 }),
      async (language, first, edits) => {
        const path = `/seed/stage0-posix/x86/a.${language}`;
        const document = (its: SourceText) => ({ language, path, text: its, workspace: undefined });
        let current = SourceText.fromString(first);
        for (const [share, gone, pieces] of edits) {
          await diagnostics(document(current));
          const start = Math.floor(share * current.length);
          const range = { start, end: Math.min(current.length, start + gone) };
          current = current.edited(range, SourceText.fromString(pieces.join("")));
          const fresh = new SourceText(current.bytes);
          expect(semanticTokens(document(current))).toEqual(semanticTokens(document(fresh)));
          expect(await hover(document(current), start)).toEqual(await hover(document(fresh), start));
          expect(await diagnostics(document(current))).toEqual(await diagnostics(document(fresh)));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it("goes on with a string without end that the text before the edit ended with", () => {
  for (const string of ['"one\n', "'90\n", 'DEFINE "one\n', "DEFINE one '90\n"]) {
    const before = SourceText.fromString(string);
    sourceOf(before, "m1");
    const end = { start: before.length, end: before.length };
    const after = before.edited(end, SourceText.fromString("# two"));
    expect(listed(sourceOf(after, "m1").tokens)).toEqual(
      listed(sourceOf(new SourceText(after.bytes), "m1").tokens),
    );
  }
});

it("reads the lines of the edit alone", () => {
  for (const language of languages) {
    const line = language === "m1" ? "DEFINE a 90 # one\n" : "90 # one\n";
    const before = SourceText.fromString(line.repeat(1000));
    sourceOf(before, language);
    const after = before.edited(
      { start: 500 * line.length, end: 500 * line.length },
      SourceText.fromString("91 "),
    );
    // What is not read again is taken over, be it right or wrong.
    after.bytes.fill(0x20, 0, 400 * line.length);
    after.bytes.fill(0x20, 600 * line.length);
    expect(sourceOf(after, language).tokens.count).toBe(sourceOf(before, language).tokens.count + 1);
  }
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import { kaem } from "./index";
import { commandsOf, parseKaem } from "./parser";
import type { Dialect } from "./syntax";
import { expandWord, knownText } from "./variables";

/** Each command as its words between bars; `-` before one that is printed only, `?` before one that never ends. */
function commands(text: string, dialect: Dialect): string[] {
  const sign = { runs: "", skipped: "-", unterminated: "?" };
  return commandsOf(parseKaem(SourceText.fromString(text), dialect)).map(
    ({ words, fate }) => sign[fate] + words.map((word) => word.text).join("|"),
  );
}

describe("full kaem", () => {
  it.each([
    ["cc -o a b\n", ["cc|-o|a|b"]],
    ["  \n\n\tcc a\n# only\n", ["cc|a"]],
    ["a;b ; c\n", ["a", "b", "c"]],
    ["a b#c\nd # e\n", ["a|b", "d"]],
    ['a "b c" d\n', ["a|b c|d"]],
    ['a x"b c"d\n', ["a|xb c|d"]],
    ['a "b \\"c\\" \\\\" \\"q\n', ['a|b "c" \\|"q']],
    ['a "" b\n', ["a|b"]],
    ["a \\n\\r\\x\n", ["a|\n\rx"]],
    ["a \\\n  b\n", ["a|b"]],
    ["a\\\n\tb\n", ["a|b"]],
    // What goes on in the first column is lost, or shows again.
    ["a \\\nb c\n", ["a|cb"]],
    ["a\\\nb\n", ["a"]],
    ["a b", ["?a|b"]],
    ["a b\nc d", ["a|b", "?c|d"]],
    ["a # no end", ["?a"]],
    // Two blanks before the end keep a command from running.
    ["a b  \nc\n", ["-a|b", "c"]],
    ["a b  # why\n", ["-a|b"]],
    ["a b\t\t;c\n", ["-a|b", "c"]],
    ["X=1  \n", ["-X=1"]],
    ['a ""\n', ["-a"]],
    ["a  b\n", ["a|b"]],
    ["a b \n", ["a|b"]],
    ["a b\r\n", ["a|b\r"]],
    ["über ${Ä}\n", ["über|${Ä}"]],
  ])("%j", (text, expected) => expect(commands(text, "full")).toEqual(expected));
});

describe("kaem-minimal", () => {
  it.each([
    ["./a b c\n", ["./a|b|c"]],
    ["a  b  \n", ["a|b"]],
    ["a;b\n", ["a;b"]],
    ["a b#c\n", ["a|b"]],
    ['a "b # c"d e\n', ["a|b # c|d|e"]],
    ['a ""\n', ["a"]],
    // A backslash ends the word and drops what follows it.
    ["a \\\nb\n", ["a|b"]],
    ["a\\\nb\n", ["a|b"]],
    ["a b\\xc\n", ["a|b|c"]],
    ["a ${b}\n", ["a|${b}"]],
    ["a b", ["?a|b"]],
    ['a "b\n', ["?a|b\n"]],
  ])("%j", (text, expected) => expect(commands(text, "minimal")).toEqual(expected));

  it("takes 0xFC for the end of the file", () => {
    const text = new SourceText(Uint8Array.from([0x61, 0x0a, 0x62, 0xfc, 0x0a, 0x63, 0x0a]));
    expect(parseKaem(text, "minimal").commands.map(({ fate }) => fate)).toEqual(["runs", "unterminated"]);
  });
});

it("knows where commands and words are", () => {
  const text = '# one\n⟦⟦cc⟧ ⟦"a b"⟧ \\\n  ⟦c⟧⟧ # rest\n';
  const { text: source, ranges } = fixture(text);
  const [command] = parseKaem(source, "full").commands;
  expect([command!.range, ...command!.words.map(({ range }) => range)]).toEqual(ranges);
  expect(command!.line).toBe(1);
});

describe("variables", () => {
  const values: Record<string, string> = { A: "1", EMPTY: "" };
  it.each([
    ["x", "x"],
    ["${A}", "1"],
    ["x${A}y${A}", "x1y1"],
    ["${NONE}", ""],
    ["${NONE:-z}", "z"],
    ["${A:-z}", "1"],
    ["${EMPTY:-z}", ""],
    // A later :- counts for the first variable, whose name is then all that stands before it.
    ["${A}${NONE:-c}", "c"],
    ["x$", undefined],
    ["$A", undefined],
    ["${A", undefined],
    ["a$@b", undefined],
  ])("%s", (word, expected) =>
    expect(knownText(expandWord(word, (name) => values[name] ?? null))).toBe(expected),
  );
});

describe("diagnostics", () => {
  async function check(text: string, path: string, ...codes: string[]) {
    const { text: source } = fixture(text);
    const found = await kaem.diagnostics!({ language: "kaem", path, text: source, workspace: undefined });
    expect(
      marked(
        source,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
    expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `kaem/${code}`));
    return found.map(({ fixes = [] }) => {
      const edit = fixes[0]?.edits[0];
      if (edit === undefined) return undefined;
      const end = { start: edit.range.end, end: source.length };
      return source.slice({ start: 0, end: edit.range.start }) + edit.text + source.slice(end);
    });
  }

  it.each([
    ["a\n⟦b c⟧", ["no-final-newline"], "a\nb c\n"],
    ["a ⟦# b⟧", ["unterminated-comment"], "a # b\n"],
    ['a\nb ⟦"⟧c\n', ["unterminated-string"], undefined],
    ["a⟦\r⟧\n", ["carriage-return"], "a\n"],
    ["⟦a b⟧  # c\n", ["skipped-command"], "a b # c\n"],
    ["⟦a b⟧   \n", ["skipped-command"], "a b \n"],
    ['⟦a ""⟧\n'.replace(' ""⟧', '⟧ ""'), ["skipped-command"], undefined],
    ["a ⟦\\\nb⟧ c\n", ["lost-text"], "a \\\n  b c\n"],
    ["a\n⟦\\\n\n⟧b\n", ["empty-command"], undefined],
  ])("%j", async (text, codes, fixed) => {
    expect(await check(text, "/t/pass1.kaem", ...codes)).toEqual([fixed]);
  });

  it.each(["a b\n", "# a\n\na \\\n  b\nif c; then\n    d\nfi\n", "a  b\n"])("none for %j", async (text) => {
    await check(text, "/t/pass1.kaem");
  });

  it("knows that kaem-minimal does not mind blanks", () => check("./a b  \n", "/t/kaem.x86"));
});

it("lists the framed headings", async () => {
  const { text } = fixture(
    "#!/bin/sh\n#####\n# One #\n#####\na\n##########\n# Two: b\n##########\nb\n# no\n",
  );
  const items = await kaem.outline!({ language: "kaem", path: undefined, text, workspace: undefined });
  expect(items.map(({ name }) => name)).toEqual(["One", "Two: b"]);
  expect(text.slice(items[1]!.selection)).toBe("Two: b");
});

it("never throws, and its ranges lie in the text, in order", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    " ",
    "\t",
    "\n",
    "\\\n",
    "\\",
    '"',
    "#",
    ";",
    "${",
    "}",
    "$@",
    "ü",
    "\r",
    "\0",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (parts) => {
      const text = SourceText.fromString(parts.join(""));
      for (const dialect of ["minimal", "full"] as const) {
        let end = 0;
        for (const { range, words } of parseKaem(text, dialect).commands) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          for (const word of words) {
            expect(word.range.start).toBeGreaterThanOrEqual(end);
            end = word.range.end;
            expect(word.range.start).toBeLessThan(end);
          }
          expect(range.end).toBe(end);
          expect(end).toBeLessThanOrEqual(text.length);
          for (const word of words) expandWord(word.text, () => undefined);
        }
      }
      for (const path of ["/kaem.x86", undefined]) {
        void kaem.diagnostics!({ language: "kaem", path, text, workspace: undefined });
      }
    }),
    { numRuns: 1000 },
  );
});

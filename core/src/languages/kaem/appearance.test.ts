import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { SourceText } from "../../text/sourceText";
import type { Document, OutlineItem } from "../language";
import { kaem } from "./index";

function open(text: string, path = "/a.kaem") {
  const found = fixture(text);
  const document: Document = { language: "kaem", path, text: found.text, workspace: undefined };
  return { document, ...found };
}

describe("folding", () => {
  it.each([
    ["if a\nthen\nb\nfi\n", ["0-2"]],
    ["if a; then\nb\nelse\nc\nfi\n", ["0-1", "2-3"]],
    ["a \\\n  b \\\n  c\nd\n", ["0-2"]],
    ["# a\n# b\nc\n# d\n", ["0-1 comment"]],
    [
      "####\n# A #\n####\na\nb\n\n####\n# B #\n####\nc\n",
      ["0-2 comment", "6-8 comment", "2-4 region", "8-9 region"],
    ],
    ["if a\nb\n", []],
  ])("%j", async (text, expected) => {
    const found = await kaem.folding!(open(text).document);
    expect(
      found.map(
        ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? "" : ` ${kind}`}`,
      ),
    ).toEqual(expected);
  });
});

describe("semantic tokens", () => {
  it.each([
    [
      'X=a${Y} # c\nif match ${Y}b "c"; then\n./z -o d\ncd e\nfi\n',
      'variable:X variable:${Y} comment:# c keyword:if function:match variable:${Y} string:"c" keyword:then function:./z parameter:-o function:cd keyword:fi',
    ],
    ['a "b\nc" --d=${E}f\n', 'function:a string:"b string:c" parameter:--d= variable:${E} parameter:f'],
  ])("%j", async (text, expected) => {
    const { document } = open(text);
    const found = await kaem.semanticTokens!(document);
    expect(found.map(({ type, range }) => `${type}:${document.text.slice(range)}`).join(" ")).toBe(expected);
  });

  it("knows no variables in the hand-written kaem", async () => {
    const found = await kaem.semanticTokens!(open("./a ${b} if\n", "/kaem.x86").document);
    expect(found.map(({ type }) => type)).toEqual(["function"]);
  });
});

describe("highlights", () => {
  it.each([
    "⟦X⟧=1\na ${⟦‸X⟧} b${⟦X⟧:-c}\nunset ⟦X⟧\n",
    "⟦X‸⟧=1\na ${⟦X⟧} ${XY}\n",
    "⟦i‸f⟧ a; ⟦then⟧\nb\n⟦else⟧\nc\n⟦fi⟧\n",
    "a ‸b\n",
  ])("%j", async (text) => {
    const { document, cursors } = open(text);
    const found = await kaem.highlights!(document, cursors[0]!);
    const shown = marked(
      document.text,
      found.map(({ range }) => range),
    );
    expect(shown).toBe(text.replace("‸", ""));
  });
});

describe("signature", () => {
  it.each([
    ["hex0 ‸a b\n", "IN"],
    ["hex0 a ‸\n", "OUT"],
    ["hex0 a b c‸\n", undefined],
    ["cp a b‸\n", "OUT"],
    ["catm a b c ‸\n", "IN"],
    ["if match a ‸b; then\nfi\n", "B"],
    ["ungz --file ‸x\n", "--file IN"],
    ["ungz --out‸put x\n", "--output OUT"],
    ["M1 \\\n  -f ‸\n", "-f IN"],
    ["X=1 hex0 ‸\n", null],
    ["‸hex0 a\n", null],
    ["hex0 a\n‸\n", null],
    ["unknown ‸\n", null],
  ])("%j", async (text, expected) => {
    const { document, cursors } = open(text);
    const found = await kaem.signature!(document, cursors[0]!);
    const active = found === undefined ? null : found.parameters[found.active ?? -1]?.label;
    expect(active).toBe(expected);
    for (const { label } of found?.parameters ?? []) expect(found!.label).toContain(label);
  });

  it("tells of builtins", async () => {
    const { document, cursors } = open("cd ‸\n");
    expect((await kaem.signature!(document, cursors[0]!))?.label).toBe("cd FOLDER");
  });
});

describe("outline", () => {
  const shape = (items: readonly OutlineItem[]): unknown[] =>
    items.flatMap(({ name, kind, detail, children }) => [
      [kind, name, detail].filter((part) => part !== undefined).join(" "),
      ...(children === undefined ? [] : [shape(children)]),
    ]);

  it("lists what is built, below the headings", async () => {
    const { document } = open(
      'X="a b"\n#####\n# One #\n#####\nhex0 a ./b\ncp a ${B}/c\nmatch a b\n##########\n# Two: b\n##########\nkaem --file ./d\n./k/kaem-0 e\n',
    );
    expect(shape(await kaem.outline!(document))).toEqual([
      "variable X a b",
      "section One",
      ["command ./b hex0", "command ${B}/c cp"],
      "section Two: b",
      ["script ./d kaem", "script e kaem-0"],
    ]);
  });
});

it("never throws, and keeps the order and the bounds that are promised", async () => {
  const piece = fc.constantFrom(
    ...'if then else fi X=1 unset X ${X} " \\ \\\n ; # -f hex0 catm #### kaem --file a é'.split(" "),
    " ",
    "\n",
    "\n####\n# t\n####\n",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }),
      fc.nat(80),
      async (parts, at) => {
        const text = SourceText.fromString(parts.join(""));
        const offset = Math.min(at, text.length);
        for (const path of ["/kaem.x86", "/a.kaem"]) {
          const document: Document = { language: "kaem", path, text, workspace: undefined };
          let end = 0;
          for (const { range } of await kaem.semanticTokens!(document)) {
            expect(range.start).toBeGreaterThanOrEqual(end);
            end = range.end;
            expect(range.start).toBeLessThan(end);
          }
          for (const { startLine, endLine } of await kaem.folding!(document)) {
            expect(startLine).toBeLessThan(endLine);
            expect(endLine).toBeLessThan(text.lineCount);
          }
          for (const item of await kaem.outline!(document)) {
            expect(item.name).not.toBe("");
            expect(item.selection.start).toBeGreaterThanOrEqual(item.range.start);
            expect(item.selection.end).toBeLessThanOrEqual(item.range.end);
          }
          await kaem.highlights!(document, offset);
          await kaem.signature!(document, offset);
        }
      },
    ),
    { numRuns: 500 },
  );
});

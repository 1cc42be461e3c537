import { describe, expect, it } from "vitest";
import { fixture } from "../../testing/fixture";
import { edited } from "../../testing/edits";
import { x86Program } from "../../testing/hex0";
import type { Document } from "../language";
import { hex0 } from "./index";

function open(source: string) {
  const found = fixture(source);
  const document: Document = { language: "hex0", path: "/a.hex0", text: found.text, workspace: undefined };
  return { document, ...found };
}

describe("label comments", () => {
  it.each([
    "#:⟦ma‸in⟧ ; (0x0)\n90 # jmp ⟦main⟧\n90 # main is not meant\n",
    "#:⟦main⟧\nE8 ; call %⟦m‸ain⟧   # goes to ⟦main⟧\n".replace("goes to ⟦main⟧", "it"),
    "# :⟦main⟧\n# rs1_a0 @⟦main‸⟧ beqz\n63000000\n#:mainly\n",
    "#:⟦main⟧\n90 # Then jump to it: jmp ⟦ma‸in⟧.\n",
  ])("are mentioned by name, and renamed: %j", async (source) => {
    const { document, text, cursors, ranges } = open(source);
    expect(await hex0.highlights!(document, cursors[0]!)).toEqual(
      ranges.map((range, index) => ({ range, write: index === 0 })),
    );
    const change = hex0.rename!(document, cursors[0]!, "other");
    const edits = "edits" in change ? change.edits.get("/a.hex0") : undefined;
    const plain = source.replace(/[⟦⟧‸]/g, "");
    const expected = ranges.reduceRight(
      (before, { start, end }) => `${before.slice(0, start)}other${before.slice(end)}`,
      plain,
    );
    expect(edited(text, edits ?? []).latin1).toBe(expected);
  });

  it.each<[source: string, to: string, refused: string]>([
    ["#:a‸\n#:b\n", "b", "There is a label b already."],
    ["#:a‸\n", "1", "A label has letters"],
    ["9‸0\n", "a", "There is no label here."],
  ])("%j is not renamed to %s", (source, to, refused) => {
    const { document, cursors } = open(source);
    expect(hex0.rename!(document, cursors[0]!, to)).toMatchObject({
      refused: expect.stringContaining(refused) as string,
    });
  });

  it("are where a jump's bytes go to", async () => {
    const { document, text, cursors } = open(x86Program.replace("E8 05", "E8‸ 05"));
    const [target] = await hex0.definition!(document, cursors[0]!);
    expect(text.slice(target!.range!)).toBe("greet");
    expect(text.slice(target!.origin!)).toBe("E8 05000000");
  });
});

describe("label comments as functions", () => {
  const source =
    "#:_start\n90 # call pri‸nt\n90 # jmp print\n#:loop\n90 # call exit\n90 # call print\n" +
    "#:print\nC3 90\n#:exit\nEB # jmp loop\n";

  it("call and are called, from label to label", async () => {
    const { document, cursors, text } = open(source);
    const item = (await hex0.callItem!(document, cursors[0]!))!;
    expect([item.name, text.lineAt(item.selection.start)]).toEqual(["print", 6]);
    const to = await hex0.callsTo!(document, item);
    expect(to.map((call) => [call.item.name, call.ranges.length])).toEqual([["_start", 2]]);
    const start = (await hex0.callItem!(document, 2))!;
    const from = await hex0.callsFrom!(document, start);
    expect(from.map((call) => [call.item.name, call.ranges.length])).toEqual([
      ["print", 2],
      ["exit", 1],
    ]);
    expect(await hex0.callsFrom!(document, item)).toEqual([]);
    expect(await hex0.callItem!(document, source.indexOf("C3") - 1)).toBeUndefined();
  });

  it("have their sizes and uses above them, and the file a way to assemble it", async () => {
    const lenses = await hex0.lenses!(open(source).document);
    expect(lenses.map(({ title, command }) => command ?? title)).toEqual([
      "assemble",
      "4 bytes · 0 references",
      "2 bytes · 3 references",
      "1 byte · 1 reference",
    ]);
    expect(await hex0.lenses!({ ...open("90\n").document, path: undefined })).toEqual([]);
  });

  it.each<[source: string, labels: string[]]>([
    ["#:main\n90 # call ‸\n#:exit\n", ["main", "exit"]],
    ["#:main\n90 # jz m‸\n", ["main"]],
    ["#:main\n90 # %‸\n", ["main"]],
    ["#:main\n90 # the ‸\n", []],
    ["#:main\n‸90\n", []],
    ["#:main\n90 % ‸\n", []],
  ])("are offered behind what jumps, in a comment: %j", async (given, labels) => {
    const { document, cursors } = open(given);
    const found = await hex0.completion!(document, cursors[0]!);
    expect(found.map(({ label }) => label)).toEqual(labels);
    for (const { range } of found) expect(range.end).toBe(cursors[0]);
  });
});

it("folds headers, labels and comments", async () => {
  const { document } = open(x86Program);
  const shown = (await hex0.folding!(document)).map(({ startLine, endLine }) => `${startLine}-${endLine}`);
  expect(shown).toContain("1-6");
  expect(shown).toContain("13-15");
});

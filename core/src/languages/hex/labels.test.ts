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
  ])("are mentioned by name, and renamed: %j", (source) => {
    const { document, text, cursors, ranges } = open(source);
    expect(hex0.highlights!(document, cursors[0]!)).toEqual(
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

it("folds headers, labels and comments", async () => {
  const { document } = open(x86Program);
  const shown = (await hex0.folding!(document)).map(({ startLine, endLine }) => `${startLine}-${endLine}`);
  expect(shown).toContain("1-6");
  expect(shown).toContain("13-15");
});

import { describe, expect, it } from "vitest";
import { edited } from "../../testing/edits";
import { marked } from "../../testing/fixture";
import type { Architecture } from "../../tree/configuration";
import { openForTool, type Tool } from "./testStages";

async function renamed(architecture: Architecture, tool: Tool, text: string, to: string) {
  const { document, language, cursors, path, text: source } = openForTool(architecture, tool, text);
  const change = await language.rename!(document, cursors[0]!, to);
  if ("refused" in change) return { refused: change.refused };
  return { text: edited(source, change.edits.get(path)!).latin1 };
}

const label = ":fo‸o\n%foo\n";
const most = (length: number) => "l".repeat(length);

describe("a name that the build's tools would misread", () => {
  it.each<[why: string, Architecture, Tool, text: string, to: string, reason: string]>([
    [
      "x is its second letter",
      "x86",
      "M0",
      label,
      "ax12",
      '":ax12" is written as a byte. The label is lost.',
    ],
    ["x is its second letter", "riscv64", "M0", label, "ax12", "holds a number, and no sigil"],
    ["it has 255 bytes", "x86", "M0", label, most(255), "A token of 256 bytes; 255 are the most."],
    ["it is as long with its base", "x86", "M0", ":fo‸o\n%foo>foo\n", most(127), "A token of 256 bytes"],
    ["it has 600 bytes", "x86", "M0", label, most(600), "A token of 601 bytes; 255 are the most."],
    ["it has 4095 bytes", "x86", "M1", label, most(4095), "A token of 4096 bytes; 4095 are the most."],
    ["it has 4096 bytes", "x86", "hex2", label, most(4096), "A name of 4096 bytes; 4095 are the most."],
    ["letters count by their bytes", "x86", "M0", label, "é".repeat(128), "A token of 257 bytes"],
    ["a macro is too long, too", "x86", "M0", "DEFINE fo‸o 90\nfoo\n", most(256), "A token of 256 bytes"],
    ["NUL ends it", "x86", "M0", label, "ab\0c", "no control character"],
    ["NUL ends it", "x86", "hex2", label, "ab\0c", "no control character"],
    ["NUL ends a macro's", "x86", "M1", "DEFINE fo‸o 90\nfoo\n", "ab\0c", "no control character"],
    ["it has an escape", "x86", "hex2-0", label, "a\x1bb", "no control character"],
    ["it is half a character", "x86", "M1", label, "a\ud800", "no control character"],
    [
      "M1 skips _",
      "x86",
      "M1",
      label,
      "_1",
      "M1 takes a reference to a name of `_` and digits for a number.",
    ],
    ["M1 skips _, whoever reads it now", "x86", "M0", label, "_1", "M1 takes a reference"],
    ["M1 skips _ anywhere", "amd64", "M1", label, "__1_0_", "M1 takes a reference"],
  ])("is refused where %s (%s, %s)", async (_, architecture, tool, text, to, reason) => {
    expect((await renamed(architecture, tool, text, to)).refused).toContain(reason);
  });

  it.each<[Architecture, Tool, text: string, to: string]>([
    ["x86", "M1", label, "ax12"],
    ["x86", "hex2-0", label, "ax12"],
    ["x86", "hex2", label, "_1"],
    ["x86", "M0", label, "axe_g"],
    ["x86", "M0", label, most(254)],
    ["riscv32", "M0", label, most(255)],
    ["x86", "M0", ":fo‸o\n%foo>foo\n", most(126)],
    ["x86", "M1", label, most(4094)],
    ["x86", "hex2", label, most(4095)],
    ["x86", "M0", label, "_0"],
    ["x86", "M1", label, "_"],
    ["x86", "M1", label, "a#b"],
    ["x86", "M1", label, "ı"],
    ["riscv64", "M1", ":fo‸o\n&foo\n^~foo\n'%foo'\n", "bar"],
    ["x86", "M0", "DEFINE fo‸o 90\nfoo\n", "ax12"],
    ["x86", "M0", "DEFINE fo‸o 90\nfoo\n", "mov_é"],
  ])("is not, %s %s: %j", async (architecture, tool, text, to) => {
    const bytes = Array.from(new TextEncoder().encode(to), (byte) => String.fromCharCode(byte)).join("");
    const expected = text.replace("‸", "").replaceAll("foo", bytes);
    expect(await renamed(architecture, tool, text, to)).toEqual({ text: expected });
  });
});

describe("a name that is for hex2 and for M1", () => {
  const options = "--architecture x86 --little-endian";
  const build =
    `F/bin/M1 ${options} -f F/code.M1 -o F/artifact/made\n` +
    `F/bin/hex2 ${options} -f F/source.hex2 -f F/artifact/made -o F/out`;

  it.each([
    ["12", 'The tools would not read `12` back: "%12" is a number for M1.'],
    ["_1", 'The tools would not read `_1` back: "%_1" is a number for M1.'],
    [most(4095), `The tools would not read \`${most(40)}…\` back: A token of 4096 bytes; 4095 are the most.`],
  ])("has to be one for M1, too: %s", async (to, refused) => {
    const { document, language, cursors } = openForTool("x86", "hex2", ":fo‸o\n", {
      others: { "code.M1": "%foo\n" },
      build,
    });
    expect(await language.rename!(document, cursors[0]!, to)).toEqual({ refused });
  });
});

describe("a reference that is a number", () => {
  it.each<[Architecture, Tool, text: string, numbers: string]>([
    ["x86", "M1", ":_1\n%_‸1\n", ":_1\n⟦%_1⟧\n"],
    ["amd64", "M1", ":-_2\n!-‸_2 %-_2>-_2\n", ":-_2\n⟦!-_2⟧ %-_2>-_2\n"],
    ["riscv64", "M1", ":_1\n~‸_1 '17000000'\n", ":_1\n⟦~_1⟧ '17000000'\n"],
    ["x86", "M0", ":ax12\n%a‸x12\n", "⟦:ax12⟧\n⟦%ax12⟧\n"],
  ])("is told, and has no definition: %s %s %j", async (architecture, tool, text, numbers) => {
    const { document, language, cursors, text: source } = openForTool(architecture, tool, text);
    expect(await language.definition!(document, cursors[0]!)).toEqual([]);
    const found = (await language.diagnostics!(document)).filter(({ code }) =>
      ["m1/number-reading", "m1/taken-for-number"].includes(code),
    );
    expect(
      marked(
        source,
        found.map(({ range }) => range),
      ),
    ).toBe(numbers);
  });

  it("says of which label", async () => {
    const { document, language } = openForTool("x86", "M1", ":_1\n%_1\n");
    const found = (await language.diagnostics!(document)).filter(({ severity }) => severity !== "hint");
    expect(found.map(({ message }) => message)).toEqual([
      "`%_1` is the number 1 for M1, and does not refer to the label `_1`.",
    ]);
  });

  it.each<[why: string, Architecture, Tool, text: string, definitions: number]>([
    ["M0 knows no _", "x86", "M0", ":_1\n%_‸1\n", 1],
    ["hex2 knows no numbers", "x86", "hex2", ":_1\n%_‸1\n", 1],
    ["quotes are passed on", "x86", "M1", ":_1\n'%_‸1'\n", 1],
    ["so is what has a ^", "aarch64", "M1", ":_1\n^~_‸1 '94'\n", 1],
    ["with a base it is no number", "x86", "M1", ":_1\n%_‸1>_1\n", 1],
    ["& is for labels on RISC-V", "riscv64", "M1", ":_1\n&_‸1\n", 1],
    ["it counts zero", "x86", "M1", ":_0\n%_‸0\n", 1],
    ["no label has its name", "x86", "M1", "%_‸1\n", 0],
  ])("is none where %s: %s %s", async (_, architecture, tool, text, definitions) => {
    const { document, language, cursors } = openForTool(architecture, tool, text);
    expect(await language.definition!(document, cursors[0]!)).toHaveLength(definitions);
    expect((await language.diagnostics!(document)).map(({ code }) => code)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { marked } from "../../testing/fixture";
import { x86Program } from "../../testing/hex0";
import { edited } from "../../testing/edits";
import { diagnostics } from "./diagnostics";
import { SourceText } from "../../text/sourceText";
import { openForTool, type Tool } from "./testStages";
import { openSource, textOf } from "./testTree";

/** Findings as `code: message`, and the source with their ranges marked. */
async function found(name: string, text: string, more: Record<string, string> = {}) {
  const opened = openSource(name, text, more);
  const all = await diagnostics(opened.document);
  return {
    ...opened,
    all,
    codes: all.map(({ code }) => code),
    shown: marked(
      opened.text,
      all.map(({ range }) => range),
    ),
  };
}

describe("what the small tree has is fine", () => {
  it.each([
    "hex2.hex1",
    "catm.hex2",
    "ELF.hex2",
    "M0.hex2",
    "tool.M1",
    "tool_defs.M1",
    "libc.M1",
    "main_defs.M1",
    "Development/tool.M1",
  ])("%s", async (name) => expect((await found(name, textOf(name))).codes).toEqual([]));
});

it("holds the header of a program in hex1 against its bytes, and mends it", async () => {
  // `x86Program` in hex1: the same bytes, and a label.
  const good = `${x86Program}:a\n`;
  expect((await found("hex2.hex1", good)).codes.filter((code) => code.startsWith("elf/"))).toEqual([]);
  const { all, text, shown } = await found("hex2.hex1", good.replace("64000000 6", "65000000 6"));
  const [size] = all.filter(({ code }) => code === "elf/file-size");
  expect(size?.message).toContain("but the file holds 0x64 (100) bytes");
  expect(shown).toContain("⟦65000000⟧ 6");
  expect(edited(text, size?.fixes?.[0]?.edits ?? []).latin1).toContain("64000000 64000000");
});

describe("a program that is whole", () => {
  it.each<[name: string, source: string, code: string]>([
    ["M0.hex2", ":_start\nE8 ⟦%exot⟧\n:exit C3 &exit\n:ELF_end\n", "hex2/undefined-label"],
    ["M0.hex2", ":a\n⟦:a⟧\n&a\n:ELF_end\n", "hex2/duplicate-label"],
    ["M0.hex2", `:a\n⟦!b⟧ !a\n${"90 ".repeat(200)}\n:b\n:ELF_end\n`, "hex2/displacement-out-of-range"],
    ["M0.hex2", ":⟦a⟧\n90\n:ELF_end\n", "hex2/unused-label"],
    ["M0.hex2", ":ab\n⟦~ab⟧ &ab\n:ELF_end\n", "hex2/unknown-to-stage"],
    ["M0.hex2", "90\n:ELF_end\n⟦# x⟧", "hex2/unended-line"],
    ["ELF.hex2", "⟦# x⟧", "hex2/unended-line"],
    ["M0.hex2", ":ELF_end\n9⟦?⟧0\n", "hex2/stray-character"],
    ["tool.M1", ":_start\n\tcall %_start\n\t⟦nopp⟧\n:ELF_end\n", "m1/passed-on"],
    ["tool_defs.M1", "DEFINE ret C3\nDEFINE call E8\nDEFINE nop 90\nDEFINE ⟦hlt⟧ F4\n", "m1/unused-define"],
    ["hex2.hex1", ":a %a\n⟦%b⟧\n", "hex1/undefined-label"],
    ["hex2.hex1", ":a %a\n⟦!⟧a0\n", "hex1/unknown-sigil"],
    ["main_defs.M1", "DEFINE call E8\nDEFINE ret C3\nDEFINE ⟦ret⟧ C2\n", "m1/duplicate-define"],
    ["libc.M1", ":_start\n\tret\n\tcall %x\n\t⟦rte⟧\n", "m1/unknown-token"],
  ])("%s: %j", async (name, source, code) => {
    const { codes, shown } = await found(name, source);
    expect(codes).toEqual([code]);
    expect(shown).toBe(source);
  });

  it.each<[name: string, source: string]>([
    // The definition may be in what the compiler writes.
    ["libc.M1", ":_start\n\tcall %FUNCTION_main\n\tret\n:unused\n"],
    // The ELF header's names are for others.
    ["M0.hex2", ":_start\n90\n:ELF_end\n"],
    // mescc-tools' hex2 ends comments at the end of a file, and knows `~`.
    ["main_defs.M1", "DEFINE ret C3\nDEFINE call E8\n# x"],
    ["libc.M1", ":_start\n\tret call ~_start\n"],
  ])("nothing about %s: %j", async (name, source) => expect((await found(name, source)).codes).toEqual([]));

  it("is looked at with what another file has at the moment", async () => {
    const defines = { "tool_defs.M1": "DEFINE ret C3\nDEFINE call E8\n" };
    expect((await found("tool.M1", textOf("tool.M1"), defines)).codes).toEqual(["m1/passed-on"]);
  });

  it("offers the name that was meant", async () => {
    const { all, text } = await found("M0.hex2", ":_start\nE8 %exot\n:exit C3 &exit\n:ELF_end\n");
    expect(all[0]?.message).toBe('No label "exot". Did you mean `exit`?');
    const fixed = edited(text, all[0]!.fixes![0]!.edits);
    expect(fixed.latin1).toBe(":_start\nE8 %exit\n:exit C3 &exit\n:ELF_end\n");
  });
});

describe("a file that no script assembles", () => {
  it.each<[name: string, source: string, codes: string[]]>([
    ["Development/x.hex2", ":a\n%b\n", []],
    ["Development/x.hex2", ":a\n:a\n", ["hex2/duplicate-label"]],
    ["Development/x.M1", "\tfoo bar\n", []],
    ["Development/x.M1", `\tret ${"DEFINE a1 90\na1\n".repeat(3)}`, []],
    // Where it stands in memory is not known.
    ["Development/x.hex2", ":a\n$a\n", []],
    ["/t/no/x.M1", "\t<\n^%a\n", []],
  ])("%s: %j", async (name, source, codes) => expect((await found(name, source)).codes).toEqual(codes));

  it("is told of a slip where nearly all its macros are known", async () => {
    const many = Array.from({ length: 12 }, (_, index) => `DEFINE m${index} 90\nm${index}\n`).join("");
    expect((await found("Development/y.M1", `${many}m99\n`)).codes).toEqual(["m1/unknown-token"]);
  });
});

describe("bytes that are no text", () => {
  it.each<
    [architecture: "x86" | "amd64" | "aarch64" | "riscv64", tool: Tool, source: string, codes: string[]]
  >([
    ["amd64", "hex1", "90\n\u00fc\n91\n", ["hex1/end-of-file-byte"]],
    ["riscv64", "hex1", "90\n\u00fc\n91\n", ["hex1/end-of-file-byte"]],
    ["x86", "hex1", "90\n\u00fc\n91\n", ["hex1/stray-character"]],
    ["riscv64", "hex1", ":\u00e9\n", ["hex1/unusable-name"]],
    ["aarch64", "hex2-0", "90\n\u00fc\n91\n", ["hex2/end-of-file-byte"]],
    ["aarch64", "hex2-0", "90\n# \u00fc\n91\n", []],
    ["x86", "hex2-0", "90\n\u00fc\n91\n", ["hex2/stray-character"]],
    ["x86", "M0", "'90'\n\u00fc\n'91'\n", ["m1/end-of-file-byte"]],
    ["x86", "M0", "'90'\n# \u00fc\n'91'\n", []],
    ["x86", "M1", "'90'\n# \u00fc\n'91'\n", []],
  ])("%s %s: %j", async (architecture, tool, source, codes) => {
    const { document, language } = openForTool(architecture, tool, "");
    const text = new SourceText(Uint8Array.from(source, (character) => character.charCodeAt(0)));
    const all = await language.diagnostics!({ ...document, text });
    expect(all.map(({ code }) => code).sort()).toEqual(codes.sort());
  });
});

describe("half a byte at the end of a file", () => {
  it("makes a byte with the next file's first digit, where catm joins them", async () => {
    const build =
      "F/artifact/catm F/artifact/all F/source.hex2 F/tail.hex2\nF/artifact/hex2-0 F/artifact/all F/out";
    const { document, language } = openForTool("x86", "hex2-0", "90 ⟦9⟧\n", {
      others: { "tail.hex2": "0 91\n" },
      build,
    });
    const all = await language.diagnostics!(document);
    expect(all.map(({ code, range }) => [code, range])).toEqual([["hex2/odd-nibble", { start: 3, end: 4 }]]);
  });
});

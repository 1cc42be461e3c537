import { describe, expect, it } from "vitest";
import { fixture } from "../../testing/fixture";
import { amd64Program, hex0Document, x86Program } from "../../testing/hex0";
import type { OutlineItem } from "../language";
import { hex0Outline } from "./outline";

/** Entries as `kind name: detail`, without what is in them. */
async function outlineOf(source: string): Promise<readonly string[]> {
  const items = await hex0Outline(hex0Document(source));
  return items.map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`);
}

function fieldsOf(item: OutlineItem | undefined): readonly string[] {
  return (item?.children ?? []).map(({ name, detail }) => `${name}: ${detail}`);
}

describe("a program's outline", () => {
  it("has its headers and labels in the order of the source", async () => {
    expect(await outlineOf(x86Program)).toEqual([
      "header ELF header: 52 bytes",
      "header Program header 1: 32 bytes",
      "label _start: 0x8048054, 7 bytes",
      "label exit: 0x804805B, 5 bytes",
      "label greet: 0x8048060, 1 byte",
      "label text: 0x8048061, 3 bytes",
    ]);
  });

  it("has an address for the end of the program", async () => {
    expect((await outlineOf(`${x86Program}#:end\n`)).at(-1)).toBe("label end: 0x8048064, 0 bytes");
  });

  it("has every field of a header, with what it means", async () => {
    const [header, program] = await hex0Outline(hex0Document(amd64Program));
    expect(fieldsOf(header).slice(0, 3)).toEqual([
      'e_ident[EI_MAG]: 7F "ELF"',
      "e_ident[EI_CLASS]: 64-bit",
      "e_ident[EI_DATA]: little-endian",
    ]);
    expect(fieldsOf(program)).toEqual([
      "p_type: LOAD: mapped into memory",
      "p_flags: read, execute",
      "p_offset: 0",
      "p_vaddr: 0x600000",
      "p_paddr: 0x600000",
      "p_filesz: 127",
      "p_memsz: 127",
      "p_align: 4096",
    ]);
  });
});

describe("label comments", () => {
  it.each<[line: string, name: string]>([
    ["#:a ; (0x8048080)", "a"],
    ["# :loop_1 ; (0x0600078)", "loop_1"],
    ["# : name ; (0x1)", "name"],
    [";:a.b$c-d", "a.b$c-d"],
    ["  ;; :x", "x"],
    ["# :_start [_start+0xDE]", "_start"],
    ["# :loop 20", "loop"],
    ["#:table; (0x600096)", "table"],
    ["#next_head:", "next_head"],
    ["#next_head: \r", "next_head"],
    ["\t#:.L1", ".L1"],
    ["#:1", "1"],
    ["#:x#y ; (0x8048080)", "x#y"],
  ])("%j", async (line, name) => {
    expect(await outlineOf(`41\n${line}\n42\n`)).toEqual([`label ${name}: offset 1, 1 byte`]);
  });

  it.each([
    "# Note: x is 3",
    "# note : x",
    "41 #:a",
    "#[7E14]",
    "# name:",
    "# ::",
    "#:",
    "a: 41",
    "# a # b:",
  ])("%j is none", async (line) => {
    expect(await outlineOf(`41\n${line}\n42\n`)).toEqual([]);
  });

  it.each<[source: string, expected: readonly string[]]>([
    ["", []],
    ["#:a\n#:b\n41", ["label a: offset 0, 0 bytes", "label b: offset 0, 1 byte"]],
    ["41\n#:end", ["label end: offset 1, 0 bytes"]],
    ["#:a #:first ; (0x0)\n41", ["label a: offset 0, 0 bytes", "label first: offset 0, 1 byte"]],
    ["#:a # :first\n41", ["label a: offset 0, 0 bytes", "label first: offset 0, 1 byte"]],
    ["#:a # :first of all\n41", ["label a: offset 0, 1 byte"]],
    ["#:a\n41\n#:a\n42", ["label a: offset 0, 1 byte", "label a: offset 1, 1 byte"]],
    ["4\n#:a\n1 42", ["label a: offset 1, 1 byte"]],
  ])("of %j", async (source, expected) => {
    expect(await outlineOf(source)).toEqual(expected);
  });

  it("reach from their line to the next label's, and select the name", async () => {
    const { text, ranges } = fixture("41\n⟦  #:⟦a⟧ ; x\n42\n⟧⟦#:⟦b⟧\n43 # é\n⟧");
    const items = await hex0Outline(hex0Document(text));
    expect(items.flatMap(({ range, selection }) => [range, selection])).toEqual(ranges);
  });
});

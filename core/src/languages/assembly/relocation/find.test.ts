import { describe, expect, it } from "vitest";
import { corpora } from "../../../audit/testing/corpora";
import { SourceText } from "../../../text/sourceText";
import { languageOfPath } from "../../registry";
import type { Document } from "../../language";
import { openSource } from "../testTree";
import { jumps } from "./jumps";
import { locate } from "./located";

function open(path: string, source: string): Document {
  const language = languageOfPath(path)!.id;
  return { language, path, text: SourceText.fromString(source), workspace: undefined };
}

/** Each reference as `LINE KIND SIZE FORM NAME PLACE`, lines counted from 1. */
async function found(path: string, source: string): Promise<readonly string[]> {
  const { references } = await locate(open(path, source));
  return references.map(({ line, kind, field, named, place }) => {
    const name = named === undefined ? "?" : named.kind === "distance" ? "so far" : named.name;
    const plus = named?.kind === "label" && named.plus !== 0n ? `+${named.plus}` : "";
    return `${line.line + 1} ${kind} ${field.size} ${field.form} ${name}${plus} ${place.toString(16)}`;
  });
}

async function arrows(document: Document): Promise<readonly string[]> {
  const { text } = document;
  return (await jumps(document)).map(
    ({ from, to, kind }) => `${text.lineAt(from) + 1} ${kind} ${text.lineAt(to) + 1}`,
  );
}

describe("references in a source", () => {
  it.each<[what: string, path: string, source: string, expected: readonly string[]]>([
    [
      "where the comment names a label, whatever the bytes have",
      "/x86/a.hex0",
      "#:a\nE8 00000000 ; call %b\n#:b\n0F84 11111111 # je %a\nEB FE ; jmp !c\n",
      ["2 call 4 little-endian b 5", "4 branch 4 little-endian a 1111111c", "5 jump 1 little-endian c b"],
    ],
    [
      "by decoding alone, on the way from what a comment tells",
      "/x86/a.hex0",
      "#:a\n31C0 ; xor_eax,eax\n74 01\n90\nC3\n",
      ["3 branch 1 little-endian ? 5"],
    ],
    [
      "in lines of several instructions",
      "/x86/a.hex0",
      "#:a\n31C0 74FC ; xor_eax,eax\n",
      ["2 branch 1 little-endian ? 0"],
    ],
    [
      "addresses of data, in an instruction and alone",
      "/x86/a.hex0",
      "BF 00000000 ; mov_edi, &a\nA3 00000000 ; mov_[DWORD],eax &a\n00000000 ; &a\n0000 # $a\n#:a\n01000000 ; %b>a\n#:b\n",
      [
        "1 address 4 little-endian a 0",
        "2 address 4 little-endian a 0",
        "3 address 4 little-endian a 0",
        "4 address 2 little-endian a 0",
        "6 address 4 little-endian b 11",
      ],
    ],
    [
      "in boot code, be it of 16 bits or 32",
      "/boot.hex0",
      "#[7C00]\n#:go\n31 C0 # xor ax, ax\nEA 00 7C 00 00 # jmp far go\n88 16 00 7C # mov [go], dl\n8A 87 00 7C # mov al, [bx+go]\nE8 0000 # call go\nC3 # ret\n",
      [
        "4 jump 2 little-endian go 7c00",
        "5 address 2 little-endian go 7c00",
        "6 address 2 little-endian go 7c00",
        "7 call 2 little-endian go 7c12",
      ],
    ],
    [
      "where the mnemonic is another one, as long as control goes somewhere",
      "/x86/a.hex0",
      "#:a\n31C0 ; xor_eax,eax\n73 FC # jc a\n8B00 # mov a\n",
      ["3 branch 1 little-endian a 0"],
    ],
    [
      "ARM: by the words of its comments",
      "/armv7l/a.hex0",
      "#:a\n000000EB # ^~a CALL_ALWAYS\nFEFFFFEA # ^~a JUMP_ALWAYS\n",
      ["2 call 4 arm imm24 a 8", "3 jump 4 arm imm24 a 4"],
    ],
    ["no names in what is no code", "/x86/a.hex0", "#:a\n48 69 # jmp a, but a text\n", []],
    ["nothing without a processor", "/a.hex0", "#:a\n# isa: none\n", []],
  ])("%s", async (_, path, source, expected) => {
    expect(await found(path, source)).toEqual(expected);
  });

  it.each(corpora.map(({ name, path, source }) => [name, path, source] as const))(
    "go where their labels are: %s",
    async (_, path, source) => {
      const { references, listing } = await locate(open(path, source));
      const named = references.filter(({ named: name }) => name?.kind === "label");
      for (const { named: name, place, line } of named) {
        if (name?.kind !== "label") continue;
        const places = listing.addressesOf(name.name).map((each) => each + name.plus);
        expect([line.line, places]).toEqual([line.line, [place]]);
      }
      const labels = /^#?\s*:/m.test(source);
      expect(named.length > 0 || !labels).toBe(true);
    },
  );
});

describe("jumps of a document", () => {
  it.each<[path: string, source: string, expected: readonly string[]]>([
    [
      "/x86/a.hex0",
      "#:a\nE8 04000000 ; call %b\n74 F9 ; je !a\nEB 07 ; jmp\n\n#:b\nC3 ; ret\n",
      ["2 call 7", "3 branch 2"],
    ],
    ["/x86/a.hex1", ":a\nE8 %b # call b\n74 F9 # je a\n:b\nC3 # ret\n", ["2 call 5", "3 branch 2"]],
    [
      "/riscv64/a.hex2",
      ":a\n# rd_ra $b jal\n.80000000 $b 6F000000\n# ret\n67800000\n:b\n# ecall\n73000000\n",
      ["3 call 8"],
    ],
  ])("%s", async (path, source, expected) => {
    expect(await arrows(open(path, source))).toEqual(expected);
  });

  it("M1: by the bytes of its macros, in its program", async () => {
    const source = ":_start\n\tcall %exit\n\tnop\n\tcall %exit\n\tret %_start\n:exit\n\tnop\n\tret\n";
    expect(await arrows(openSource("tool.M1", source).document)).toEqual(["2 call 7", "4 call 7"]);
  });
});

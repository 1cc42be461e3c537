import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import type { Range } from "../../text/range";
import type { Document } from "../language";
import { languageOfPath } from "../registry";

function open(path: string, source: string) {
  const found = fixture(source);
  const language = languageOfPath(path)!;
  const document: Document = { language: language.id, path, text: found.text, workspace: undefined };
  return { document, language, ...found };
}

/** The source without its cursor: what a result must give, marked where it is. */
const plain = (source: string) => source.replaceAll("‸", "");

const rangesOf = (found: readonly { readonly range?: Range }[]) => found.map(({ range }) => range!);

describe("from bytes that go somewhere", () => {
  it.each<[what: string, path: string, source: string]>([
    ["x86, without a comment", "/x86/a.hex0", "31C0 ; xor_eax,eax\n74 ‸01\n90\n#:⟦end⟧\nC3 ; ret\n"],
    ["x86, on the opcode", "/x86/a.hex0", "31C0 ; xor_eax,eax\n‸74 01\n90\n⟦C3⟧ ; ret\n"],
    [
      "x86, whose comment names another label",
      "/x86/a.hex0",
      "#:a\n90 ; nop\nE8 ‸01000000 ; call %a\n90\n#:⟦b⟧\nC3 ; ret\n",
    ],
    [
      "x86, an address in an instruction",
      "/x86/a.hex0",
      "BF 06‸000000 ; mov_edi, &text\n90\n#:⟦text⟧\n4869\n",
    ],
    ["x86, an address in data", "/x86/a.hex0", "31C0 ; xor_eax,eax\n0‸6000000 ; &text\n#:⟦text⟧\n4869\n"],
    ["RISC-V", "/riscv64/a.hex0", "#:a\n6F008‸000 # $b jal\n13000000 # addi\n#:⟦b⟧\n13000000 # addi\n"],
    ["RISC-V, without a comment", "/riscv64/a.hex0", "13000000 # addi\n6‸3040500\n13000000\n⟦13⟧000000\n"],
    ["AArch64", "/aarch64/a.hex0", "02000014‸ # ^~b b\n1F2003D5 # nop\n#:⟦b⟧\nC0035FD6 # ret\n"],
    [
      "boot code",
      "/x86/boot.hex0",
      `31C0 # xor ax,ax\n74 ‸01 # jz done\n90\n#:⟦done⟧\nF4 # hlt\n${"00".repeat(504)}55AA\n`,
    ],
    ["hex1, bytes by hand", "/x86/a.hex1", ":a 31C0 ; xor_eax,eax\n74 ‸FC\n".replace(":a", ":⟦a⟧")],
    ["hex2, bytes by hand", "/x86/a.hex2", ":⟦loop⟧ 31C0 ; xor_eax,eax\n74 ‸FC\n:end C3\n"],
    ["hex2, where no label is", "/x86/a.hex2", ":loop 31C0 ; xor_eax,eax\n74 ‸01\n90\n⟦C3⟧\n"],
  ])("definition is where they go: %s", async (_what, path, source) => {
    const { document, language, cursors, text, ranges } = open(path, source);
    expect(ranges).toHaveLength(1);
    const found = await language.definition!(document, cursors[0]!);
    expect(marked(text, rangesOf(found))).toBe(plain(source));
  });

  it.each<[what: string, path: string, source: string]>([
    ["data", "/x86/a.hex0", "31C0 ; xor_eax,eax\n0‸6000000 ; six\n#:text\n4869\n"],
    ["out of the program", "/x86/a.hex0", "31C0 ; xor_eax,eax\n74 ‸7F\nC3 ; ret\n"],
    ["a register", "/x86/a.hex0", "31‸C0 ; xor_eax,eax\n"],
  ])("is nowhere from %s", async (_what, path, source) => {
    const { document, language, cursors } = open(path, source);
    for (const service of ["definition", "references", "highlights"] as const)
      expect(await language[service]!(document, cursors[0]!)).toEqual([]);
  });
});

/** `⟦…⟧`: what is a reference, once a line. */
const uses: readonly (readonly [what: string, path: string, source: string])[] = [
  [
    "x86: a jump with the comment, one without",
    "/x86/a.hex0",
    "31C0 ; xor_eax,eax\n74 ⟦08⟧\nE8 03000000 ; call %⟦end⟧\n74 ⟦01⟧ ; je\n90 ; nop\n#:⟦en‸d⟧\nC3 ; ret\n",
  ],
  [
    "a comment that names another label: both its label and the one its bytes go to",
    "/x86/a.hex0",
    "#:a\n90 ; nop\nE8 ⟦01000000⟧ ; call %a\n90\n#:⟦b‸⟧\nC3 ; ret\n",
  ],
  [
    "the label that such a comment names",
    "/x86/a.hex0",
    "#:⟦‸a⟧\n90 ; nop\nE8 01000000 ; call %⟦a⟧\n90\n#:b\nC3 ; ret\n",
  ],
  [
    "several names of a place, from one of them",
    "/x86/a.hex0",
    "E8 ⟦01000000⟧ ; call %a\n90\n#:a\n#:⟦‸b⟧\nC3 ; ret\n",
  ],
  [
    "several names of a place, from the bytes",
    "/x86/a.hex0",
    "E8 0‸1000000 ; call %⟦a⟧\n90\n#:⟦a⟧\n#:⟦b⟧\nC3 ; ret\n",
  ],
  ["a place that has no name", "/x86/a.hex0", "31C0 ; xor_eax,eax\n74 ⟦0‸3⟧\n75 ⟦01⟧\n90\nC3 ; ret\n"],
  ["RISC-V", "/riscv64/a.hex0", "#:⟦a‸⟧\n13000000 # addi\n⟦E30E05FE⟧\n6FF09FFF # $⟦a⟧ jal\n"],
  ["AArch64", "/aarch64/a.hex0", "#:⟦a‸⟧\n1F2003D5 # nop\n⟦FFFFFF17⟧ # b\n"],
  [
    "boot code",
    "/x86/boot.hex0",
    `31C0 # xor ax,ax\n74 ⟦03⟧\nEB 01 # jmp ⟦done⟧\n90\n#:⟦done‸⟧\nF4 # hlt\n${"00".repeat(502)}55AA\n`,
  ],
  ["hex1, bytes by hand", "/x86/a.hex1", ":⟦a‸⟧ 31C0 ; xor_eax,eax\n74 ⟦FC⟧\nE8 %⟦a⟧\n"],
  ["hex2, bytes by hand", "/x86/a.hex2", ":⟦loop⟧ 31C0 ; xor_eax,eax\n74 ⟦‸FC⟧\nE8 %⟦loop⟧\n"],
];

describe("who refers to a label", () => {
  it.each(uses)("%s", async (_what, path, source) => {
    const { document, language, cursors, text } = open(path, source);
    const found = rangesOf(await language.references!(document, cursors[0]!));
    const ordered = found.toSorted((a, b) => a.start - b.start);
    expect(marked(text, ordered)).toBe(plain(source));
  });

  it("is highlighted with its bytes, too", async () => {
    const source = "31C0 ; xor_eax,eax\n74 ⟦06⟧\nE8 ⟦01000000⟧ ; call %⟦end⟧\n90\n#:⟦en‸d⟧\nC3 ; ret\n";
    const { document, language, cursors, text } = open("/x86/a.hex0", source);
    const found = await language.highlights!(document, cursors[0]!);
    expect(marked(text, rangesOf(found))).toBe(plain(source));
    expect(found.map(({ write }) => write)).toEqual([false, false, false, true]);
  });

  it("is counted above it", async () => {
    const { document, language } = open(
      "/x86/a.hex0",
      "31C0 ; xor_eax,eax\n74 06\nE8 01000000 ; call %end\n90\n#:end\nC3 ; ret\n",
    );
    const lenses = await language.lenses!(document);
    expect(lenses.map(({ title }) => title)).toContain("1 byte · 2 references");
  });
});

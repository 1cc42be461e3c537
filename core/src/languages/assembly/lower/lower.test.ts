import { describe, expect, it } from "vitest";
import { assemble } from "../../../assemble/assemble";
import type { Architecture } from "../../../assemble/architectures";
import type { AssemblyLanguage } from "../../../assemble/assembly";
import { SourceText } from "../../../text/sourceText";
import { labelsOf } from "../labels";
import { sourceOf } from "../source";
import { lowerToHex0, lowerToHex2 } from "./lower";

function hex0Of(text: string, language: AssemblyLanguage = "hex2", architecture: Architecture = "x86") {
  const bytes = new TextEncoder().encode(text);
  const inputs = [{ name: "", bytes }];
  const assembly = assemble({ language, architecture, inputs, map: true, baseAddress: 0x1000 });
  const id = language === "M1" || language === "M0" ? "m1" : language;
  const source = sourceOf(new SourceText(bytes), id);
  const labels = new Set(labelsOf(source).map(({ name }) => name));
  const addressOf = (offset: number) => (language === "hex1" ? undefined : 0x1000 + offset);
  const program = {
    bytes: assembly.bytes,
    map: assembly.map!,
    addressOf,
    isLabel: (name: string) => labels.has(name),
  };
  return lowerToHex0(program, source, 0);
}

function hex2Of(text: string, stage = false) {
  const bytes = new TextEncoder().encode(text);
  const program = { architecture: "x86", bigEndian: false, stage, files: [[{ name: "", bytes }]] } as const;
  return lowerToHex2(program, sourceOf(new SourceText(bytes), "m1"), 0);
}

const shown = ({ text }: { text: SourceText }) => text.slice({ start: 0, end: text.length });

describe("hex2 as hex0", () => {
  it.each<[what: string, hex2: string, hex0: string]>([
    ["a label, with its address", ":main\n90\n", "#:main ; (0x1000)\n90\n"],
    ["a label with a comment of its own", ":main   # begins\n90\n", "#:main  # begins\n90\n"],
    [
      "a reference that its comment names",
      ":main\n\tE8 %main    ; call %main   # again\n",
      "#:main ; (0x1000)\n\tE8 FBFFFFFF ; call %main   # again\n",
    ],
    [
      "a reference that its comment does not name",
      ":main # here\nE8 %main    # again\n",
      "#:main # here\nE8 FBFFFFFF # %main  # again\n",
    ],
    [
      "references without a comment, where the others have theirs",
      ":a # a\n90 90     # two\nB8 &a !a>a\n",
      "#:a # a\n90 90     # two\nB8 00 10 00 00 00 # &a !a>a\n",
    ],
    ["bytes apart where all are", ":a # a\nEA $a 00 00\n", "#:a # a\nEA 00 10 00 00              # $a\n"],
    ["bytes together where some are", ":a # a\nB801 &a\n", "#:a # a\nB801 00100000               # &a\n"],
    [
      "code behind a label in its line",
      ":a 90 :b 91 # x\n",
      "#:a ; (0x1000)\n90\n#:b ; (0x1001)\n91          # x\n",
    ],
    ["a byte in two halves", "4 # x\n1 42\n", "41 # x\n42 # 1 42\n"],
    ["what hex2 drops", "90 load # x\n", "90ad    # 90 load  # x\n"],
    ["a comment that ends at a carriage return", "# a\r90\n", "# a\r\n90\n".replace("\r", " ")],
    ["a name that no comment can hold", ":(a)\n90\n", "# label :(a) ; (0x1000)\n90\n"],
    [
      "a label that is not there",
      "E8 %gone\n",
      "E8 00000000                 # %gone ; gone: not known here\n",
    ],
    ["no line end at the end", ":a", "#:a ; (0x1000)\n"],
    ["nothing", "", "\n"],
  ])("%s", (_, hex2, hex0) => expect(shown(hex0Of(hex2))).toBe(hex0));

  it("AArch64: the caret goes with its reference", () => {
    expect(shown(hex0Of(":a # a\n^~a 94  # ^~a FCALL\n", "hex2", "aarch64"))).toBe(
      "#:a # a\n000000 94 # ^~a FCALL\n",
    );
  });

  it("RISC-V: what was merged is said", () => {
    expect(shown(hex0Of(":a # a\n.00000500 @a 63400000 # bltz\n", "hex2", "riscv64"))).toBe(
      "#:a # a\n63400500              # .00000500 @a 63400000  # bltz\n",
    );
  });

  it("hex1: the second name of a label is one, and named by comments", () => {
    expect(
      shown(hex0Of(":a #:First_pass\nE8 %a    ; call %First_pass\n:b ;Second\nE9 %b ; jmp %b\n", "hex1")),
    ).toBe("#:a #:First_pass\nE8 FBFFFFFF ; call %First_pass\n#:b #:Second\nE9 FBFFFFFF ; jmp %b\n");
  });
});

describe("M1", () => {
  const defines = "DEFINE call E8\nDEFINE ret C3\n";
  const above = "# DEFINE call E8\n# DEFINE ret C3\n";

  it.each<[what: string, m1: string, hex0: string]>([
    [
      "macros and references, the line beside its bytes",
      ":main\n\tcall %main   # again\n\tret\n",
      "#:main ; (0x1000)\n\tE8 FBFFFFFF                 ; call %main   # again\n\tC3                          ; ret\n",
    ],
    ["the other comment character", "\tret ; done\n", "\tC3                          # ret ; done\n"],
    ["a string, a NUL behind it", '"hi"\n', '68 69 00                    ; "hi"\n'],
    [
      "a string of two lines, each beside its bytes",
      '"a\nb" %1\n',
      '61 0A                       ; "a\n62 00 01000000              ; b" %1\n',
    ],
    [
      "many bytes in rows",
      `'${"00".repeat(40)}'\n`,
      expect.stringContaining(`${"00 ".repeat(15)}00\n00 `) as string,
    ],
    ["zeros", "<3\n", "000000                      ; <3\n"],
  ])("as hex0: %s", (_, m1, hex0) => {
    const text = shown(hex0Of(defines + m1, "M1"));
    expect(text.slice(0, above.length)).toBe(above);
    expect(text.slice(above.length)).toEqual(hex0);
  });

  it.each<[what: string, m1: string, hex2: string]>([
    [
      "labels and references stay",
      ":main\n\tcall %main   # again\n",
      ":main\n\tE8 %main                    ; call %main   # again\n",
    ],
    ["what is hex2 already needs no explanation", "\t&main !5>a\n", "\t&main !5>a\n"],
    ["numbers", "\tcall %5\n", "\tE8 05000000                 ; call %5\n"],
    ["strings", '"hi"\n', '68 69 00                    ; "hi"\n'],
  ])("as hex2: %s", (_, m1, hex2) => {
    expect(shown(hex2Of(defines + m1)).slice(above.length)).toBe(hex2);
  });

  it("as hex2: a macro that ends its line is written as M1 writes it", () => {
    expect(shown(hex2Of("DEFINE a 90;x\na a # c\na\n"))).toBe("90;x 90;x\n90;x\n");
    expect(shown(hex2Of("DEFINE a 90;x\na a # c\na\n", true))).toBe("90;x\n90;x\n90;x\n");
  });
});

describe("where things are", () => {
  it("knows the counterpart of bytes, references, labels and comments, both ways", () => {
    const hex2 = ":main\n\tE8 %main  # again\n";
    const listing = hex0Of(hex2);
    const hex0 = shown(listing);
    const pairs = [
      [":main", "#:main"],
      ["E8", "E8"],
      ["%main", "FBFFFFFF"],
      ["# again", "# again"],
    ] as const;
    for (const [before, after] of pairs) {
      const source = { start: hex2.indexOf(before), end: hex2.indexOf(before) + before.length };
      const written = { start: hex0.indexOf(after), end: hex0.indexOf(after) + after.length };
      expect(listing.spans.became(source)).toEqual(written);
      expect(listing.spans.was(written)).toEqual(source);
      expect(listing.spans.became({ start: source.end, end: source.end })).toEqual(written);
    }
    expect(listing.spans.became({ start: 0, end: hex2.length })).toEqual({ start: 0, end: hex0.length - 1 });
  });

  it("knows the line that each line came from", () => {
    const { lines } = hex0Of("# x\n\n:a 90\n:b\n");
    expect([...lines]).toEqual([0, 1, 2, 2, 3]);
  });
});

import { describe, expect, it } from "vitest";
import { edited } from "../../testing/edits";
import { marked } from "../../testing/fixture";
import type { SourceText } from "../../text/sourceText";
import type { Architecture } from "../../tree/configuration";
import { openForTool, type Tool } from "./testStages";

/** Who reads the source, the source with what is found marked, the codes in order, and what the fixes make of it. */
type Row = readonly [
  architecture: Architecture,
  tool: Tool,
  text: string,
  codes: readonly string[],
  fixed?: string | undefined,
  more?: Parameters<typeof openForTool>[3],
];

/** Findings but for the hints, which speak of names that nothing uses. */
async function find(...[architecture, tool, text, more]: Parameters<typeof openForTool>) {
  const { document, language, text: source } = openForTool(architecture, tool, text, more);
  const found = await language.diagnostics!(document);
  return { source, found: found.filter(({ severity }) => severity !== "hint") };
}

function textOf(source: SourceText): string {
  return source.slice({ start: 0, end: source.length });
}

/**
 * Each quirk of the assemblers, as people know them, and what tells of it: a finding, or why no source can show it.
 */
const traps: Readonly<Record<string, Readonly<Record<string, Row | string>>>> = {
  hex0: {
    "a byte may be split by blanks": ["x86", "hex0", "⟦4⟧ 1\n", ["hex0/split-byte"]],
    "and by whole comment lines": ["amd64", "hex0", "⟦4⟧ # x\n1\n", ["hex0/split-byte"]],
    "digits without a partner shift all that follows": ["x86", "hex0", "⟦4⟧\n12 34 5\n", ["hex0/split-byte"]],
    "what is no digit is dropped": ["x86", "hex0", "41 ⟦?⟧ 42\n", ["hex0/stray-character"], "41 # ? 42\n"],
    "a word outside a comment becomes digits": ["x86", "hex0", "⟦foo⟧ 4\n", ["hex0/stray-text"]],
    "G counts 16 in the seeds of x86 and AMD64": ["amd64", "hex0", "4⟦G⟧4\n", ["hex0/digit-g"]],
    "half a byte at the end is dropped": ["aarch64", "hex0", "41 ⟦4⟧\n", ["hex0/odd-nibble"]],
    "builder-hex0 waits for the end of a last comment for ever": [
      "x86",
      "hex0",
      "41 ⟦# x⟧",
      ["hex0/comment-at-end"],
      "41 # x\n",
    ],
    "a comment ends at CR for some": ["riscv64", "hex0", "# a⟦\r⟧41\n", ["hex0/carriage-return"]],
    "builder-hex0's first stage ends at a NUL": ["x86", "hex0", "41 ⟦\0⟧ 42\n", ["hex0/stray-character"]],
    "an input that cannot be read is an endless loop": "The script that names it is told: kaem/missing-file.",
    "hex0.sh and rootfs.py want a byte's digits together and nothing else":
      "What they refuse is found already as hex0/split-byte, hex0/stray-text and hex0/stray-character.",
    "ELF headers are written by hand": "That is elfDiagnostics.test.ts.",
    "the output is executable": "It is the same for every source.",
  },
  hex1: {
    "a name is one byte": ["x86", "hex1", "⟦:ab0⟧ %a\n", ["hex1/long-name"], ":a %a\n"],
    "also of a reference": ["amd64", "hex1", ":a\n⟦%a00⟧\n", ["hex1/long-name"]],
    "a sigil that is not known is dropped, and its letter read as a digit": [
      "x86",
      "hex1",
      ":a %a\n⟦!⟧a0\n",
      ["hex1/unknown-sigil"],
    ],
    "% is unknown on AArch64": ["aarch64", "hex1", ":a &a\n⟦%⟧a0\n", ["hex1/unknown-sigil"]],
    "& is unknown on RISC-V": ["riscv64", "hex1", ":a\n$a 6F000000\n⟦&⟧a0\n", ["hex1/unknown-sigil"]],
    "^ is dropped on AArch64": ["aarch64", "hex1", ":a\n^~a 94\n", []],
    "the last of several labels counts": ["x86", "hex1", ":a 90\n⟦:a⟧ %a\n", ["hex1/duplicate-label"]],
    "a label that is nowhere counts 0": ["riscv32", "hex1", "⟦$b⟧ 6F000000\n", ["hex1/undefined-label"]],
    "a name above 7F is inside of RISC-V's hex1":
      "A letter outside of ASCII is two bytes, and the finding is of the first alone: see diagnostics.test.ts.",
    "a last comment without line end hangs": [
      "x86",
      "hex1",
      ":a %a\n⟦# x⟧",
      ["hex1/comment-at-end"],
      ":a %a\n# x\n",
    ],
    "a comment ends at CR, but not on AArch64": [
      "aarch64",
      "hex1",
      "90 # a⟦\r⟧91\n",
      ["hex1/carriage-return"],
    ],
    "and that is code on x86": ["x86", "hex1", "90 # a⟦\r⟧91\n", ["hex1/carriage-return"]],
    "a line end of CR LF does no harm": ["x86", "hex1", "90 # a\r\n91\r\n", []],
    "a reference of RISC-V has no bytes of its own": [
      "riscv64",
      "hex1",
      ":a 90919293\n⟦$a⟧\n",
      ["hex1/unmerged-word"],
    ],
    "branches of RISC-V are cut": [
      "riscv32",
      "hex1",
      `:a\n${"90 ".repeat(4100)}\n⟦@a⟧ 63000000\n`,
      ["hex1/displacement-out-of-range"],
    ],
    "a label inside a byte is one too far": ["x86", "hex1", "9⟦:a⟧ 0 %a\n", ["hex1/label-inside-byte"]],
    "a byte may be split": ["amd64", "hex1", ":a %a\n⟦9⟧\n0\n", ["hex1/split-byte"]],
    "half a byte at the end is dropped": ["x86", "hex1", ":a %a ⟦9⟧\n", ["hex1/odd-nibble"]],
    "the file ends behind a sigil": ["x86", "hex1", "90 ⟦:⟧", ["hex1/missing-name"]],
    "riscv64 spoils the bytes behind a backward ~": "That needs 2 KiB in front: hex1 in assemble.test.ts.",
    "the table of 256 labels lies behind the image": "There are 256 names, and room for 256.",
    "it reads its input twice":
      "A script gives it files; what cannot be read is told there: kaem/missing-file.",
  },
  hex2: {
    "? is no sigil": ["x86", "hex2", ":a &a\n⟦?⟧\n", ["hex2/stray-character"]],
    "< pads on ARM and RISC-V only": ["amd64", "hex2", ":a &a\n⟦<⟧\n", ["hex2/ignored-sigil"]],
    "^ is for ARM and PowerPC only": ["x86", "hex2", ":a ⟦^⟧%a\n", ["hex2/ignored-sigil"]],
    ". is for RISC-V only, and its digits are put out": [
      "x86",
      "hex2",
      ":a &a ⟦.⟧9090\n",
      ["hex2/ignored-sigil"],
    ],
    "an absolute reference has no base": ["x86", "hex2", ":a 90 :b &a⟦>b⟧ %b\n", ["hex2/base-ignored"]],
    "no base behind !, @, $ and ~ on RISC-V": [
      "riscv64",
      "hex2",
      ":a $a⟦>⟧aa 6F000000\n",
      ["hex2/base-unsupported"],
    ],
    "a label that is nowhere": [
      "x86",
      "hex2",
      ":main\n⟦%mian⟧\n",
      ["hex2/undefined-label"],
      ":main\n%main\n",
    ],
    "the last of several labels counts": ["x86", "hex2", ":a\n⟦:a⟧ &a\n", ["hex2/duplicate-label"]],
    "a reference has a reach": [
      "x86",
      "hex2",
      `:a\n${"90 ".repeat(200)}\n⟦!a⟧\n`,
      ["hex2/displacement-out-of-range"],
    ],
    "branches of RISC-V reach 4 KiB, in steps of 2": [
      "riscv32",
      "hex2",
      "90\n:a\n@a 63000000 91 ⟦@a⟧ 63000000\n",
      ["hex2/field-out-of-range"],
    ],
    "branches of AArch64 go to multiples of 4": [
      "aarch64",
      "hex2",
      "90\n:a\n^⟦~a⟧ 94\n",
      ["hex2/unaligned-target"],
      "90\n<\n:a\n^~a 94\n",
    ],
    "a `.` word has 8 digits": ["riscv64", "hex2", "13000000 ⟦.⟧1234", ["hex2/unfinished-word"]],
    "a word with nothing behind it is lost": [
      "riscv64",
      "hex2",
      "13000000\n⟦.⟧00000000\n",
      ["hex2/unmerged-word"],
    ],
    "the opcode comes last": [
      "riscv64",
      "hex2",
      "13000000 ⟦.00000500⟧\n13000000\n",
      ["hex2/opcode-not-last"],
    ],
    "half a byte at the end of a file is dropped": ["x86", "hex2", "90 ⟦9⟧\n", ["hex2/odd-nibble"]],
    "a byte may be split": ["x86", "hex2", ":a &a\n⟦9⟧ # x\n0\n", ["hex2/split-byte"]],
    "a # is part of a name": [
      "x86",
      "hex2",
      ":a\n⟦%a⟦#x⟧⟧\n",
      ["hex2/undefined-label", "hex2/glued-comment"],
    ],
    "also of a label, and so is ;": ["x86", "hex2", ":a⟦;c⟧\n", ["hex2/glued-comment"], ":a ;c\n"],
    "CR is part of a name": ["x86", "hex2", ":a⟦\r⟧\n", ["hex2/carriage-return"]],
    "a comment ends at CR": ["x86", "hex2", "90 # a⟦\r⟧91\n", ["hex2/carriage-return"]],
    "a name has 4095 bytes": ["x86", "hex2", `⟦:${"a".repeat(4096)}⟧\n`, ["hex2/token-too-long"]],
    "big-endian is the default, and an unknown architecture is Knight's":
      "The command is told: kaem/byte-order, kaem/unknown-architecture, kaem/base-address.",
    "LINE of its messages is too small": "Nothing of ours reads it.",
  },
  "hex2-0": {
    "no ~ on x86": ["x86", "hex2-0", ":ab\n⟦~ab⟧\n", ["hex2/unknown-to-stage"]],
    "a ^ lasts one character on AArch64": [
      "aarch64",
      "hex2-0",
      ":b\n⟦^⟧ ⟦~b⟧ 94\n",
      ["hex2/unknown-to-stage", "hex2/stage-displacement"],
    ],
    "no < on AArch64": ["aarch64", "hex2-0", "90\n⟦<⟧\n:b &b\n", ["hex2/unknown-to-stage"]],
    "a displacement of AArch64 is from the reference": [
      "aarch64",
      "hex2-0",
      ":b\n⟦%b⟧\n%b>b\n^~b 94\n",
      ["hex2/stage-displacement"],
    ],
    "&a>b is a distance on RISC-V": ["riscv32", "hex2-0", ":a :b &a⟦>b⟧ &b\n", ["hex2/base-ignored"]],
    "the high digit of what is merged is added": [
      "riscv64",
      "hex2-0",
      ".10000000 ⟦13000000⟧\n",
      ["hex2/overlapping-word"],
    ],
    "a label that is nowhere: status 1, or a crash": ["x86", "hex2-0", "⟦%b⟧\n", ["hex2/undefined-label"]],
    "a name at the end of the file hangs or crashes": [
      "riscv64",
      "hex2-0",
      ":b 90\n⟦&b⟧",
      ["hex2/unended-line"],
      ":b 90\n&b\n",
    ],
    "but not on AArch64": ["aarch64", "hex2-0", ":b 90\n&b", []],
    "a comment at the end of the file hangs": ["aarch64", "hex2-0", ":b &b\n⟦# x⟧", ["hex2/unended-line"]],
    "displacements are cut": [
      "amd64",
      "hex2-0",
      `:a\n${"90 ".repeat(200)}\n⟦!a⟧\n`,
      ["hex2/displacement-out-of-range"],
    ],
    "the byte FC ends the input on AArch64": "No text of a test can hold it: see diagnostics.test.ts.",
    "1 MiB for labels on RISC-V": [
      "riscv64",
      "hex2-0",
      // 24 bytes and a name of 6 with its NUL each: there is room for 33 825.
      Array.from({ length: 33_826 }, (_, index) => `:b${10_000 + index}\n`)
        .join("")
        .replace(/:b43825\n/, "⟦:b43825⟧\n"),
      ["hex2/label-memory"],
    ],
    "a half byte runs on into the next file": "diagnostics.test.ts has two files.",
  },
  M0: {
    "a DEFINE holds from its place downwards": ["x86", "M0", "⟦nop⟧\nDEFINE nop 90\nnop\n", ["m1/passed-on"]],
    "a second DEFINE holds from there": [
      "x86",
      "M0",
      "DEFINE nop 90\nnop\nDEFINE ⟦nop⟧ 91\nnop\n",
      ["m1/duplicate-define"],
    ],
    "a DEFINE as the last thing crashes": ["x86", "M0", "'90'\n⟦DEFINE⟧ nop 90\n", ["m1/define-at-end"]],
    "a DEFINE's value keeps its quote": [
      "x86",
      "M0",
      'DEFINE hi ⟦"hi"⟧\n⟦hi⟧\n',
      ["m1/quoted-value", "hex2/stray-character"],
    ],
    "a value is not expanded": [
      "amd64",
      "M0",
      "DEFINE nop 90\nDEFINE two ⟦nop⟧\nnop ⟦two⟧\n",
      ["m1/value-not-expanded", "hex2/stray-character"],
    ],
    "an unknown word is passed on": ["x86", "M0", "⟦add⟧\n", ["m1/passed-on"]],
    "bare digits are numbers behind their first": ["x86", "M0", "⟦83⟧\n", ["m1/taken-for-number"]],
    "labels of digits are lost": ["amd64", "M0", "⟦:1⟧\n", ["m1/taken-for-number"]],
    "labels with x as their second letter, too": ["x86", "M0", "⟦:ax12⟧\n", ["m1/taken-for-number"]],
    "on RISC-V they stop it": ["riscv64", "M0", "⟦:1⟧\n", ["m1/number-without-sigil"]],
    "numbers are cut": ["x86", "M0", "⟦@70000⟧\n", ["m1/value-wrapped"]],
    "$n, ~n and &n are one byte": ["x86", "M0", "⟦&5⟧\n", ["m1/narrow-number"]],
    "$n and &n stop RISC-V's": ["riscv32", "M0", "⟦&5⟧\n", ["m1/number-without-sigil"]],
    "small letters are no digits": ["x86", "M0", "⟦%0xff⟧\n", ["m1/number-reading"]],
    "a leading 0 is no octal": ["x86", "M0", "⟦%010⟧\n", ["m1/number-reading"]],
    "no binary": ["x86", "M0", "⟦%0b11⟧\n", ["m1/number-reading"]],
    "<n is a number": ["x86", "M0", "⟦<4⟧\n", ["m1/taken-for-number"]],
    "immediates of RISC-V are not checked": [
      "riscv64",
      "M0",
      "DEFINE addi 13000000\n⟦!5000⟧ addi\n",
      ["m1/value-wrapped"],
    ],
    "a string has 255 bytes": ["x86", "M0", `⟦"${"a".repeat(256)}⟧"\n`, ["m1/string-too-long"]],
    "a word has 255 bytes": ["amd64", "M0", `⟦:${"b".repeat(256)}⟧\n`, ["m1/token-too-long"]],
    "a word at the end of the file crashes": [
      "x86",
      "M0",
      "DEFINE nop 90\n⟦nop⟧",
      ["m1/unended-token"],
      "DEFINE nop 90\nnop\n",
    ],
    "a comment at the end of the file hangs": [
      "x86",
      "M0",
      "'90'\n⟦# x⟧",
      ["m1/unended-comment"],
      "'90'\n# x\n",
    ],
    "a string without end": ["x86", "M0", '⟦"abc⟧\n', ["m1/unterminated-string"]],
    "an empty input crashes": ["x86", "M0", "⟦⟧# x\n", ["m1/empty-input"]],
    "a comment begins between words only": ["x86", "M0", ":a⟦#b⟧\n", ["hex2/glued-comment"], ":a #b\n"],
    "a comment does not end at CR": ["x86", "M0", "'90' # a⟦\r⟧b\n", ["m1/carriage-return"]],
    "the opcode comes last": [
      "riscv64",
      "M0",
      "DEFINE rd_a0 .00050000\nDEFINE addi 13000000\naddi ⟦rd_a0⟧\naddi\n",
      ["hex2/opcode-not-last"],
    ],
    "every DEFINE costs time": "The hint m1/unused-define says it: diagnostics.test.ts.",
    "one expression a line": "That is how its output looks; lowering shows it.",
    "the byte FC ends the input": "No text of a test can hold it: see diagnostics.test.ts.",
  },
  M1: {
    "the last DEFINE counts everywhere": [
      "x86",
      "M1",
      "DEFINE nop 90\nnop\nDEFINE ⟦nop⟧ 91\n",
      ["m1/duplicate-define"],
    ],
    "a DEFINE is one line": [
      "x86",
      "M1",
      "⟦DEFINE⟧ nop\n⟦90⟧\n",
      ["m1/define-across-lines", "m1/unknown-token"],
    ],
    "a DEFINE at the end": ["x86", "M1", "'90'\n⟦DEFINE⟧", ["m1/incomplete-define"]],
    "a value loses its quotes, and is no string": [
      "amd64",
      "M1",
      'DEFINE hi ⟦"hi"⟧\n⟦hi⟧\n',
      ["m1/quoted-value", "hex2/stray-character"],
    ],
    "digits in quotes are digits": ["amd64", "M1", "DEFINE hi '9090'\nhi\nDEFINE ho \"90\"\nho\n", []],
    "a value is not expanded": [
      "x86",
      "M1",
      "DEFINE two ⟦nop⟧\nDEFINE nop 90\nnop ⟦two⟧\n",
      ["m1/value-not-expanded", "hex2/stray-character"],
    ],
    "an unknown word stops it": [
      "x86",
      "M1",
      "DEFINE call E8\n⟦cal⟧ call\n",
      ["m1/unknown-token"],
      "DEFINE call E8\ncall call\n",
    ],
    "bare digits stop it": ["x86", "M1", "⟦83⟧\n", ["m1/unknown-token"]],
    ".x and >x stop it": ["x86", "M1", "⟦.x⟧ ⟦>x⟧\n", ["m1/unknown-token", "m1/unknown-token"]],
    "its ranges are one too wide": [
      "x86",
      "M1",
      "⟦!256⟧ ⟦!-129⟧\n",
      ["m1/value-wrapped", "m1/value-wrapped"],
    ],
    "a number does not fit": ["x86", "M1", "⟦!257⟧\n", ["m1/value-out-of-range"]],
    "0X is no prefix": ["x86", "M1", "⟦!0XFF⟧\n", ["m1/malformed-number"]],
    "!-0x80 is a label": ["x86", "M1", "⟦!-0x80⟧\n", ["hex2/undefined-label"]],
    "&n is a label on RISC-V": ["riscv64", "M1", "⟦&5⟧\n", ["hex2/undefined-label"]],
    "immediates of RISC-V are not checked": [
      "riscv64",
      "M1",
      "DEFINE addi 13000000\n⟦!5000⟧ addi\n",
      ["m1/value-wrapped"],
    ],
    "< with a negative count": ["x86", "M1", "⟦<-1⟧\n", ["m1/negative-padding"]],
    "< with a very large count": ["x86", "M1", "⟦<300000000⟧\n", ["m1/padding-too-large"]],
    "a string has 4095 bytes": ["x86", "M1", `⟦"${"a".repeat(4096)}⟧"\n`, ["m1/string-too-long"]],
    "a word has 4095 bytes": ["x86", "M1", `⟦:${"b".repeat(4097)}⟧\n`, ["m1/token-too-long"]],
    "letters outside of ASCII come out as garbage": ["x86", "M1", '"⟦é⟧"\n', ["m1/non-ascii-string"]],
    "a string without end": ["x86", "M1", '⟦"abc⟧\n', ["m1/unterminated-string"]],
    "an empty input stops it": ["x86", "M1", "⟦⟧", ["m1/empty-input"]],
    "a comment begins between words only": ["x86", "M1", ":a⟦#b⟧\n", ["hex2/glued-comment"]],
    "CR is part of a word": [
      "x86",
      "M1",
      "DEFINE nop 90\nnop\n⟦nop⟦\r⟧⟧ nop\n",
      ["m1/unknown-token", "m1/carriage-return"],
    ],
    "a comment ends at CR": ["x86", "M1", "'90' # a⟦\r⟧'91'\n", ["m1/carriage-return"]],
    "a NUL ends a word": ["x86", "M1", ":a⟦\0⟧b\n", ["m1/nul-byte"]],
    "strings of Knight are padded":
      "Upstream builds nothing for Knight by script; assemble.test.ts has the bytes.",
    "an unknown architecture stops it": "The command is told: kaem/unknown-architecture.",
    "single nibbles as macros": "Bytes may span words there; the map knows: program.test.ts.",
    "Development/*.M1 need the DEFINEs in front":
      "diagnostics.test.ts: of files that no script assembles little is said.",
    "several values of one name across files":
      "Only those of one program are compared: the rows about DEFINEs.",
  },
  "blood-elf and catm": {
    "the table needs ELF_text, ELF_data and ELF_base": [
      "x86",
      "M1",
      "⟦:_start⟧\n'90'\n:ELF_base :ELF_text\n",
      ["m1/symbol-table-label"],
      undefined,
      {
        build:
          "F/bin/blood-elf --little-endian -f F/source.M1 -o F/artifact/table\n" +
          "F/bin/M1 --architecture x86 --little-endian -f F/source.M1 -f F/artifact/table -o F/artifact/made\n" +
          "F/bin/hex2 --architecture x86 --little-endian -f F/artifact/made -o F/out",
      },
    ],
    "it does not know single quotes": [
      "x86",
      "M1",
      ":ELF_base :ELF_text :ELF_data\n'90 ⟦#⟧'\n:_start\n",
      ["m1/symbol-table-quote"],
      undefined,
      {
        build:
          "F/bin/blood-elf --little-endian -f F/source.M1 -o F/artifact/table\n" +
          "F/bin/M1 --architecture x86 --little-endian -f F/source.M1 -f F/artifact/table -o F/artifact/made\n" +
          "F/bin/hex2 --architecture x86 --little-endian -f F/artifact/made -o F/out",
      },
    ],
    "one of the byte orders must be given": "The command is told: kaem/byte-order.",
    "labels that begin with _ are hidden": "That is what it is for; bloodElf's differential test has it.",
    "a missing input of catm is left out, with status 0": "The script is told: kaem/missing-file.",
    "on x86 catm appends 1 MiB then": "The script is told: kaem/missing-file.",
    "a last line without its end runs into the next file": [
      "x86",
      "hex2-0",
      ":b 90 &b\n",
      [],
      undefined,
      { others: { "head.hex2": ":a &a\n" } },
    ],
  },
};

describe.each(Object.entries(traps))("%s", (_, rows) => {
  it.each(Object.entries(rows))("%s", async (__, trap) => {
    if (typeof trap === "string") {
      expect(trap).toMatch(/ .*\.$/);
      return;
    }
    const [architecture, tool, text, codes, fixed, more] = trap;
    const { source, found } = await find(architecture, tool, text, more);
    expect(found.map(({ code }) => code)).toEqual(codes);
    expect(
      marked(
        source,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
    if (fixed === undefined) return;
    const all = edited(
      source,
      found.flatMap(({ fixes = [] }) => fixes[0]?.edits ?? []),
    );
    expect(textOf(all)).toBe(fixed);
  });
});

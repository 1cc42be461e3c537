import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { amd64Program, hex0Document, overlappingProgram, x86Program } from "../../testing/hex0";
import { hex0Diagnostics } from "./diagnostics";

/** A program with some lines replaced; what is marked in them is where the findings are. */
function check(
  program: string,
  changes: Readonly<Record<string, string>>,
  ...expected: readonly string[]
): void {
  let source = program;
  for (const [from, to] of Object.entries(changes)) {
    expect(source.split(from).length, `${from} is there once`).toBe(2);
    source = source.replace(from, to);
  }
  const { text } = fixture(source);
  const found = [...hex0Diagnostics(hex0Document(text))].sort((a, b) => a.range.start - b.range.start);
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual(expected);
  expect(
    marked(
      text,
      found.map(({ range }) => range),
    ),
  ).toBe(source);
}

const program64 = "01000000 05000000       # p_type, p_flags";
const sizes32 = "64000000 64000000 ";
const table32 = "0100 0000 0000 0000 ";

describe("headers that are right", () => {
  it.each<[what: string, program: string, changes: Readonly<Record<string, string>>]>([
    ["x86", x86Program, {}],
    ["AMD64", amd64Program, {}],
    ["overlapping", overlappingProgram, {}],
    ["memory behind the file", x86Program, { [sizes32]: "64000000 64100000 " }],
    [
      "a part of the file, with sections",
      x86Program,
      { [sizes32]: "60000000 60000000 ", [table32]: "0100 2800 0100 0000 " },
    ],
    [
      "a stack's permissions alone",
      amd64Program,
      { [program64]: "51E57464 05000000 ", "7F00000000000000        # p_filesz": "0000000000000000" },
    ],
    [
      "an object file without program headers",
      x86Program,
      { [table32]: "0000 0000 0000 0000 ", "3400 2000 ": "3400 0000 " },
    ],
    [
      "a shared library without entry point",
      x86Program,
      { "0200 0300": "0300 0300", "54800408    ": "00000000    " },
    ],
    [
      "memory that is not of the file",
      x86Program,
      { [sizes32]: "00000000 64000000 ", "01000000 00000000 ": "01000000 64000000 " },
    ],
    ["no ELF magic", "7F454C47 01 01\n", {}],
  ])("%s", (_, program, changes) => check(program, changes));
});

describe("sizes of the file", () => {
  it.each<[what: string, program: string, changes: Readonly<Record<string, string>>, ...expected: string[]]>([
    [
      "smaller than it is",
      x86Program,
      { [sizes32]: "⟦60000000⟧ 64000000 " },
      "elf/file-size: p_filesz is 0x60 (96), but the file holds 0x64 (100) bytes from offset 0 on: 4 too few.",
    ],
    [
      "greater than it is",
      amd64Program,
      { "7F00000000000000        # p_filesz": "⟦80000000 00000000⟧ # p_filesz" },
      "elf/file-size: p_filesz is 0x80 (128), but the file holds 0x7F (127) bytes from offset 0 on: 1 too many.",
    ],
    [
      "from an offset behind the end",
      x86Program,
      { "01000000 00000000 ": "01000000 65000000 ", [sizes32]: "⟦01000000⟧ 64000000 " },
      "elf/file-size: p_filesz is 0x1 (1), but the file holds 0x0 (0) bytes from offset 101 on: 1 too many.",
    ],
    [
      "of 64 bits, told exactly",
      amd64Program,
      {
        "0000000000000000 0000600000000000 0000600000000000":
          "F1FFFFFFFFFFFFFF 0000600000000000 0000600000000000",
        "7F00000000000000        # p_filesz": "⟦FFFFFFFFFFFFFFFF⟧ # p_filesz",
        "7F00000000000000        # p_memsz": "FFFFFFFFFFFFFFFF",
      },
      "elf/file-size: p_filesz is 0xFFFFFFFFFFFFFFFF (18446744073709551615), but the file holds 0x0 (0) bytes from offset 18446744073709551601 on: 18446744073709551615 too many.",
    ],
  ])("%s", (_, program, changes, ...expected) => check(program, changes, ...expected));
});

describe("other fields", () => {
  it.each<[changes: Readonly<Record<string, string>>, ...expected: string[]]>([
    [{ [sizes32]: "64000000 ⟦63000000⟧ " }, "elf/memory-size: p_memsz is 0x63, less than p_filesz, 0x64."],
    [{ "3400 2000 ": "⟦3300⟧ 2000 " }, "elf/ehsize: e_ehsize is 51; for 32 bits it is 52."],
    [{ "3400 2000 ": "3400 ⟦3800⟧ " }, "elf/header-size: e_phentsize is 56; for 32 bits it is 32."],
    [
      { "54800408    ": "⟦53700408⟧    " },
      "elf/entry-point: The entry point 0x8047053 is outside the executable memory, 0x8048000 to 0x8048064.",
    ],
    [
      { "34000000 00000000       # e_phoff": "⟦60000000⟧ 00000000       # e_phoff" },
      "elf/program-headers: 1 program header at offset 96 would reach behind the end of the file (100 bytes).",
    ],
    [
      { "0100 0000 0000 0000 ": "FFFF 0000 0000 0000 ", "34000000 00000000 ": "⟦34000000⟧ 00000000 " },
      "elf/program-headers: 65535 program headers at offset 52 would reach behind the end of the file (100 bytes).",
    ],
  ])("%j", (changes, ...expected) => check(x86Program, changes, ...expected));
});

describe("a file that lacks zeros at the end of its header", () => {
  // Linux reads zeros behind the end of a file, so the shortest programs leave them out.
  it.each([`7F454C46 01 ${"00".repeat(40)}`, `7F454C46 02 ${"00".repeat(52)}`])("%s", (source) =>
    check(source, {}),
  );
});

describe("a file that ends within its header", () => {
  it.each([
    ["⟦7F454C46⟧", 52, 4],
    ["# x\n⟦7F 45 # y\n4C 46⟧ 01", 52, 5],
    ["⟦7F454C46⟧ 02 01", 64, 6],
    [`⟦7F454C46⟧ 02 ${"00".repeat(51)}`, 64, 56],
    [`⟦7F454C46⟧ 01 ${"00".repeat(39)}`, 52, 44],
  ])("%s", (source, want, have) =>
    check(
      source,
      {},
      `elf/truncated-header: This begins an ELF header of ${want} bytes, but the file has ${have}.`,
    ),
  );
});

describe("memory comes in pages", () => {
  it("so an entry point behind the segment's end but in its page is reached", () => {
    // p_memsz 0x64: the entry at 0x8048F00 is in the same page.
    check(x86Program, { "54800408    ": "008F0408    " });
  });
});

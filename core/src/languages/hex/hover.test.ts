import { describe, expect, it } from "vitest";
import { fixture, marked } from "../../testing/fixture";
import { amd64Program, hex0Document, overlappingProgram, x86Program } from "../../testing/hex0";
import { hex0Hover } from "./hover";

/** The hover at the cursor: its range marked in its lines, and its text. */
async function hoverOf(source: string): Promise<{ shown: string; markdown: string } | undefined> {
  const { text, cursors } = fixture(source);
  const found = await hex0Hover(hex0Document(text), cursors[0]!);
  return found && { shown: marked(text, [found.range]), markdown: found.markdown };
}

/** In the program, `place` is replaced by a fixture of it, whose range is the hover's. */
async function check(program: string, place: string, expected: string, ...lines: readonly string[]) {
  const plain = place.replace("‸", "");
  expect(program.split(plain).length, `${plain} is there once`).toBe(2);
  const found = await hoverOf(program.replace(plain, place));
  expect(found?.shown).toBe(program.replace(plain, expected));
  expect(found?.markdown.split("\n").filter((line) => line !== "")).toEqual(lines);
}

describe("header fields", () => {
  it.each<[place: string, expected: string, ...lines: string[]]>([
    [
      "7F4‸54C46 01 01",
      "⟦7F454C46⟧ 01 01",
      "**e_ident[EI_MAG]** — the magic number of every ELF file  ",
      '`7F 45 4C 46` = 7F "ELF"  ',
      "*ELF header*",
      "offset 1 (0x1) · address 0x8048001",
    ],
    [
      "‸0200 0300",
      "⟦0200⟧ 0300",
      "**e_type** — kind of file  ",
      "`02 00` = 2 (0x2): executable  ",
      "*ELF header*",
      "offset 16 (0x10) · address 0x8048010",
    ],
    [
      "54800408‸  ",
      "⟦54800408⟧  ",
      "**e_entry** — virtual address of the first instruction  ",
      "`54 80 04 08` = 0x8048054  ",
      "*ELF header*",
      "offset 27 (0x1B) · address 0x804801B",
    ],
    [
      "05000000 00‸100000",
      "05000000 ⟦00100000⟧",
      "**p_align** — alignment of the segment  ",
      "`00 10 00 00` = 4096 (0x1000)  ",
      "*program header 1*",
      "offset 81 (0x51) · address 0x8048051",
    ],
  ])("%s", (place, ...rest) => check(x86Program, place, ...rest));

  it("of overlapping headers are both told", () =>
    check(
      overlappingProgram,
      "0‸100 0000 00000000",
      "⟦0100⟧ 0000 00000000",
      "**e_phnum** — number of program headers  ",
      "`01 00` = 1 (0x1)  ",
      "*ELF header*",
      "**p_type** — what the segment is for  ",
      "`01 00 00 00` = 1 (0x1): LOAD: mapped into memory  ",
      "*program header 1*",
      "The headers overlap: this byte belongs to both fields.",
      "offset 44 (0x2C) · address 0x804802C",
    ));
});

describe("instructions", () => {
  it.each<[program: string, place: string, expected: string, ...lines: string[]]>([
    [
      x86Program,
      "3‸1C0",
      "⟦31C0⟧",
      "```x86asm",
      "xor eax, eax",
      "```",
      "Sets `eax` to zero.",
      "| **31** | C0 |",
      "|:-:|:-:|",
      "| **opcode** | ModRM |",
      "**opcode** `31` — `xor r/m32, r32`",
      "writes eax · changes OF, SF, ZF, AF, CF, PF",
      "offset 84 (0x54) · address 0x8048054  ",
      "*Code: its comment says the same.*",
    ],
    [
      x86Program,
      "E8 05‸000000",
      "⟦E8 05000000⟧",
      "```x86asm",
      "call 0x8048060",
      "```",
      "Calls: pushes the address behind it and jumps.",
      "→ **greet** (`0x8048060`, line 21)",
      "| E8 | **05 00 00 00** |",
      "|:-:|:-:|",
      "| opcode | **rel32** |",
      "|  | **+5** |",
      "**rel32** `05 00 00 00` — +5 bytes from behind the instruction, to 0x8048060",
      "reads esp · writes esp, memory",
      "offset 88 (0x58) · address 0x8048058  ",
      "*Code: its comment says the same.*",
    ],
    [
      x86Program,
      "B0 0‸1",
      "⟦B0 01⟧",
      "```x86asm",
      "mov al, 1",
      "```",
      "Copies `1` to `al`.",
      "| B0 | **01** |",
      "|:-:|:-:|",
      "| opcode | **imm8** |",
      "| al | **1** |",
      "**imm8** `01` — the number 1",
      "writes al",
      "offset 92 (0x5C) · address 0x804805C  ",
      "*Code: its comment says the same.*",
    ],
    [
      x86Program,
      "‸90\n",
      "⟦90⟧\n",
      "```x86asm",
      "nop",
      "```",
      "Does nothing.",
      "offset 95 (0x5F) · address 0x804805F  ",
      "*Code: reached from the entry point.*",
    ],
    [
      x86Program,
      "48 ‸69 0A",
      "48 ⟦69⟧ 0A",
      "`69` = 105, `i`",
      "offset 98 (0x62) · address 0x8048062  ",
      "*Data: its line is no instruction, and nothing is seen to come here.*",
    ],
    [
      amd64Program,
      "0F‸05",
      "⟦0F05⟧",
      "```x86asm",
      "syscall",
      "```",
      "Calls the system; rcx and r11 are lost.",
      "**exit**(*status* `rdi`) — Linux system call 60",
      "reads all flags · writes rcx, r11 · changes all flags",
      "offset 126 (0x7E) · address 0x60007E  ",
      "*Code: its comment says the same.*",
    ],
    [
      overlappingProgram,
      "CD‸80",
      "⟦CD80⟧",
      "```x86asm",
      "int 0x80",
      "```",
      "Calls the interrupt `0x80`.",
      "**exit**(*status* `ebx`) — Linux system call 1",
      "| CD | **80** |",
      "|:-:|:-:|",
      "| opcode | **imm8** |",
      "|  | **0x80** |",
      "**imm8** `80` — the interrupt 0x80",
      "offset 82 (0x52) · address 0x8048052  ",
      "*Code: reached from the entry point.*",
    ],
  ])("%#: %s %s", (...row) => check(...row));

  it("that nothing is seen to reach say so", async () => {
    const found = await hoverOf(x86Program.replace("C3 ", "C3 # ret\n5‸8 # what "));
    expect(found?.markdown).toContain("pop eax");
    expect(found?.markdown).toContain("*Not reached by direct jumps from the entry point: it may be data.*");
  });

  it("are read behind a p_filesz that lags behind, too", async () => {
    const found = await hoverOf(x86Program.replace("64000000 64", "54000000 54").replace("31C0", "3‸1C0"));
    expect(found?.markdown).toContain("xor eax, eax");
  });

  it.each([
    ["E8 00010000", "→ `0x804815B`, outside the file"],
    ["E8 02000000", "→ `0x804805D` (line 19)"],
  ])("%s leads to where no label is", async (call, expected) => {
    const found = await hoverOf(x86Program.replace("E8 05000000", `‸${call}`));
    expect(found?.markdown).toContain(expected);
  });

  it("go through a pointer where the address is that of one", async () => {
    const found = await hoverOf(amd64Program.replace("B8 3C000000", "‸FF15 00000000"));
    expect(found?.markdown).toContain("→ through the pointer at `0x60007E` (line 13)");
  });

  it("do not lead behind the end, whatever a segment claims of the file", async () => {
    const claimed = x86Program.replace("64000000 64000000", "00100000 00100000");
    const found = await hoverOf(claimed.replace("E8 05000000", "‸E8 00010000"));
    expect(found?.markdown).toContain("→ `0x804815B`, outside the file");
  });

  it("a long line is data, and quick", async () => {
    const found = await hoverOf(x86Program + "58".repeat(200_000) + "5‸B\n");
    expect(found?.markdown).toMatch(/^`5B` = 91, `\[`/);
  });
});

describe("labels", () => {
  it.each<[place: string, expected: string, ...lines: string[]]>([
    ["#:_st‸art", "#:⟦_start⟧", "**_start** — 7 bytes", "offset 84 (0x54) · address 0x8048054"],
    ["# :‸exit", "# :⟦exit⟧", "**exit** — 5 bytes", "offset 91 (0x5B) · address 0x804805B"],
    ["#greet‸:", "#⟦greet⟧:", "**greet** — 1 byte", "offset 96 (0x60) · address 0x8048060"],
    ["; :text‸\n", "; :⟦text⟧\n", "**text** — 3 bytes", "offset 97 (0x61) · address 0x8048061"],
  ])("%j", (...row) => check(x86Program, ...row));

  it("at the end of the file", () =>
    check(
      `${x86Program}#:end\n`,
      "#:e‸nd",
      "#:⟦end⟧",
      "**end** — the end of the file",
      "offset 100 (0x64) · address 0x8048064",
    ));
});

describe("bytes of no program", () => {
  it.each<[source: string, shown: string, text: string]>([
    ["‸41", "⟦41⟧", "`41` = 65, `A`"],
    ["6‸0", "⟦60⟧", "`60` = 96, `` ` ``"],
    ["41 0‸0", "41 ⟦00⟧", "`00` = 0"],
    ["4 # x\n‸1", "⟦4 # x\n1⟧", "`41` = 65, `A`"],
  ])("%j", async (source, shown, text) => {
    const found = await hoverOf(source);
    expect(found?.shown).toBe(shown);
    expect(found?.markdown.split("\n")[0]).toBe(text);
  });

  it.each(["‸", "41 ‸ 42", "# prose‸: no label", "41 # 4‸2", "4 # ‸x\n1", "4‸", "zz‸"])(
    "nothing is known at %j",
    async (source) => expect(await hoverOf(source)).toBeUndefined(),
  );
});

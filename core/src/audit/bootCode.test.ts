import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditDocument } from "../languages/assembly/audited";
import { codeAt } from "../languages/assembly/instructionAt";
import type { Document } from "../languages/language";
import { SourceText } from "../text/sourceText";

/** Into 32 bits through a GDT, back to 16 in a function, and out of it through another one; data between. */
const boot = `:_start
31 C0                 # xor ax, ax
8E D8                 # mov ds, ax
0F 01 06 $saved       # sgdt saved
0F 01 16 $locator     # lgdt locator
0F 20 C0              # mov eax, cr0
66 83 C8 01           # or eax, 1
0F 22 C0              # mov cr0, eax
EA $wide 08 00        # jmp wide

:text
48 69 00

:wide
B8 10 00 00 00        # mov eax, 0x10
BE &text              # mov esi, text
BB &handler           # mov ebx, handler
E8 %back              # call back
40                    # inc ax
9A &forth             # call forth
40                    # inc eax
EB !wide              # jmp wide

:back
5A                    # pop edx
EA &narrow 18 00      # jmp 0x18:narrow
:narrow
0F 20 C0              # mov eax, cr0
66 83 E0 FE           # and eax, 0xFFFFFFFE
0F 22 C0              # mov cr0, eax
EA &real              # jmp real
:real
0F 01 1E $vectors     # lidt vectors
0F 01 16 $saved       # lgdt saved
6A 00                 # push 0
52                    # push dx
CB                    # retf

:forth
5A                    # pop dx
58                    # pop ax
0F 01 16 $locator     # lgdt locator
0F 20 C0              # mov eax, cr0
66 83 C8 01           # or eax, 1
0F 22 C0              # mov cr0, eax
EA $again 08 00       # jmp again
:again
52                    # push edx
C3                    # ret

:handler
41                    # inc ecx
CF                    # iret

:disk
B4 42                 # mov ah, 0x42
BE $packet            # mov si, packet
CD 13                 # int 0x13
C3                    # ret

:packet
10 00 01 00
00 7E 00 00
01 00 00 00 00 00 00 00

:gdt
00 00 00 00 00 00 00 00
FF FF 00 00 00 9A CF 00
FF FF 00 00 00 92 CF 00
FF FF 00 00 00 9A 8F 00
:locator
1F 00
&gdt
:saved
00 00
00 00 00 00
:vectors
FF 03
00 00 00 00
`;

const documentOf = (source: string, path = "/boot.hex2"): Document => ({
  language: "hex2",
  path,
  text: SourceText.fromString(source),
  workspace: undefined,
});

/** `digits mode verdict` of the lines with instructions. */
async function modesOf(source: string): Promise<readonly string[]> {
  const { lines, listing } = await auditDocument(documentOf(source));
  return lines
    .filter(({ instruction }) => instruction !== undefined)
    .map(({ line, mode, verdict }) => `${listing.text.slice(line.code)} ${mode?.slice(4)} ${verdict}`);
}

/** Why the line that begins with those digits is what it is. */
async function whyOf(source: string, digits: string): Promise<string | undefined> {
  const document = documentOf(source);
  const { lines, listing } = await auditDocument(document);
  const found = lines.filter(({ line }) => listing.text.slice(line.code) === digits);
  expect(found, digits).toHaveLength(1);
  return (await codeAt(document, found[0]!.line.bytes.start))?.why;
}

describe("boot code", () => {
  it("has the mode of each line by where control goes", async () => {
    const modes = await modesOf(boot);
    expect(modes.filter((each) => !each.endsWith("agrees"))).toEqual([]);
    expect(modes.map((each) => each.split(" ").at(-2))).toEqual([
      ...Array.from({ length: 8 }, () => "16"),
      ...["32", "32", "32", "32", "16", "16", "32", "32"],
      ...["32", "32"],
      ...Array.from({ length: 16 }, () => "16"),
      ...["32", "32"],
      ...["32", "32"],
      ...["16", "16", "16", "16"],
    ]);
  });

  it.each<[digits: string, why: string]>([
    ["31 C0", "16-bit code: a BIOS starts it so at 7C00"],
    ["BE &text", "32-bit x86 code: behind the far jump at 7C18 through GDT entry 1 (selector 0x8, D = 1)"],
    ["0F 01 1E $vectors", "16-bit code: PE of cr0 is cleared at 7C4C"],
    ["41", "32-bit x86 code: its address is in the instruction at 7C2A"],
    ["9A &forth", "16-bit code: behind the call at 7C2F, which returns in 16 bits"],
    [
      "CD 13",
      "16-bit code: its comment and those around it are right in this mode; nothing that can be followed leads here",
    ],
    ["48 69 00", "data: “mov esi, 0x7C1D” at 7C25 has its address, and nothing jumps there"],
  ])("says why %s is what it is", async (digits, why) => {
    expect(await whyOf(boot, digits)).toBe(why);
  });

  it("shows what it loads field by field", async () => {
    const reached = boot.replace("41                    # inc ecx", "66 41   # inc cx");
    const { fields } = await auditDocument(documentOf(reached.replace("EB !wide ", "E9 %wide\n# ")));
    const shown = fields.map(
      ({ header, name, meaning, value }) => `${header}: ${name} = ${meaning ?? value}`,
    );
    expect(shown).toContain(
      "GDT entry 1 (selector 0x8): access = present, ring 0, code, not conforming, readable, not accessed yet",
    );
    expect(shown).toContain(
      "GDT entry 3 (selector 0x18): flags, limit 19:16 = limit in pages of 4 KiB, 16-bit code (D = 0)",
    );
    expect(shown).toContain("GDT pseudo-descriptor: limit = 4 entries of 8 bytes");
    expect(shown).toContain("GDT pseudo-descriptor: base = filled in by sgdt when the program runs");
    expect(shown).toContain("IDT pseudo-descriptor: limit = 256 vectors of 4 bytes, as real mode has them");
    expect(fields.filter(({ header }) => header === "GDT entry 0 (selector 0x0)")).toHaveLength(1);
    // Nothing that is followed leads to int 0x13, so its packet is not sure to be one.
    expect(shown.some((each) => each.startsWith("disk address packet"))).toBe(false);
    const called = boot.replace("8E D8                 # mov ds, ax", "E8 @disk # call disk");
    const packet = (await auditDocument(documentOf(called))).fields.filter(
      ({ header }) => header === "disk address packet",
    );
    expect(packet.map(({ name, value }) => `${name} ${value}`)).toEqual([
      "size 16",
      "reserved 0",
      "sectors 1",
      "buffer offset 32256",
      "buffer segment 0",
      "first sector (LBA) 1",
    ]);
  });
});

describe("adversarial boot code", () => {
  it.each<[what: string, from: string, to: string, wrong: readonly string[]]>([
    [
      "a comment that is right only in the other mode",
      "40                    # inc eax",
      "40                    # inc ax",
      ["40 32 disagrees"],
    ],
    [
      "several of them, in a row",
      "BE &text              # mov esi, text\n",
      "40 # inc ax\n41 # inc cx\n42 # inc dx\n43 # inc bx\nBE &text              # mov esi, text\n",
      ["40 32 disagrees", "41 32 disagrees", "42 32 disagrees", "43 32 disagrees"],
    ],
    ["no comment at a change of mode", "# jmp wide", "", []],
    [
      "a GDT entry of the other size, into which no line behind the jump fits",
      "00 9A CF 00",
      "00 9A 8F 00",
      [],
    ],
    ["data that decodes as code", "48 69 00", "B8 00 00 # not for reading", []],
    ["a jump over data", "48 69 00", "40 41 42 43 # ABC and so on", []],
  ])("%s", async (_, from, to, wrong) => {
    const source = boot.replace(from, to);
    expect(source).not.toBe(boot);
    const found = await modesOf(source);
    const bad = found.filter((each) => !each.endsWith(" agrees") && !each.endsWith(" uncommented"));
    expect(bad).toEqual(wrong);
  });

  it("data between is no code, whatever it decodes to", async () => {
    const { lines, listing } = await auditDocument(documentOf(boot.replace("48 69 00", "B8 00 00\nC3")));
    const text = lines.filter(({ line }) => listing.text.lineAt(line.code.start) < 14 && line.line > 9);
    expect(text.map(({ verdict }) => verdict)).toEqual(["data", "data"]);
  });

  it("a table that is run is no table", async () => {
    const source = boot.replace("EB !wide              # jmp wide", "E9 %gdt # jmp gdt");
    const { fields } = await auditDocument(documentOf(source));
    expect(fields.filter(({ offset, header }) => header.startsWith("GDT entry 0") && offset > 0)).toEqual([]);
  });

  it("calls that call themselves, and jumps into themselves, are followed to their end", async () => {
    for (const source of [
      ":a\nE8 @a # call a\nC3 # ret",
      "EB FE",
      ":a\nE8 @b\nC3\n:b\nE8 @a\nC3",
      "EB FF C0",
    ])
      expect((await auditDocument(documentOf(source))).flow).toBeDefined();
    const deep = Array.from({ length: 3000 }, (_, index) => `:f${index}\nE8 @f${index + 1}`).join("\n");
    expect((await auditDocument(documentOf(`${deep}\n:f3000\nC3`))).flow?.reached.size).toBeGreaterThan(100);
  });

  it("any bytes are followed without an error, and fields stay within them", async () => {
    const pieces = [
      "0F 01 16",
      "0F 01 06",
      "0F 22 C0",
      "66 83 C8 01",
      "EA 00 7C 08 00",
      "9A 00 7C 00 00",
      "CD 13",
    ];
    const piece = fc.oneof(
      fc.constantFrom(...pieces),
      fc.integer({ min: 0, max: 255 }).map((byte) => byte.toString(16).padStart(2, "0")),
      fc.constant("\n"),
      fc.constant("10 7C"),
    );
    const property = fc.asyncProperty(fc.array(piece, { maxLength: 80 }), async (parts) => {
      const { fields, listing, lines } = await auditDocument(documentOf(parts.join(" ")));
      for (const { offset, size } of fields) expect(offset + size).toBeLessThanOrEqual(listing.bytes.length);
      for (const { line } of lines) await codeAt(documentOf(parts.join(" ")), line.bytes.start);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});

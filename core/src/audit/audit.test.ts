import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditDiagnostics, auditDocument } from "../languages/assembly/audited";
import type { LanguageId } from "../languages/language";
import { portableHeader } from "../testing/portable";
import { SourceText } from "../text/sourceText";
import { audit } from "./audit";
import { corpora } from "./testing/corpora";
import { mutateLine, random } from "./testing/mutations";

function audited(path: string, source: string) {
  const language = path.slice(path.lastIndexOf(".") + 1) as LanguageId;
  return auditDocument({ language, path, text: SourceText.fromString(source), workspace: undefined });
}

/** `line: verdict: reason` of every line that is not in agreement, lines counted from one. */
async function complaints(path: string, source: string): Promise<readonly string[]> {
  const { lines } = await audited(path, source);
  return lines
    .filter(({ verdict }) => verdict === "disagrees" || verdict === "cannot tell")
    .map(({ line, verdict, reason }) => `${line.line + 1}: ${verdict}: ${reason}`);
}

describe("comments in agreement", () => {
  it.each(corpora)("$name", async ({ path, source }) => {
    expect(await complaints(path, source)).toEqual([]);
    const { lines } = await audited(path, source);
    const written = source.split("\n").filter((line) => /^\s*[0-9A-Fa-f.].*|^\s*# (rd|rs1|ecall)/.test(line));
    expect(lines.filter(({ verdict }) => verdict === "agrees").length).toBeGreaterThan(written.length / 3);
  });
});

it.each([
  ["/x86/a.hex0", "#:add_H\n90 ; nop\n75 FD ; jne !add_H"],
  ["/x86/a.hex0", "#:add_H\n90 ; nop\n75 FD ; jne add_H"],
  ["/boot.hex0", "#fade:\n90 # nop\nEB FD # jmp fade"],
  ["/x86/a.hex0", "8A00 ; mov_al,BYTE_PTR_[eax]"],
  ["/riscv64/a.hex0", "#:Read_Uart\n6F000000 # JAL X0, READ_UART"],
  ["/x86/a.hex0", "66 83 F8 5C ; cmp ax, '\\'"],
  ["/x86/a.hex0", "66 83 F8 27 ; cmp ax, '\\''"],
  ["/x86/a.hex0", "#:here\nC7 05 04000000 00000000 ; mov dword [here+4], 0"],
  [
    "/AArch64/a.hex0",
    "c1 2e 8d d2  # movz x1, #0x6976\n418eaef2 # movk x1, #0x7472, lsl #16 # x1 = 0x74726976",
  ],
  ["/riscv64/a.hex0", "#:loop\n83 a2 09 00  # lw t0, 0(s3)\ne3 9e 02 fe # bne t0, zero, loop # again"],
  ["/x86/a.hex0", "C7 00 E8030000 ; mov_DWORD_PTR_[eax], %1000"],
])("%s: %s agrees", async (path, source) => {
  expect(await complaints(path, source)).toEqual([]);
  const { lines } = await audited(path, source);
  expect(lines.at(-1)?.verdict).toBe("agrees");
});

const header = (path: string) => (line: string) => complaints(path, line);

describe("comments that are not what the bytes do", () => {
  it.each<[path: string, line: string, complaint: string]>([
    ["/x86/a.hex0", "58 ; pop_ebx", "the register is eax, not ebx"],
    ["/x86/a.hex0", "83F8 FC ; cmp_eax, !-5", "the number is -4, not -5"],
    ["/x86/a.hex0", "29D8 ; add_eax,ebx", "the bytes are “sub”, not “add”"],
    ["/x86/a.hex0", "39D9 ; cmp_ebx,ecx", "the register is ecx, not ebx"],
    ["/x86/a.hex0", "8B42 08 ; mov_eax,[edx+BYTE] !4", "the number is 8, not 4"],
    [
      "/x86/a.hex0",
      "8B41 04 ; mov_eax,[edx+BYTE] !4",
      "the bytes are “mov eax, [ecx + 4]”: memory where the comment says [edx + 4]",
    ],
    ["/x86/a.hex0", "B8 040000 ; mov_eax, %4", "the bytes are no instruction"],
    ["/x86/a.hex0", "#:here\n74 00 ; je8 !here", "the bytes say 2, here is at 0"],
    ["/x86/a.hex0", "#:file_loop\n74 FE ; je !fileloop", "it goes to file_loop; no label is called fileloop"],
    ["/x86/a.hex0", "0F84 FAFFFFFF ; je8 !-4", "the displacement has 32 bits, not 8"],
    ["/x86/a.hex0", "8280 00000000 01 ; add_[eax+DWORD],BYTE %0 !1", ""],
    ["/AMD64/a.hex0", "89C7 ; mov_rdi,rax", "the register is edi, not rdi"],
    ["/AMD64/a.hex0", "4A89C7 ; mov_rdi,rax", "“mov rdi, rax” is encoded in a way that no assembler uses"],
    ["/boot.hex0", "72 FE # jnc 0x7C00", "the bytes are “jb”, not “jnc”"],
    ["/boot.hex0", "F3 6D # rep outsw", "the bytes are “insw”, not “outsw”"],
    ["/boot.hex0", "C3 # retf", "the bytes are “ret”, not “retf”"],
    ["/AArch64/a.hex0", "41000018 ; LOAD_W2_AHEAD", "the register is w1, not w2"],
    ["/AArch64/a.hex0", "1F8C00F1 ; CMP_X0_TO_36", "the number is 35, not 36"],
    ["/AArch64/a.hex0", "080780D2 ; SET_X8_TO_SYS_READ", "the number is 56, not 63"],
    ["/riscv64/a.hex0", "83350101 # rd_a1 rs1_sp !24 ld", "the number is 16, not 24"],
    ["/riscv64/a.hex0", "83250101 # rd_a1 rs1_sp !16 ld", "the bytes are “lw”, not “ld”"],
    ["/knight/a.hex0", "0500000E # ADD R0 R0 R15", "the register is r14, not r15"],
  ])("%s: %s", async (path, line, complaint) => {
    const found = await header(path)(line);
    expect(found.map((each) => each.replace(/^\d+: disagrees: /, ""))).toEqual(
      complaint === "" ? found : [complaint],
    );
    expect(found).toHaveLength(1);
  });
});

describe("names that could be numbers", () => {
  it.each([
    ["/x86/a.hex0", "#:add_H\n75 FE ; jne !add_H"],
    ["/x86/a.hex0", "#:xadd\n75 FE ; jne8 !xadd"],
  ])("%s: %s", async (path, source) => {
    expect(await complaints(path, source)).toEqual([]);
  });
});

/** A file whose name and bytes tell no processor. */
const nameless = "/a.hex0";

it.each([
  ["knight", "E0002D2F0118 # LOADUI R15 0x118", "E100B003ff00 # ANDI R0 R3 0xFF00\n0D01001F # RET R15\n"],
  ["riscv64", "93 02 30 00  # li t0, 3", "23 a8 59 06  # sw t0, 0x70(s3)\nb7 12 00 00  # lui t0, 1\n"],
  [
    "aarch64",
    "60 00 80 d2  # movz x0, #3",
    "c0 72 00 b9  # str w0, [x22, #0x70]\n1f 00 01 eb  # cmp w0, w1\n".replace("w0, w1", "x0, x1"),
  ],
  ["x86-32", "58 # pop eax", "31 C0 # xor eax, eax\nCD 80 # int 0x80\n"],
])("tells the processor by what the comments agree with: %s", async (mode, first, rest) => {
  const source = `${first}\n${rest.repeat(6)}`;
  const { listing } = await audited(nameless, source);
  expect(listing.machine).toEqual({ modes: [mode], from: "comments" });
});

it.each([
  ["too few lines", "58 ; pop_eax\n5B ; pop_ebx\n"],
  ["comments that are wrong as often as right", "58 ; pop_eax\n58 ; pop_ebx\n".repeat(20)],
  ["prose", "58 ; the file\n5B ; and the rest\n".repeat(20)],
])("takes no processor for granted on %s", async (_, source) => {
  const { listing } = await audited(nameless, source);
  expect(listing.machine.modes).toEqual([]);
});

it("takes a name and what it is for no instruction", async () => {
  expect(await complaints("/x86/a.hex0", "00000000 # in_handle: the input\n00 00 # e_ss\n")).toEqual([]);
});

it("knows where the sections of a PE file are loaded", async () => {
  const source = `${portableHeader}\n#:start ; (0x401000)\nA1 00104000 ; mov eax, [start]`;
  expect(await complaints("/a.hex0", source)).toEqual([]);
  expect(await complaints("/a.hex0", source.replace("A1 00", "A1 04"))).toHaveLength(1);
});

it("goes on where a call of a PE file goes, comment or not", async () => {
  const source = `${portableHeader}\nE8 01000000 ; call +1\nC3 ; ret\n40\nC3\n`;
  const { lines } = await audited("/a.hex0", source);
  expect(lines.slice(-4).map(({ verdict }) => verdict)).toEqual([
    "agrees",
    "agrees",
    "uncommented",
    "uncommented",
  ]);
});

describe("a call of RISC-V as two instructions", () => {
  const far = (code: string, comment = "call there") =>
    complaints("/riscv64/a.hex0", `${code} ; ${comment}\n#:there\n13000000 ; nop\n`);

  it("agrees where both go to the label", async () => {
    expect(await far("97000000 E7808000")).toEqual([]);
    expect(await far("97000000 E7800000", "call .")).toEqual([]);
    expect(await far("17030000 67008300", "tail there")).toEqual([]);
    // The lower part is signed: the upper one is rounded up.
    const back = await complaints(
      "/riscv64/a.hex0",
      `#:there\n${"13000000 ; nop\n".repeat(512)}97F0FFFF E7800080 ; call there\n`,
    );
    expect(back).toHaveLength(1);
    expect(
      await complaints(
        "/riscv64/a.hex0",
        `#:there\n${"13000000 ; nop\n".repeat(513)}97F0FFFF E780C07F ; call there\n`,
      ),
    ).toEqual([]);
  });

  it.each([
    ["97000000 E780C000", "call there"],
    ["97100000 E7808000", "call there"],
    ["17030000 E7008300", "tail there"],
    ["97000000 67808000", "call there"],
    ["97000000 E7000301", "call there"],
    ["17030000 67808000", "tail there"],
  ])("disagrees: %s ; %s", async (code, comment) => {
    const found = await far(code, comment);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("disagrees");
  });
});

describe("what cannot be told", () => {
  it.each<[path: string, line: string, why: string]>([
    ["/x86/a.hex0", "81C3 0000C000 ; addd_ebx, %12582912", "no instruction is called addd"],
    ["/x86/a.hex0", "E8 00000000 ; call %nowhere", "no label is called nowhere"],
    ["/x86/a.hex0", "#:divide_loop\n75 FE ; jne !loop", "no label is called loop"],
    ["/x86/a.hex0", "58 5B ; pop_eax", "the line has one byte more than the instruction"],
    ["/x86/a.hex2", "E8 %nowhere ; call %nowhere", "no known file defines nowhere"],
  ])("%s: %s", async (path, line, why) => {
    const at = line.split("\n").length;
    expect(await header(path)(line)).toEqual([`${at}: cannot tell: ${why}`]);
  });
});

describe("comments that speak of no instruction", () => {
  it.each([
    ["/x86/a.hex0", "48 65 6C 6C 6F ; call it a day"],
    ["/x86/a.hex0", "00 00 ; and nothing else"],
    ["/x86/a.hex0", "02 00 ; e_type Indicating Executable"],
    ["/x86/a.hex0", '22 00 ; "'],
    ["/AArch64/a.hex0", "00000000 ; NULL"],
    ["/AArch64/a.hex0", "10006000 ; &table"],
    ["/riscv64/a.hex0", "88 01 00 00 ## p_filesz"],
    ["/unknown/a.hex0", "58 ; pop_ebx"],
  ])("%s: %s", async (path, line) => {
    expect(await header(path)(line)).toEqual([]);
  });
});

describe("modes of boot code", () => {
  it("a comment that is right only in another mode is wrong among others of this one", async () => {
    const right = "89 C8 # mov eax, ecx\n40 # inc eax\n43 # inc ebx\n";
    const lines = `# isa: x86-32\n${right}${right}66 B8 34 12 # mov eax, 0x1234\n${right}`;
    expect(await complaints("/a.hex0", lines)).toHaveLength(1);
    const boot = lines.replace("# isa: x86-32", "#[7C00]");
    expect(await complaints("/a.hex0", boot)).toHaveLength(1);
  });

  it("a modeline decides", async () => {
    expect(await complaints("/a.hex0", "# isa: x86-16\n89 C8 # mov eax, ecx")).toHaveLength(1);
    expect(await complaints("/a.hex0", "# isa: riscv64\n73000000 # ecall")).toEqual([]);
  });
});

describe("modelines", () => {
  it.each<[line: string, mode: string]>([
    ["# isa: x86", "x86-32"],
    ["; ISA = AMD64", "x86-64"],
    ["# isa: armv7l", "arm"],
    ["# isa: knight-posix", "knight"],
    ["# isa: riscv64", "riscv64"],
    ["# isa: foo\n# isa: aarch64", "aarch64"],
    ["# -*- isa: x86-16 -*-", "x86-16"],
  ])("%j is %s", async (line, mode) => {
    const document = await audited("/a.hex0", `${line}\n00\n`);
    expect(document.listing.machine).toEqual({ modes: [mode], from: "modeline" });
    expect(auditDiagnostics(document)).toEqual([]);
  });

  it.each<[line: string, found: string, fix: string | undefined]>([
    ["# isa: foo", "foo", undefined],
    ["# isa: x86_64", "x86_64", "x86-64"],
    ["; isa: RISCV46 ", "RISCV46", "riscv64"],
    ["# isa: ppc64le", "ppc64le", undefined],
  ])("%j is unknown", async (line, found, fix) => {
    const { listing, ...rest } = await audited("/a.hex0", `${line}\n00\n`);
    const [finding, ...others] = auditDiagnostics({ listing, ...rest });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "audit/unknown-isa", severity: "warning" });
    expect(listing.text.slice(finding!.range)).toBe(found);
    expect(finding!.fixes?.[0]?.edits[0]?.text).toBe(fix);
    expect(listing.machine.modes).toEqual([]);
  });

  it.each(["# The ISA: see the manual", "# isa: it is a long story", `${"\n".repeat(20)}# isa: foo`])(
    "%j is none",
    async (line) => {
      expect(auditDiagnostics(await audited("/a.hex0", `${line}\n00\n`))).toEqual([]);
    },
  );
});

describe("code without a comment", () => {
  it.each<[path: string, source: string, verdicts: string]>([
    ["/x86/a.hex0", "58 ; pop_eax\n5B\nC3 ; ret\n5B", "agrees uncommented agrees data"],
    ["/x86/a.hex0", "EB 01 ; jmp !1\n41\n5B\nC3", "agrees data uncommented uncommented"],
    ["/x86/a.hex0", "CD 80 ; int !0x80\n48\n00 00", "agrees data padding"],
    ["/riscv64/a.hex0", "13050000 # rd_a0 mv\n67800000\n48656C6C", "agrees uncommented data"],
  ])("%s: %j", async (path, source, verdicts) => {
    const { lines } = await audited(path, source);
    expect(lines.map(({ verdict }) => verdict).join(" ")).toBe(verdicts);
  });
});

describe("notes of addresses and displacements", () => {
  async function notes(path: string, source: string): Promise<readonly string[]> {
    const document = await audited(path, source);
    return auditDiagnostics(document)
      .filter(({ code }) => code.endsWith("-note"))
      .map(({ code, range, message }) => `${code} ${document.listing.text.slice(range)} ${message}`);
  }

  it.each<[path: string, source: string, found: readonly string[]]>([
    ["/riscv64/a.hex0", "6F004000 # $x jal\n # +4B", []],
    [
      "/riscv64/a.hex0",
      "6F004000 # $x jal\n # +8B",
      ["audit/displacement-note +8 The instruction above goes +4 bytes."],
    ],
    [
      "/riscv64/a.hex0",
      "6FF0DFFF # $x jal\n # +4",
      ["audit/displacement-note +4 The instruction above goes -4 bytes."],
    ],
    [
      "/a.hex0",
      "# isa: riscv64\n6FF0DFFF # j -4\n# -8B",
      ["audit/displacement-note -8 The instruction above goes -4 bytes."],
    ],
    ["/x86/a.hex0", "#:a\nEB FE ; jmp !a\n# -2", []],
    ["/x86/a.hex0", "#:a\nEB FE ; jmp !a\n# +0", []],
    [
      "/x86/a.hex0",
      "#:a\nEB FE ; jmp !a\n# -3",
      ["audit/displacement-note -3 The instruction above goes +0 bytes."],
    ],
    [
      "/x86/a.hex0",
      "#:a\nEB FE ; jmp !a\n# -2\nEB FC ; jmp !a\n# -4\n#:b\nEB FE ; jmp !b\n# +0",
      ["audit/displacement-note +0 The instruction above goes -2 bytes."],
    ],
    ["/riscv64/a.hex0", "93844405 # rd_s1 rs1_s1 !x addi\n # +84B", []],
    ["/riscv64/a.hex0", "6F005000 # rs1_a0 ld\n # +8B", []],
    ["/x86/a.hex0", "58\n# :loop ; (0x1)\n5B", []],
    ["/x86/a.hex0", "58\n# :loop (0x2)\n5B", ["audit/address-note 0x2 What follows this note is at 0x1."]],
    ["/x86/a.hex0", "#:_start\n58\n# :loop [_start+0x1]\n5B", []],
    [
      "/x86/a.hex0",
      "#:_start\n58\n# :loop [_start+0x3]\n5B",
      ["audit/address-note 0x3 What follows this note is at 0x1."],
    ],
    ["/x86/a.hex0", "58\n# :a [b+0x1]\n# :b [a+0x1]", []],
    [
      "/boot.hex0",
      "#[7C00]\n58\n#[7C01]\n58\n#[7C07]\n58",
      ["audit/address-note 7C07 What follows this note is at 0x7C02."],
    ],
  ])("%s: %j", async (path, source, found) => {
    expect(await notes(path, source)).toEqual(found);
  });
});

describe("changes at random to lines in agreement", () => {
  it.each(corpora)("are noticed: $name", async ({ path, source }) => {
    const draw = random(11);
    const before = await audited(path, source);
    const { listing } = before;
    const good = before.lines.flatMap(({ verdict }, index) => (verdict === "agrees" ? [index] : []));
    let tried = 0;
    const missed: string[] = [];
    for (let round = 0; round < 240; round++) {
      const index = good[Math.floor(draw() * good.length)]!;
      const { line, mode } = before.lines[index]!;
      const what = (["bit", "register", "immediate", "mnemonic"] as const)[round % 4]!;
      const changed =
        what === "bit"
          ? flipped(listing, line.bytes, draw)
          : mutateLine(source, line.line, what, mode!, draw);
      if (changed === undefined) continue;
      const after =
        typeof changed === "string" ? (await audited(path, changed)).lines : (await audit(changed)).lines;
      tried++;
      if (after[index]!.verdict === "agrees") missed.push(`${what}: ${line.line + 1}`);
    }
    expect(tried).toBeGreaterThan(100);
    expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(tried / 100);
  });
});

describe("any text", () => {
  const words =
    "58 0F84 00 E8 # ; : %start !4 &x [eax+ BYTE] ,, mov_ eax push rd_a0 rs1_ ~ 0x 'a' ' \" = - * LDR_X0_[ SET_X0_TO_ rep jmp far 0:0 es:[di] (%rax, $ \n";
  const piece = fc.oneof(
    fc.constantFrom(...words.split(" ")),
    fc.constant("\n"),
    fc.string({ maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(" "));

  it.each([
    "/x86/a.hex0",
    "/AMD64/a.hex1",
    "/boot.hex0",
    "/AArch64/a.hex2",
    "/riscv64/a.hex2",
    "/knight/a.hex2",
  ])("is looked at without an error, each line once: %s", async (path) => {
    const property = fc.asyncProperty(text, async (source) => {
      const { lines } = await audited(path, source);
      expect(new Set(lines.map(({ line }) => line.line)).size).toBe(lines.length);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});

type Listing = Awaited<ReturnType<typeof audited>>["listing"];

function flipped(
  listing: Listing,
  { start, end }: { start: number; end: number },
  draw: () => number,
): Listing {
  const bytes = Uint8Array.from(listing.bytes);
  const bit = Math.floor(draw() * (end - start) * 8);
  bytes[start + (bit >> 3)]! ^= 1 << (bit & 7);
  return { ...listing, bytes };
}

describe("other spellings of what the bytes are", () => {
  it.each([
    ["arm", "020191E7 # ldr r0, [r1, r2, lsl #2]"],
    ["arm", "04002DE5 # push {r0}"],
    ["arm", "04002DE5 # str r0, [sp, #-4]!"],
    ["arm", "04009DE4 # pop {r0}"],
    ["arm", "04009DE4 # ldr r0, [sp], #4"],
    ["arm", "0500BDE8 # ldmia sp!, {r0, r2}"],
    ["arm", "0300BDE8 # ldmfd sp!, {r0, r1}"],
    ["arm", "F0402DE9 # stmdb sp!, {r4-r7, lr}"],
    ["arm", "F0402DE9 # stmfd sp!, {r4, r5, r6, r7, lr}"],
    ["arm", "F0402DE9 # push {r4-r7, lr}"],
    ["arm", "0600A0E8 # stmia r0!, {r1, r2}"],
    ["arm", "060090E8 # ldm r0, {r1, r2}"],
    ["arm", "060090E9 # ldmib r0, {r1, r2}"],
    ["arm", "06008008 # stmeqia r0, {r1, r2}"],
    ["arm", "FEFFFFEA # b ."],
    ["arm", "000000EA # b .+8"],
    ["arm", "FCFFFFEB # bl .-8"],
    ["arm", "4B0000EA # b 134"],
    ["aarch64", "C0035FD6 # ret x30"],
    ["aarch64", "C0035FD6 # ret lr"],
    ["aarch64", "207C4093 # sbfx x0, x1, #0, #32"],
    ["aarch64", "207C4093 # sbfm x0, x1, #0, #31"],
    ["aarch64", "20F07DD3 # ubfm x0, x1, #61, #60"],
    ["aarch64", "40001836 # tbz x0, #3, .+8"],
    ["aarch64", "207C029B # madd x0, x1, x2, xzr"],
    ["aarch64", "20FC029B # msub x0, x1, x2, xzr"],
    ["aarch64", "207C229B # smaddl x0, w1, w2, xzr"],
    ["aarch64", "2010C193 # extr x0, x1, x1, #4"],
    ["aarch64", "E0179F9A # csinc x0, xzr, xzr, ne"],
    ["aarch64", "20A4819A # csinc x0, x1, x1, ge"],
    ["aarch64", "A0091836 # tbz w0, #3, 134"],
    ["aarch64", "00020054 # b.eq 40"],
    ["aarch64", "00000014 # b ."],
    ["aarch64", "FEFFFF97 # bl .-8"],
    ["riscv64", "732500C0 # csrrs x10, cycle, x0"],
    ["riscv64", "732500C0 # rdcycle a0"],
    ["riscv64", "732510C0 # csrr a0, time"],
    ["riscv64", "732540F1 # csrr a0, 0xf14"],
    ["riscv64", "73905230 # csrw 0x305, t0"],
    ["riscv64", "6F000000 # j ."],
    ["riscv64", "6F008000 # j 8"],
    ["riscv64", "630CB50E # beq a0,a1,f8"],
    ["riscv64", "97000000E7808000 # call .+8"],
    ["riscv64", "1703000067008300 # tail .+8"],
  ])("%s: %s agrees", async (mode, line) => {
    const { lines } = await audited("/a.hex0", `# isa: ${mode}\n${line}`);
    expect(lines.map(({ verdict, reason }) => [verdict, reason])).toEqual([["agrees", undefined]]);
  });

  it.each([
    ["riscv64", "97000000E7800000 # call nowhere"],
    ["riscv64", "1705000013050500 # la a0, table"],
    ["riscv64", "6F008000 # j 12"],
    ["aarch64", "00020054 # b.eq 48"],
    ["aarch64", "00020054 # b.eq f8"],
  ])("%s: %s is left open", async (mode, line) => {
    const { lines } = await audited("/a.hex0", `# isa: ${mode}\n${line}`);
    expect(lines.map(({ verdict }) => verdict)).toEqual(["cannot tell"]);
  });

  it.each([
    ["arm", "020191E7 # ldr r0, [r1, r2, lsl #3]"],
    ["arm", "020191E7 # ldr r0, [r1, r2]"],
    ["arm", "04002DE5 # push {r1}"],
    ["arm", "0300BDE8 # ldmia sp!, {r0, r2}"],
    ["arm", "0300BDE8 # ldmfd sp!, {r4}"],
    ["arm", "F0402DE9 # stmdb sp!, {r0}"],
    ["arm", "0600A0E8 # stmia r0, {r1, r2}"],
    ["arm", "0600A0E8 # stmib r0!, {r1, r2}"],
    ["arm", "000000EA # b .+12"],
    ["aarch64", "C0035FD6 # ret x1"],
    ["aarch64", "207C4093 # sbfx x0, x1, #0, #31"],
    ["aarch64", "40001836 # tbz x1, #3, .+8"],
    ["aarch64", "E0179F9A # csinc x0, xzr, xzr, eq"],
    ["aarch64", "00020054 # b.eq 0x48"],
    ["aarch64", "00020054 #:f8\n00020054 # b.eq f8"],
    ["riscv64", "732500C0 # csrrs x10, time, x0"],
    ["riscv64", "732540F1 # csrr a0, 0xf13"],
    ["riscv64", "6F008000 # j .+12"],
  ])("%s: %s is found wrong", async (mode, line) => {
    const { lines } = await audited("/a.hex0", `# isa: ${mode}\n${line.replace("00020054 #:f8", "#:f8")}`);
    expect(lines.map(({ verdict }) => verdict)).toEqual(["disagrees"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modeOfMachine, type Instruction } from "./decoder";
import { loadX86Decoder, type X86Mode } from "./x86";

const ADDRESS = 0x1000n;

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** `o1 d4` for one byte of opcode and a displacement of four. */
function partsText({ parts }: Instruction): string {
  return parts.map(({ kind, size }) => `${kind.charAt(0)}${size}`).join(" ");
}

async function check(mode: X86Mode, hex: string, text: string, flow: string, parts: string, target?: bigint) {
  const decoder = await loadX86Decoder(mode);
  const bytes = bytesOf(hex);
  const found = decoder.decode(bytes, 0, ADDRESS);
  expect(found).toBeDefined();
  expect([found!.text, found!.flow, partsText(found!), found!.target]).toEqual([text, flow, parts, target]);
  expect([found!.offset, found!.length, found!.address]).toEqual([0, bytes.length, ADDRESS]);
}

type Row = [hex: string, text: string, flow: string, parts: string, target?: bigint];

describe("32 bits", () => {
  it.each<Row>([
    ["58", "pop eax", "next", "o1"],
    ["31C9", "xor ecx, ecx", "next", "o2"],
    ["6A 01", "push 1", "next", "o1 i1"],
    ["B8 04000000", "mov eax, 4", "next", "o1 i4"],
    ["66B8 3412", "mov ax, 0x1234", "next", "o2 i2"],
    ["83F8 FC", "cmp eax, 0xFFFFFFFC", "next", "o2 i1"],
    ["C705 10000000 FFFFFFFF", "mov dword ptr [0x10], 0xFFFFFFFF", "next", "o2 d4 i4"],
    ["8B44 24 08", "mov eax, [esp + 8]", "next", "o3 d1"],
    ["A1 00800408", "mov eax, [0x8048000]", "next", "o1 d4"],
    ["C8 1000 00", "enter 0x10, 0", "next", "o1 i2 i1"],
    ["F4", "hlt", "next", "o1"],
    ["CD 80", "int 0x80", "interrupt", "o1 i1"],
    ["CC", "int3", "interrupt", "o1"],
    ["0F34", "sysenter", "interrupt", "o2"],
    ["EB FE", "jmp short 0x1000", "jump", "o1 d1", 0x1000n],
    ["E9 00010000", "jmp 0x1105", "jump", "o1 d4", 0x1105n],
    ["E9 F0EFFFFF", "jmp 0xFFFFFFF5", "jump", "o1 d4", 0xfffffff5n],
    ["74 10", "je short 0x1012", "branch", "o1 d1", 0x1012n],
    ["0F84 FAFFFFFF", "je 0x1000", "branch", "o2 d4", 0x1000n],
    ["E2 FE", "loop 0x1000", "branch", "o1 d1", 0x1000n],
    ["E3 00", "jecxz 0x1002", "branch", "o1 d1", 0x1002n],
    ["C7F8 10000000", "xbegin 0x1016", "branch", "o2 d4", 0x1016n],
    ["E8 FBFFFFFF", "call 0x1000", "call", "o1 d4", 0x1000n],
    ["C3", "ret", "return", "o1"],
    ["C2 0400", "ret 4", "return", "o1 i2"],
    ["CF", "iretd", "return", "o1"],
    ["FFE0", "jmp eax", "indirect jump", "o2"],
    ["FF25 00800408", "jmp dword ptr [0x8048000]", "indirect jump", "o2 d4"],
    ["FFD0", "call eax", "indirect call", "o2"],
    ["EA 007E0000 0800", "jmp far 0x7E00, 8", "jump", "o1 i4 i2"],
    ["9A 007E0000 0800", "call far 0x7E00, 8", "call", "o1 i4 i2"],
    ["0F0B", "ud2", "trap", "o2"],
  ])("%s is %s", (...row) => check("x86-32", ...row));
});

describe("64 bits", () => {
  it.each<Row>([
    ["0F05", "syscall", "interrupt", "o2"],
    ["48C7C0 01000000", "mov rax, 1", "next", "o3 i4"],
    ["48B8 8877665544332211", "mov rax, 0x1122334455667788", "next", "o2 i8"],
    ["488D35 00010000", "lea rsi, [rip + 0x100]", "next", "o3 d4"],
    ["E8 FBFFFFFF", "call 0x1000", "call", "o1 d4", 0x1000n],
    ["E9 F0EFFFFF", "jmp 0xFFFFFFFFFFFFFFF5", "jump", "o1 d4", 0xfffffffffffffff5n],
    ["0F85 00000000", "jne 0x1006", "branch", "o2 d4", 0x1006n],
    ["FF25 00000000", "jmp qword ptr [rip]", "indirect jump", "o2 d4"],
  ])("%s is %s", (...row) => check("x86-64", ...row));
});

describe("16 bits", () => {
  it.each<Row>([
    ["B8 0013", "mov ax, 0x1300", "next", "o1 i2"],
    ["CD 13", "int 0x13", "interrupt", "o1 i1"],
    ["E8 0000", "call 0x1003", "call", "o1 d2", 0x1003n],
    ["E9 FAEF", "jmp 0xFFFD", "jump", "o1 d2", 0xfffdn],
    ["EA 007E 0000", "jmp far 0x7E00, 0", "jump", "o1 i2 i2"],
    ["66 89 1E 64 7E", "mov [0x7E64], ebx", "next", "o3 d2"],
  ])("%s is %s", (...row) => check("x86-16", ...row));
});

describe("no instruction", () => {
  it.each<[mode: X86Mode, hex: string]>([
    ["x86-32", ""],
    ["x86-32", "E8 000000"],
    ["x86-32", "0FFF"],
    ["x86-64", "06"],
    ["x86-32", "66666666 66666666 66666666 66666690"],
  ])("in %s: %s", async (mode, hex) => {
    expect((await loadX86Decoder(mode)).decode(bytesOf(hex), 0, ADDRESS)).toBeUndefined();
  });
});

describe("any bytes", () => {
  const modes: readonly X86Mode[] = ["x86-16", "x86-32", "x86-64"];

  it.each(modes)("decode to something within them, in parts without gaps, in %s", async (mode) => {
    const decoder = await loadX86Decoder(mode);
    const property = fc.property(
      fc.uint8Array({ maxLength: 20 }),
      fc.nat(22),
      fc.bigInt(0n, 1n << 65n),
      (bytes, offset, address) => {
        const found = decoder.decode(bytes, offset, address);
        if (!found) return;
        expect(found.length).toBeGreaterThan(0);
        expect(offset + found.length).toBeLessThanOrEqual(bytes.length);
        let at = 0;
        for (const { start, size } of found.parts) {
          expect(start).toBe(at);
          expect(size).toBeGreaterThan(0);
          at += size;
        }
        expect(at).toBe(found.length);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

describe("machines", () => {
  it.each([
    [3, "x86-32"],
    [62, "x86-64"],
    [40, "arm"],
    [183, "aarch64"],
    [243, "riscv32"],
    [21, undefined],
    [0, undefined],
  ])("e_machine %i is %s", (machine, mode) => expect(modeOfMachine(machine)).toBe(mode));
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mode } from "../decoder";
import { loadDecoder } from "../loadDecoder";
import type { Piece } from "./piece";
import { piecesOf } from "./pieces";

function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from(digits.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

async function piecesIn(mode: Mode, digits: string): Promise<readonly Piece[]> {
  const bytes = bytesOf(digits);
  const decoder = await loadDecoder(mode);
  const instruction = decoder.decode(bytes, 0, 0x1000n);
  expect(instruction?.length, `${digits} is one instruction`).toBe(bytes.length);
  return piecesOf(bytes, instruction!, mode, decoder);
}

function shown({ name, digits, meaning, fields }: Piece): string {
  const inner = fields.map((field) => ` ${field.name}=${field.digits} (${field.meaning})`).join("");
  return `${digits} ${name}: ${meaning}${inner}`;
}

describe("bytes of x86", () => {
  it.each<[mode: Mode, digits: string, ...lines: string[]]>([
    [
      "x86-64",
      "48 8B 44 24 08",
      "48 REX.W: prefix of 64-bit code W=1 (operands of 64 bits) R=0 (not set) X=0 (not set) B=0 (not set)",
      "8B opcode: `mov r64, r/m64`",
      "44 ModRM: `01 000 100` mod=01 (memory, with a displacement of 8 bits) reg=000 (rax) rm=100 (a SIB byte follows)",
      "24 SIB: `00 100 100` scale=00 (not used) index=100 (no index) base=100 (rsp)",
      "08 disp8: 8 is added to the address",
    ],
    // The index that REX makes r12 counts, and no displacement stands alone.
    [
      "x86-64",
      "43 8B 84 A5 00 01 00 00",
      "43 REX.XB: prefix of 64-bit code W=0 (not set) R=0 (not set) X=1 (the highest bit of SIB’s index) B=1 (the highest bit of ModRM’s rm, SIB’s base or the opcode’s register)",
      "8B opcode: `mov r32, r/m32`",
      "84 ModRM: `10 000 100` mod=10 (memory, with a displacement of 32 bits) reg=000 (eax) rm=100 (a SIB byte follows)",
      "A5 SIB: `10 100 101` scale=10 (the index times 4) index=100 (r12, with REX.X) base=101 (r13, with REX.B)",
      "00 01 00 00 disp32: 256 (0x100) is added to the address",
    ],
    // A segment register takes the low 16 bits of any.
    [
      "x86-64",
      "41 8E D8",
      "41 REX.B: prefix of 64-bit code W=0 (not set) R=0 (not set) X=0 (not set) B=1 (the highest bit of ModRM’s rm, SIB’s base or the opcode’s register)",
      "8E opcode: `mov sreg, r/m16`",
      "D8 ModRM: `11 011 000` mod=11 (a register) reg=011 (ds) rm=000 (r8w, with REX.B)",
    ],
    // SIB without a base.
    [
      "x86-32",
      "8B 04 8D 00 20 00 00",
      "8B opcode: `mov r32, r/m32`",
      "04 ModRM: `00 000 100` mod=00 (memory, without a displacement) reg=000 (eax) rm=100 (a SIB byte follows)",
      "8D SIB: `10 001 101` scale=10 (the index times 4) index=001 (ecx) base=101 (no base: a displacement of 32 bits)",
      "00 20 00 00 disp32: 8192 (0x2000) is added to the address",
    ],
    // REX prefixes that change nothing.
    [
      "x86-64",
      "40 90",
      "40 REX: prefix of 64-bit code: it changes nothing here W=0 (not set) R=0 (not set) X=0 (not set) B=0 (not set)",
      "90 opcode: `nop`",
    ],
    [
      "x86-64",
      "48 50",
      "48 REX.W: prefix of 64-bit code: it changes nothing here W=1 (operands of 64 bits, which changes nothing here) R=0 (not set) X=0 (not set) B=0 (not set)",
      "50 opcode: `push r64` register=000 (rax)",
    ],
    [
      "x86-64",
      "48 66 90",
      "48 REX: counts for nothing: another prefix stands behind it",
      "66 prefix: operands of 16 bits",
      "90 opcode: `nop`",
    ],
    // It is there for sil alone.
    [
      "x86-64",
      "40 88 F0",
      "40 REX: prefix of 64-bit code: with spl, bpl, sil and dil for ah, ch, dh and bh W=0 (not set) R=0 (not set) X=0 (not set) B=0 (not set)",
      "88 opcode: `mov r/m8, r8`",
      "F0 ModRM: `11 110 000` mod=11 (a register) reg=110 (sil) rm=000 (al)",
    ],
    [
      "x86-64",
      "41 5F",
      "41 REX.B: prefix of 64-bit code W=0 (not set) R=0 (not set) X=0 (not set) B=1 (the highest bit of ModRM’s rm, SIB’s base or the opcode’s register)",
      "5F opcode: `pop r64` register=111 (r15, with REX.B)",
    ],
    // The size prefixes, the other way round in each mode.
    ["x86-16", "66 40", "66 prefix: operands of 32 bits", "40 opcode: `inc r32` register=000 (eax)"],
    ["x86-32", "66 40", "66 prefix: operands of 16 bits", "40 opcode: `inc r16` register=000 (ax)"],
    [
      "x86-16",
      "67 8B 45 FC",
      "67 prefix: addresses of 32 bits",
      "8B opcode: `mov r16, r/m16`",
      "45 ModRM: `01 000 101` mod=01 (memory, with a displacement of 8 bits) reg=000 (ax) rm=101 (ebp)",
      "FC disp8: -4 is added to the address",
    ],
    [
      "x86-32",
      "67 8B 46 FC",
      "67 prefix: addresses of 16 bits",
      "8B opcode: `mov r32, r/m32`",
      "46 ModRM: `01 000 110` mod=01 (memory, with a displacement of 8 bits) reg=000 (eax) rm=110 (bp)",
      "FC disp8: -4 is added to the address",
    ],
    [
      "x86-16",
      "8B 0E 34 12",
      "8B opcode: `mov r16, r/m16`",
      "0E ModRM: `00 001 110` mod=00 (memory, with a displacement of 16 bits and no base) reg=001 (cx) rm=110 (only the displacement)",
      "34 12 disp16: the address 0x1234",
    ],
    // An opcode's group, a number with its sign extended, and as a character.
    [
      "x86-64",
      "48 83 C0 F8",
      "48 REX.W: prefix of 64-bit code W=1 (operands of 64 bits) R=0 (not set) X=0 (not set) B=0 (not set)",
      "83 opcode: `add r/m64, imm8`",
      "C0 ModRM: `11 000 000` mod=11 (a register) reg=000 (/0: selects add of the opcode’s group) rm=000 (rax)",
      "F8 imm8: the number -8, its sign extended to 64 bits",
    ],
    ["x86-32", "3C 23", "3C opcode: `cmp al, imm8`", "23 imm8: the number 35 (0x23), the character `#`"],
    [
      "x86-32",
      "B8 00 00 00 80",
      "B8 opcode: `mov r32, imm32` register=000 (eax)",
      "00 00 00 80 imm32: the number -2147483648 (-0x80000000), or 2147483648 (0x80000000) without a sign",
    ],
    ["x86-32", "75 FE", "75 opcode: `jne rel8`", "FE rel8: −2 bytes from behind the instruction, to 0x1000"],
    [
      "x86-64",
      "48 8D 15 10 00 00 00",
      "48 REX.W: prefix of 64-bit code W=1 (operands of 64 bits) R=0 (not set) X=0 (not set) B=0 (not set)",
      "8D opcode: `lea r64, m`",
      "15 ModRM: `00 010 101` mod=00 (memory, with a displacement of 32 bits and no base) reg=010 (rdx) rm=101 (rip: from behind the instruction)",
      "10 00 00 00 disp32: 16 (0x10) is added to the address",
    ],
    [
      "x86-16",
      "EA 05 7C 08 00",
      "EA opcode: `jmp ptr16:16`",
      "05 7C offset: the offset 0x7C05 in the segment",
      "08 00 segment: the segment 0x8",
    ],
    ["x86-32", "F3 A4", "F3 prefix: repeats ecx times", "A4 opcode: `movsb`"],
    ["x86-32", "F2 AE", "F2 prefix: repeats until equal, ecx times at most", "AE opcode: `scasb`"],
    ["x86-32", "CD 80", "CD opcode: `int imm8`", "80 imm8: the interrupt 0x80"],
    [
      "x86-64",
      "F3 0F 6F 06",
      "F3 opcode: a prefix that is a part of the opcode `F3 0F 6F /r`",
      "0F 6F opcode: `movdqu xmm1, xmm2/m128`",
      "06 ModRM: `00 000 110` mod=00 (memory, without a displacement) reg=000 (xmm0) rm=110 (rsi)",
    ],
    [
      "x86-64",
      "2E 90",
      "2E prefix: memory is that of the segment cs; it changes nothing here",
      "90 opcode: `nop`",
    ],
    ["x86-64", "0F 05", "0F 05 opcode: `syscall`"],
  ])("%s: %s", async (mode, digits, ...lines) => {
    expect((await piecesIn(mode, digits)).map(shown)).toEqual(lines);
  });
});

describe("fields of words", () => {
  const brief = (pieces: readonly Piece[]) =>
    pieces.map(({ name, bits, digits, short }) =>
      [name, bits, digits, short].filter((each) => each !== "").join(" "),
    );

  it.each<[mode: Mode, digits: string, ...fields: string[]]>([
    [
      "riscv64",
      "13 01 01 FF",
      "imm[11:0] 31–20 111111110000 -16",
      "rs1 19–15 00010 sp",
      "funct3 14–12 000",
      "rd 11–7 00010 sp",
      "opcode 6–0 0010011",
    ],
    [
      "riscv32",
      "63 08 A5 00",
      "imm[12] 31 0",
      "imm[10:5] 30–25 000000",
      "rs2 24–20 01010 a0",
      "rs1 19–15 01010 a0",
      "funct3 14–12 000",
      "imm[4:1] 11–8 1000",
      "imm[11] 7 0",
      "opcode 6–0 1100011",
    ],
    [
      "riscv64",
      "93 95 85 03",
      "funct6 31–26 000000",
      "shamt 25–20 111000 56",
      "rs1 19–15 01011 a1",
      "funct3 14–12 001",
      "rd 11–7 01011 a1",
      "opcode 6–0 0010011",
    ],
    [
      "riscv64",
      "37 35 12 00",
      "imm[31:12] 31–12 00000000000100100011 0x123",
      "rd 11–7 01010 a0",
      "opcode 6–0 0110111",
    ],
    ["riscv64", "05 45", "funct3 15–13 010", "operands 12–2 00101000001", "op 1–0 01 quadrant 1"],
    [
      "aarch64",
      "FF 43 00 D1",
      "sf 31 1 64-bit",
      "op 30 1",
      "S 29 0",
      "op 28–23 100010",
      "sh 22 0",
      "imm12 21–10 000000010000 16",
      "Rn 9–5 11111 sp",
      "Rd 4–0 11111 sp",
    ],
    [
      "aarch64",
      "1F 00 01 EB",
      "sf 31 1 64-bit",
      "op 30 1",
      "S 29 1 flags",
      "op 28–24 01011",
      "shift 23–22 00 lsl",
      "op 21 0",
      "Rm 20–16 00001 x1",
      "imm6 15–10 000000 0",
      "Rn 9–5 00000 x0",
      "Rd 4–0 11111 xzr",
    ],
    ["aarch64", "02 00 00 94", "op 31 1", "op 30–26 00101", "imm26 25–0 00000000000000000000000010 +8"],
    [
      "aarch64",
      "E0 0F 1F F8",
      "size 31–30 11 64-bit",
      "op 29–27 111",
      "V 26 0",
      "op 25–24 00",
      "opc 23–22 00",
      "op 21 0",
      "imm9 20–12 111110000 -16",
      "mode 11–10 11 before",
      "Rn 9–5 11111 sp",
      "Rt 4–0 00000 x0",
    ],
    [
      "arm",
      "01 70 A0 E3",
      "cond 31–28 1110 al",
      "op 27–25 001",
      "opcode 24–21 1101 mov",
      "S 20 0",
      "Rn 19–16 0000",
      "Rd 15–12 0111 r7",
      "rotate 11–8 0000 ror 0",
      "imm8 7–0 00000001 1",
    ],
    [
      "arm",
      "04 00 2D E5",
      "cond 31–28 1110 al",
      "op 27–25 010",
      "P 24 1 before",
      "U 23 0",
      "B 22 0",
      "W 21 1 write back",
      "L 20 0 store",
      "Rn 19–16 1101 sp",
      "Rt 15–12 0000 r0",
      "imm12 11–0 000000000100 −4",
    ],
    [
      "arm",
      "FE FF FF EB",
      "cond 31–28 1110 al",
      "op 27–25 101",
      "L 24 1 link",
      "imm24 23–0 111111111111111111111110 −8",
    ],
  ])("%s: %s", async (mode, digits, ...fields) => {
    expect(brief(await piecesIn(mode, digits))).toEqual(fields);
  });

  /** Fields that say more than their instruction's name. */
  it.each<[mode: Mode, digits: string, ...fields: string[]]>([
    ["aarch64", "1F 20 03 D5", "Rt: no register"],
    ["aarch64", "DF 42 03 D5", "Rt: no register"],
    ["aarch64", "E0 03 9F D6", "Rn: no register"],
    ["aarch64", "20 00 5F D6", "Rn: x1: holds the address that it goes to"],
    [
      "aarch64",
      "E0 17 9F 9A",
      "sf: works on 64 bits",
      "S: leaves the flags",
      "Rm: xzr: is read",
      "cond: ne: not equal (Z = 0), the opposite of eq: so cset is encoded",
      "Rn: xzr: is read",
      "Rd: x0: receives the result",
    ],
    [
      "aarch64",
      "20 7C 5F C8",
      "size: an access of 64 bits",
      "L: loads",
      "Rs: no register",
      "Rt2: no register",
      "Rn: x1: holds the address",
      "Rt: x0: receives what is loaded",
    ],
    [
      "aarch64",
      "01 7C A2 C8",
      "size: an access of 64 bits",
      "Rs: x2: is compared with what is there, and receives it",
      "Rt2: no register",
      "Rn: x0: holds the address",
      "Rt: x1: is stored if they are equal",
    ],
    [
      "aarch64",
      "04 7C 22 48",
      "size: an access of two times 64 bits",
      "Rs: x2: is compared with what is there, and receives it, with the register behind it",
      "Rt2: no register",
      "Rn: x0: holds the address",
      "Rt: x4: is stored if they are equal, with the register behind it",
    ],
    [
      "aarch64",
      "41 4C C3 9A",
      "sf: works on 64 bits",
      "S: leaves the flags",
      "Rm: x3: second register that is read",
      "Rn: w2: first register that is read",
      "Rd: w1: receives the result",
    ],
    [
      "arm",
      "80 00 0C F1",
      "M: leaves the mode",
      "A: asynchronous aborts are left as they are",
      "I: interrupts are meant",
      "F: fast interrupts are left as they are",
      "mode: not used",
    ],
    [
      "arm",
      "70 00 20 E1",
      "cond: done always",
      "number: a part of the number 0",
      "number: a part of the number 0",
    ],
    ["arm", "00 00 0F E1", "cond: done always", "R: CPSR, or APSR", "Rd: r0: receives the result"],
    [
      "arm",
      "00 F0 21 E1",
      "cond: done always",
      "R: CPSR, or APSR",
      "mask: writes mode and interrupt bits (c)",
      "Rn: r0: is read",
    ],
    ["arm", "00 F0 20 E3", "cond: done always"],
    ["arm", "03 F0 20 E3", "cond: done always"],
    ["arm", "00 F0 D1 F5", "operands: the rest of the instruction"],
    ["arm", "82 00 21 E1", "cond: done always", "operands: the rest of the instruction"],
    [
      "arm",
      "92 03 00 E0",
      "cond: done always",
      "S: leaves the flags",
      "Rd: r0: receives the result",
      "Rm: r3: is read",
      "Rn: r2: is read",
    ],
    [
      "arm",
      "D0 20 C1 E1",
      "cond: done always",
      "P: the offset counts for this access",
      "U: the offset is added",
      "W: the address register stays as it is",
      "Rn: r1: holds the address",
      "Rt: r2: is loaded, and the register behind it",
      "imm4H: a part of the offset of +0 bytes",
      "imm4L: a part of the offset of +0 bytes",
    ],
  ])("%s: %s means", async (mode, digits, ...fields) => {
    const pieces = await piecesIn(mode, digits);
    const meanings = pieces.map(({ name, meaning }) => `${name}: ${meaning}`);
    expect(meanings.filter((each) => !each.includes("with the other fields"))).toEqual(fields);
  });

  it("of Knight are digits", async () => {
    const [opcode, first, second, immediate] = await piecesIn("knight", "E1 00 0E 12 FF FC");
    expect([opcode!.digits, first!.short, second!.short, immediate!.meaning]).toEqual([
      "E1000E",
      "R1",
      "R2",
      "the number -4",
    ]);
    expect([first!.start, first!.end, immediate!.start, immediate!.end]).toEqual([3, 4, 4, 6]);
  });
});

describe("pieces", () => {
  it.each<Mode>(["x86-16", "x86-32", "x86-64"])("of %s are every byte, once", async (mode) => {
    const decoder = await loadDecoder(mode);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 15, maxLength: 15 }), (bytes) => {
        const instruction = decoder.decode(bytes, 0, 0x1000n);
        if (instruction === undefined) return;
        const pieces = piecesOf(bytes.slice(0, instruction.length), instruction, mode, decoder);
        let at = 0;
        for (const { start, end } of pieces) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(instruction.length);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it.each<Mode>(["riscv32", "riscv64", "aarch64", "arm"])("of %s are every bit, once", async (mode) => {
    const decoder = await loadDecoder(mode);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        const instruction = decoder.decode(bytes, 0, 0x1000n);
        if (instruction === undefined) return;
        const pieces = piecesOf(bytes.slice(0, instruction.length), instruction, mode, decoder);
        const word = [...bytes.subarray(0, instruction.length)].reverse();
        const bits = word.map((byte) => byte.toString(2).padStart(8, "0")).join("");
        expect(pieces.map(({ digits }) => digits).join("")).toBe(bits);
      }),
      { seed: 2, numRuns: 3000 },
    );
  });

  /** Registers that the decoder, which shares nothing with the fields' tables, gives as operands. */
  it.each<Mode>(["riscv64", "aarch64"])("of %s name the registers that the decoder names", async (mode) => {
    const decoder = await loadDecoder(mode);
    let compared = 0;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        const instruction = decoder.decode(bytes, 0, 0x1000n);
        if (instruction?.length !== 4) return;
        const pieces = piecesOf(bytes, instruction, mode, decoder);
        if (pieces.some(({ name }) => name === "operands" || name === "csr" || name === "V")) return;
        // There is no such system register: op0 is 2 or 3 in those (section C4.1, “System register move”).
        if (/\bs0_/.test(instruction.text)) return;
        const named = new Set(
          pieces.filter(({ name }) => /^(rd|rs[12]|R[dnmats]2?)$/.test(name)).map(({ short }) => short),
        );
        // The second registers of these pairs have no field.
        if (instruction.mnemonic.startsWith("casp"))
          for (const name of [...named])
            named.add(name.replace(/\d+$/, (number) => String(Number(number) + 1)));
        for (const operand of instruction.operands) {
          const names =
            operand.kind === "register"
              ? [operand.name]
              : operand.kind === "memory"
                ? [operand.base, operand.index]
                : [];
          for (const name of names) {
            if (name === undefined || !/^(?:[xw]\d+|[xw]zr|sp|[ast]\d+|ra|gp|tp|zero)$/.test(name)) continue;
            expect([...named], instruction.text).toContain(name);
            compared++;
          }
        }
      }),
      { seed: 3, numRuns: 4000 },
    );
    expect(compared).toBeGreaterThan(300);
  });
});

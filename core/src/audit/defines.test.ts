import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditDiagnostics, auditDocument } from "../languages/assembly/audited";
import { SourceText } from "../text/sourceText";
import { loadDecoder } from "../isa/loadDecoder";
import { modes, type Mode } from "../isa/decoder";
import { auditDefine } from "./defines";

async function verdict(mode: Mode, name: string, value: string): Promise<string> {
  const found = auditDefine(name, value, mode, await loadDecoder(mode));
  if (found === undefined) return "no instruction";
  return "reason" in found ? `${found.verdict}: ${found.reason}` : found.verdict;
}

describe("names that are what their bytes are", () => {
  it.each<[mode: Mode, name: string, value: string]>([
    ["x86-32", "add_eax,", "05"],
    ["x86-32", "add_eax,", "83C0"],
    ["x86-32", "mov_eax,[edx+BYTE]", "8B42"],
    ["x86-32", "mov_[DWORD],eax", "A3"],
    ["x86-32", "lea_eax,[esp+DWORD]", "8D8424"],
    ["x86-32", "movzx_eax,BYTE_PTR_[eax]", "0FB600"],
    ["x86-32", "imul_eax,", "6BC0"],
    ["x86-32", "je", "74"],
    ["x86-32", "je", "0F84"],
    ["x86-32", "je32", "0F84"],
    ["x86-32", "call", "E8"],
    ["x86-32", "int", "CD"],
    ["x86-32", "INT_80", "CD80"],
    ["x86-32", "push", "6A"],
    ["x86-32", "ret", "C3"],
    ["x86-32", "add____$i32,0x8(%ebp)", "8145"],
    ["x86-32", "mov____%eax,%edx", "89c2"],
    ["x86-64", "add_rax,BYTE", "4883C0"],
    ["x86-64", "mov_rbx,[rip+DWORD]", "488B1D"],
    ["x86-64", "shr_rbx", "48D1EB"],
    ["aarch64", "PUSH_X0", "408e1ff8"],
    ["aarch64", "PUSH_X0", "e00f1ff8"],
    ["aarch64", "SET_X0_TO_FCNTL_H_AT_FDCWD", "600c8092"],
    ["aarch64", "CBZ_X0_PAST_BR", "a00000b4"],
    ["aarch64", "XOR_X0_X1_X0", "000001ca"],
    ["aarch64", "LDR_X0_[SP]", "400240f9"],
    ["riscv64", "rd_a0", ".00050000"],
    ["riscv64", "rs2_x31", ".0000F001"],
    ["riscv64", "addiw", "1B000000"],
    ["riscv64", "not", "1340F0FF"],
    ["riscv32", "ecall", "73000000"],
    ["knight", "ADD", "05000"],
    ["knight", "R15", "F"],
    ["arm", "R10", "A"],
    ["arm", "BP", "C"],
    ["arm", "{R4}", "1000"],
    ["arm", "{LR}", "0040"],
    ["arm", "ADD", "08"],
    ["arm", "ARITH2_GE", "A0"],
    ["arm", "LOADI8_LO", "0A033"],
    ["arm", "MVNI8_EQUAL", "0E003"],
    ["arm", "CALL_REG_ALWAYS", "FF2FE1"],
    ["arm", "RETURN", "FF2FE1"],
    ["arm", "ARITH_RIGHT", "5"],
  ])("%s: %s %s", async (mode, name, value) => {
    expect(await verdict(mode, name, value)).toBe("agrees");
  });
});

describe("names that are not", () => {
  it.each<[mode: Mode, name: string, value: string, why: string]>([
    ["x86-32", "cmp_ebx,ecx", "39D9", "disagrees: the register is ecx, not ebx"],
    ["arm", "R10", "B", "disagrees: R10 is A"],
    ["arm", "{R4}", "0010", "disagrees: {R4} is 1000"],
    ["arm", "SUB", "08", "disagrees: the bytes are “add”, not “sub”"],
    ["arm", "LOADI8_GE", "0A0C3", "disagrees: the bytes are “movgt”, not “movge”"],
    ["arm", "MOVE_ALWAYS", "A0E", "disagrees: it does not make a word together with the others of its line"],
    ["x86-32", "je8", "0F84", "disagrees: the displacement has 32 bits, not 8"],
    ["x86-32", "mov_eax,", "66B8", "disagrees: the register is ax, not eax"],
    ["x86-32", "add_eax,[DWORD]", "83", "disagrees: the bytes end within the opcode"],
    ["x86-64", "mov_rdi,", "BF", "disagrees: the register is edi, not rdi"],
    ["x86-64", "mov_rax,[rax+DWORD]", "488B40", "disagrees: what follows has one byte, not a DWORD"],
    ["x86-64", "addd_ebx,", "81C3", "cannot tell: no instruction is called addd"],
    ["aarch64", "ADD_X0_X16_X0", "0020008b", "disagrees: the register is x0, not x16"],
    ["aarch64", "SET_X8_TO_SYS_GETEGID", "081680d2", "disagrees: the number is 176, not 177"],
    ["riscv64", "rd_a1", ".00050000", "disagrees: rd_a1 is 80050000"],
    ["riscv64", "lw", "03300000", "disagrees: lw is 03200000"],
    ["knight", "ADD", "05002", "disagrees: ADD is 05000"],
  ])("%s: %s %s", async (mode, name, value, why) => {
    expect(await verdict(mode, name, value)).toBe(why);
  });
});

it.each<[mode: Mode, name: string, value: string]>([
  ["x86-32", "NULL", "00000000"],
  ["x86-32", "add_eax,", "0"],
  ["aarch64", "NULL", "0000000000000000"],
  ["riscv64", "NULL", "00000000"],
  ["arm", "LOADU8", "0"],
])("%s: %s is no name of an instruction with bytes", async (mode, name, value) => {
  expect(await verdict(mode, name, value)).toBe("no instruction");
});

it("a DEFINE that is wrong is found where it is written", async () => {
  const text = SourceText.fromString('DEFINE pop_eax 58\nDEFINE pop_ebx "58"\npop_ebx\n');
  const document = { language: "m1", path: "/x86/a.M1", text, workspace: undefined } as const;
  const found = auditDiagnostics(await auditDocument(document));
  expect(found.map(({ code, range, message }) => [code, text.slice(range), message])).toEqual([
    [
      "audit/define",
      "pop_ebx",
      "The name of the macro is not what its bytes are: the register is eax, not ebx.",
    ],
  ]);
});

it("any names and values are looked at without an error", async () => {
  for (const mode of modes) {
    const decoder = await loadDecoder(mode);
    const name = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        "mov_",
        "je",
        "mov_eax,[",
        "add____$i8,",
        "LDR_X0_[",
        "rd_",
        "rs2_x99",
        "R99",
        "SET_X0_TO_",
      ),
    );
    const value = fc.oneof(fc.string({ maxLength: 10 }), fc.stringMatching(/^\.?[0-9A-F]{0,20}$/));
    fc.assert(
      fc.property(name, value, (written, bytes) => {
        auditDefine(written, bytes, mode, decoder);
      }),
      { numRuns: 200 },
    );
  }
});

describe("lines of ARMv7's macros", () => {
  const define =
    "DEFINE R0 0\nDEFINE R3 3\nDEFINE NO_SHIFT 0\nDEFINE MOVE_ALWAYS A0E1\nDEFINE LOADI8_ALWAYS 0A0E3\n";

  it.each<[line: string, found: readonly string[]]>([
    ["'0' R0 R3 NO_SHIFT MOVE_ALWAYS ; MOV R3,R0", []],
    ["!32 R0 LOADI8_ALWAYS ; MOV R0,#32. ; so many", []],
    ["'0' R0 R3 NO_SHIFT MOVE_ALWAYS ; Keep it", []],
    [
      "!31 R0 LOADI8_ALWAYS ; MOV R0,#32.",
      ["MOV R0,#32. The comment is not what the bytes do: the number is 31, not 32."],
    ],
    [
      "'0' R3 R0 NO_SHIFT MOVE_ALWAYS ; MOV R3,R0",
      ["MOV R3,R0 The comment is not what the bytes do: the register is r0, not r3."],
    ],
  ])("%s", async (line, found) => {
    const text = SourceText.fromString(`${define}${line}\n`);
    const audited = await auditDocument({ language: "m1", path: "/armv7l/a.M1", text, workspace: undefined });
    const told = auditDiagnostics(audited).map(({ range, message }) => `${text.slice(range)} ${message}`);
    expect(told).toEqual(found);
  });
});

import { describe, expect, it } from "vitest";
import { auditDocument } from "../languages/assembly/audited";
import { SourceText } from "../text/sourceText";

async function verdict(mode: string, line: string): Promise<string> {
  const text = SourceText.fromString(`# isa: ${mode}\n${line}\n`);
  const { lines } = await auditDocument({ language: "hex0", path: "/a.hex0", text, workspace: undefined });
  const { verdict, reason = "" } = lines.at(-1)!;
  return verdict === "agrees" || verdict === "data" ? verdict : `${verdict}: ${reason}`;
}

describe("comments on x86 that are right", () => {
  it.each(
    `
    x86-32 B8 00 10 00 00 # mov eax, 1 << 12
    x86-32 B8 00 10 00 00 # mov eax, 4*1024
    x86-32 B8 61 62 63 64 # mov eax, 'abcd'
    x86-32 B8 64 63 62 61 # mov eax, 'abcd'
    x86-32 63 C8 # arpl ax, cx
    x86-32 0F 00 E5 # verr bp
    x86-64 0F 00 DA # ltr edx
    x86-64 41 8E D8 # mov ds, r8w
    x86-64 67 21 0D 09 00 00 00 # and [eip+9], ecx
    x86-32 03 44 22 08 # add eax, [edx+eiz*1+8]
    x86-64 00 14 A4 # add byte ptr [rsp+riz*4], dl
    x86-32 9A 00 10 00 00 08 00 # lcall $0x8,$0x1000
    x86-32 9A 00 10 00 00 08 00 # lcalll $0x8,$0x1000
    x86-32 0F 90 05 00 10 00 00 # seto 0x1000
    x86-32 FF 05 00 10 00 00 # incl 0x1000
    x86-32 C5 39 # ldsl (%ecx),%edi
    x86-32 0F 6F 41 08 # movq 8(%ecx), %mm0
    x86-32 B8 05 00 00 00 # mov eax, 1|4
    x86-32 B8 06 00 00 00 # mov eax, 2*(1+2)
    x86-16 B4 02 # mov ah, 2 (read sectors)
    x86-16 B4 02 # mov ah, 2 - read sectors
    x86-32 89 CB # movl %ecx, %ebx
    x86-32 40 # incl %eax
    x86-32 83 C0 08 # addl $8, %eax
    x86-64 48 89 C8 # movq %rcx, %rax
    x86-64 C3 # retq
    x86-64 0F B6 C1 # movzbl %cl, %eax
    x86-32 0F 44 C1 # cmove eax, ecx
    x86-32 0F 44 C1 # cmovz eax, ecx
    x86-32 F3 90 # pause
    x86-32 0F AE F0 # mfence
    x86-64 0F 01 F8 # swapgs
    x86-64 48 0F 07 # sysretq
    x86-64 48 8D 15 34 12 00 00 # lea rdx, [rip+0x1234]
    x86-64 FF 15 10 00 00 00 # call qword ptr [rip+0x10]
    x86-64 48 8D 15 34 12 00 00 # lea 0x1234(%rip),%rdx
    x86-16 67 66 8B 06 # mov eax, [esi]
    x86-32 D7 # xlat
    x86-32 D7 # xlatb
    x86-32 D4 0A # aam
    x86-32 D5 0A # aad
    x86-32 D1 E0 # shl eax
    x86-32 66 90 # xchg ax, ax
    x86-32 CC # int 3
    x86-32 CC # int3
    x86-32 8D 04 00 # lea eax, [eax*2]
    x86-32 8B 44 24 04 # mov eax, 4[esp]
    x86-16 FF 1E 10 7C # call DWORD PTR ds:0x7c10
    x86-32 EC # in (%dx),%al
    x86-16 EB 00 # jmp $+2
    x86-16 EB FD # jmp $-1
    x86-16 EB FE # jmp $
    x86-16 EB FE # jmp .
    x86-64 F3 A4 # rep movs BYTE PTR es:[rdi],BYTE PTR ds:[rsi]
    x86-64 F3 A4 # rep movsb %ds:(%rsi),%es:(%rdi)
    x86-64 AA # stos BYTE PTR es:[rdi],al
    x86-64 AD # lods eax,DWORD PTR ds:[rsi]
    x86-32 AE # scas al,BYTE PTR es:[edi]
    x86-32 D7 # xlat BYTE PTR ds:[ebx]
    x86-32 CD 80 # int $0x80
    x86-32 CD 80 # int 128
    x86-32 E4 FE # in al, 0xFE
  `
      .trim()
      .split(/\n\s*/)
      .map((row) => [row.slice(0, 6), row.slice(7)] as const),
  )("%s %s", async (mode, line) => {
    expect(await verdict(mode, line)).toBe("agrees");
  });
});

describe("comments on x86 that are wrong", () => {
  it.each(
    `
    x86-32 B8 61 62 64 63 # mov eax, 'abcd'
    x86-32 63 C8 # arpl ax, dx
    x86-32 0F 00 E5 # verr bx
    x86-64 67 21 0D 09 00 00 00 # and [eip+8], ecx
    x86-32 03 44 22 08 # add eax, [edx+eiz*2+8]
    x86-32 03 42 08 # add eax, [edx+eiz*1+8]
    x86-32 03 44 0A 08 # add eax, [edx+eiz*1+8]
    x86-32 9A 00 10 00 00 08 00 # lcall $0x10,$0x1000
    x86-32 0F 90 05 00 10 00 00 # seto 0x1004
    x86-32 B8 01 00 00 00 # mov eax, 1 << 12
    x86-32 B8 01 00 00 00 # mov eax, 1*5
    x86-32 B8 61 00 00 00 # mov eax, 'abcd'
    x86-32 C1 E0 02 # shl eax, 2*3
    x86-32 83 C0 04 # add eax, 4 * 2
    x86-32 B8 01 00 00 00 # mov eax, 1|4
    x86-32 89 C3 # movl %ecx, %ebx
    x86-32 40 # incl %ebx
    x86-32 83 C0 08 # addl $9, %eax
    x86-32 39 D8 # cmpl %ebx, %ecx
    x86-64 48 89 C8 # movq %rcx, %rbx
    x86-64 58 # popq %rcx
    x86-64 48 8D 15 34 12 00 00 # lea rdx, [rip+0x1238]
    x86-32 D4 0B # aam
    x86-32 A4 # movs BYTE PTR es:[di],BYTE PTR ds:[si]
    x86-32 A5 # movs BYTE PTR es:[edi],BYTE PTR ds:[esi]
    x86-32 66 90 # xchg eax, eax
    x86-32 CC # int 4
    x86-16 EB 00 # jmp $+3
    x86-16 EB FD # jmp $+1
    x86-32 0F 44 C1 # cmovne eax, ecx
  `
      .trim()
      .split(/\n\s*/)
      .map((row) => [row.slice(0, 6), row.slice(7)] as const),
  )("%s %s", async (mode, line) => {
    expect(await verdict(mode, line)).toMatch(/^disagrees: /);
  });

  it("says the number of an interrupt without a sign", async () => {
    expect(await verdict("x86-32", "CD 80 # int $0x81")).toBe("disagrees: the number is 128, not 129");
  });
});

it.each([
  ["x86-32", "B8 01 00 00 00 # mov eax, 1 % 4"],
  ["x86-32", "B8 01 00 00 00 # mov eax, end-start"],
  ["x86-32", "B8 01 00 00 00 # mov eax, size*2"],
])("cannot tell what is calculated in a way that is not known: %s %s", async (mode, line) => {
  expect(await verdict(mode, line)).toMatch(/^cannot tell: /);
});

it.each([
  ["x86-32", "CD 80 # call kernel"],
  ["x86-32", "75 FC # loop until done"],
  ["x86-32", "48 # sub 1 from eax"],
  ["x86-32", "FA # in 16 bit: cli"],
])("takes prose for no claim: %s %s", async (mode, line) => {
  expect(await verdict(mode, line)).not.toMatch(/^(dis)?agrees/);
});

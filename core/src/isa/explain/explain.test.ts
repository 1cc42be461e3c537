import { expect, it } from "vitest";
import type { Mode } from "../decoder";
import { loadDecoder } from "../loadDecoder";
import { explainInstruction } from "./explain";

/** What is said of an instruction: its text, what it does, what it reads and writes; without the table of its pieces. */
async function said(mode: Mode, digits: string): Promise<readonly string[]> {
  const bytes = Uint8Array.from(digits.split(" "), (pair) => Number.parseInt(pair, 16));
  const decoder = await loadDecoder(mode);
  const instruction = decoder.decode(bytes, 0, 0x1000n);
  expect(instruction?.length, `${digits} is one instruction`).toBe(bytes.length);
  return explainInstruction({
    bytes,
    instruction: instruction!,
    mode,
    decoder,
    asked: { start: 0, end: bytes.length },
    syntax: "intel",
    nameOf: () => undefined,
    about: [],
  })
    .filter((block) => !/^[|*]|, as bits:$/.test(block))
    .map((block) => block.replace(/^```\w+\n|\n```$/g, ""));
}

it.each<[mode: Mode, digits: string, ...lines: string[]]>([
  // A prefix is no operand.
  [
    "x86-16",
    "66 68 78 56 34 12",
    "data32 push 0x12345678",
    "Puts `0x12345678` on the stack.",
    "reads ss, sp · writes sp, memory",
  ],
  [
    "x86-16",
    "F0 2E 01 07",
    "lock add cs:[bx], ax",
    "Adds `ax` to `cs:[bx]`.",
    "reads cs, bx, ax, memory · writes memory · changes OF, SF, ZF, AF, CF, PF",
  ],
  [
    "x86-64",
    "F3 A6",
    "repe cmpsb [rsi], [rdi]",
    "Compares the byte at si with that at di, and steps on; while equal, as often as the counter says at most.",
    "reads rcx, rsi, rdi, memory, DF · writes rcx, rsi, rdi · changes OF, SF, ZF, AF, CF, PF",
  ],
  // Far jumps, calls and returns set cs.
  [
    "x86-64",
    "CB",
    "ret far",
    "Returns to another segment: takes address and cs from the stack.",
    "reads rsp, memory · writes rsp, cs",
  ],
  [
    "x86-64",
    "48 CF",
    "iretq",
    "Returns from an interrupt: takes rip, cs, rflags, rsp and ss from the stack.",
    "reads rsp, memory · writes ss, rsp, cs · changes all flags",
  ],
  [
    "x86-32",
    "CF",
    "iretd",
    "Returns from an interrupt: takes eip, cs and eflags from the stack.",
    "reads esp, memory · writes esp, cs · changes all flags",
  ],
  [
    "x86-32",
    "9A 00 00 10 00 08 00",
    "call far 0x100000, 8",
    "Calls: pushes cs and the address behind it, sets cs and jumps.",
    "reads esp, cs · writes esp, memory, cs",
  ],
  ["x86-16", "EA 00 00 C0 07", "jmp far 0, 0x7C0", "Jumps, and sets cs.", "writes cs"],
  ["x86-16", "FF 2F", "jmp far dword ptr [bx]", "Jumps, and sets cs.", "reads ds, bx, memory · writes cs"],
  ["x86-32", "C5 00", "lds eax, [eax]", "Loads a pointer and ds.", "reads eax, memory · writes eax, ds"],
  ["aarch64", "20 00 5F D6", "ret x1", "Returns: jumps to the address in x1.", "reads x1"],
  ["aarch64", "C0 03 5F D6", "ret", "Returns: jumps to the address in x30.", "reads x30"],
  ["aarch64", "40 42 38 D5", "mrs x0, currentel", "Reads a system register.", "reads currentel · writes x0"],
  ["aarch64", "00 C0 18 D5", "msr vbar_el1, x0", "Writes a system register.", "reads x0 · writes vbar_el1"],
  ["aarch64", "00 42 1B D5", "msr nzcv, x0", "Writes a system register.", "reads x0 · changes N, Z, C, V"],
  [
    "aarch64",
    "DF 42 03 D5",
    "msr daifset, #2",
    "Masks exceptions: the number’s bits are D, A, I and F.",
    "writes daif",
  ],
  ["aarch64", "9F 3F 03 D5", "dsb sy", "Waits for memory accesses before it."],
  [
    "aarch64",
    "E0 03 9F D6",
    "eret",
    "Returns from an exception: takes the address from ELR and the state from SPSR.",
  ],
  // A condition is no register.
  [
    "aarch64",
    "20 10 82 9A",
    "csel x0, x1, x2, ne",
    "Takes the first register if the condition holds, else the second.",
    "reads x1, x2, Z · writes x0",
  ],
  ["aarch64", "E0 17 9F 9A", "cset x0, eq", "Sets 1 if the condition holds, else 0.", "reads Z · writes x0"],
  [
    "aarch64",
    "20 14 81 9A",
    "cinc x0, x1, eq",
    "Copies, and adds 1 if the condition holds.",
    "reads x1, Z · writes x0",
  ],
  [
    "aarch64",
    "20 04 82 9A",
    "csinc x0, x1, x2, eq",
    "Takes the first register if the condition holds, else the second plus 1.",
    "reads x1, x2, Z · writes x0",
  ],
  [
    "aarch64",
    "00 28 42 3A",
    "ccmn w0, #2, #0, hs",
    "Compares if the condition holds, else sets the flags given.",
    "reads w0, C · changes N, Z, C, V",
  ],
  ["arm", "80 00 0C F1", "cpsid i", "Masks the interrupts that its letters name."],
  ["arm", "00 00 4F E1", "mrs r0, spsr", "Reads the status register.", "reads spsr · writes r0"],
  ["arm", "00 F0 21 E1", "msr cpsr_c, r0", "Writes fields of the status register.", "reads r0 · writes cpsr"],
  [
    "arm",
    "00 F0 29 E1",
    "msr cpsr_fc, r0",
    "Writes fields of the status register.",
    "reads r0 · writes cpsr · changes N, Z, C, V",
  ],
  // Bit 20 sets no flags of loads, and stores write no register but whether they were done.
  ["arm", "9F 2F 91 E1", "ldrex r2, [r1]", "Loads, and reserves the place.", "reads memory, r1 · writes r2"],
  [
    "arm",
    "92 CF 81 E1",
    "strex ip, r2, [r1]",
    "Stores if the place is still reserved.",
    "reads r2, r1 · writes ip, memory",
  ],
  [
    "arm",
    "92 20 01 E1",
    "swp r2, r2, [r1]",
    "Exchanges with memory.",
    "reads r2, r1, memory · writes r2, memory",
  ],
  ["arm", "61 00 A0 E1", "rrx r0, r1", "Rotates right by one, through the carry.", "reads r1, C · writes r0"],
  ["arm", "10 0F 11 EE", "mrc p15, #0, r0, c1, c0, #0", "Reads a register of a coprocessor."],
  ["arm", "00 1B 80 ED", "vstr d1, [r0]"],
])("%s %s", async (mode, digits, ...lines) => expect(await said(mode, digits)).toEqual(lines));

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
])("%s %s", async (mode, digits, ...lines) => expect(await said(mode, digits)).toEqual(lines));

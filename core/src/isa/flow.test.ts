import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mode } from "./decoder";
import { reachable, type AddressSpace } from "./flow";
import { loadDecoder } from "./loadDecoder";

const BASE = 0x1000n;

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** A file that is mapped as a whole at {@link BASE}. */
function mapped(length: number): AddressSpace {
  return {
    addressOf: (offset) => (offset < length ? BASE + BigInt(offset) : undefined),
    offsetOf: (address) =>
      address >= BASE && address < BASE + BigInt(length) ? Number(address - BASE) : undefined,
  };
}

/** What is reached, as `offset:text`, in order. */
async function reached(hex: string, entries: readonly number[] = [0]): Promise<readonly string[]> {
  const bytes = bytesOf(hex);
  const found = reachable(bytes, await loadDecoder("x86-32"), mapped(bytes.length), entries);
  return [...found.values()]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, text }) => `${offset}:${text}`);
}

describe("control flow", () => {
  it.each<[what: string, hex: string, expected: readonly string[]]>([
    ["nothing", "", []],
    ["a straight line to the end of the file", "58 5B", ["0:pop eax", "1:pop ebx"]],
    ["nothing behind a return", "C3 58", ["0:ret"]],
    ["nothing behind an indirect jump", "FFE0 58", ["0:jmp eax"]],
    ["nothing behind a trap", "0F0B 58", ["0:ud2"]],
    ["a jump over data", "EB 02 FFFF C3", ["0:jmp short 0x1004", "4:ret"]],
    ["a loop that does not end", "EB FE", ["0:jmp short 0x1000"]],
    ["both ways of a branch", "74 01 C3 58 C3", ["0:je short 0x1003", "2:ret", "3:pop eax", "4:ret"]],
    [
      "a called function, and what follows",
      "E8 01000000 C3 58 C3",
      ["0:call 0x1006", "5:ret", "6:pop eax", "7:ret"],
    ],
    ["what follows an indirect call", "FFD0 C3", ["0:call eax", "2:ret"]],
    ["what follows a system call", "CD80 C3", ["0:int 0x80", "2:ret"]],
    ["no target outside the file", "E9 00010000", ["0:jmp 0x1105"]],
    ["nothing behind bytes that are no instruction", "58 0FFF 58", ["0:pop eax"]],
  ])("reaches %s", async (_, hex, expected) => expect(await reached(hex)).toEqual(expected));

  it("believes a jump more than falling out of a system call, which may not return", async () => {
    // B8 is data, and would read as the start of a `mov eax, …` that swallows the branch's target.
    const expected = ["0:je short 0x1005", "2:int 0x80", "5:pop eax", "6:ret"];
    expect(await reached("74 03 CD80 B8 58C3 0000")).toEqual(expected);
  });

  it.each([[[-1]], [[99]], [[]]])("finds nothing from entries outside the file: %j", async (entries) => {
    expect(await reached("58", entries)).toEqual([]);
  });
});

describe("any bytes", () => {
  it.each<Mode>(["x86-32", "x86-64"])("end, and never overlap, in %s", async (mode) => {
    const decoder = await loadDecoder(mode);
    const property = fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.nat(220), { maxLength: 4 }),
      (bytes, entries) => {
        const found = [...reachable(bytes, decoder, mapped(bytes.length), entries).values()];
        const owners = new Uint8Array(bytes.length);
        for (const { offset, length } of found) {
          for (let at = offset; at < offset + length; at++) owners[at]! += 1;
        }
        expect(Math.max(0, ...owners)).toBeLessThanOrEqual(1);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});

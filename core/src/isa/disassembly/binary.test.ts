import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mode } from "../decoder";
import { disassembleBinary } from "./binary";
import { entryOf } from "./entry";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

/** A file of ELF32 for x86 at 0x8048000 whose code begins behind the headers. */
function elf(code: string, entry = 0x8048054): Uint8Array {
  const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer).toString("hex");
  const size = 0x54 + bytesOf(code).length;
  return bytesOf(
    `7F454C46 010101000000000000000000 0200 0300 01000000 ${word(entry)} 34000000 00000000 00000000 3400 2000 0100 0000 0000 0000
     01000000 00000000 ${word(0x8048000)} ${word(0x8048000)} ${word(size)} ${word(size)} 05000000 00100000 ${code}`,
  );
}

async function shown(
  bytes: Uint8Array,
  { mode = "x86-32", base = 0n, linear = false }: { mode?: Mode; base?: bigint; linear?: boolean } = {},
): Promise<readonly string[]> {
  const rows = await disassembleBinary({ bytes, mode, base, linear });
  let at = 0;
  for (const { offset, length } of rows) {
    expect(offset).toBe(at);
    at += length;
  }
  expect(at).toBe(bytes.length);
  return rows
    .filter(({ kind }) => kind !== "header")
    .map(({ address, kind, text }) => `${address?.toString(16) ?? "-"} ${kind}: ${text}`);
}

describe("a binary", () => {
  it("of ELF is read from its entry point, its headers field by field, and what nothing reaches as data", async () => {
    const code = "EB 02 48 69 B8 01000000 CD 80 C3 00";
    expect(await shown(elf(code))).toEqual([
      "8048054 instruction: jmp short 0x8048058",
      "8048056 data: |Hi|",
      "8048058 instruction: mov eax, 1",
      "804805d instruction: int 0x80",
      "804805f instruction: ret",
      "8048060 data: |.|",
    ]);
    const rows = await disassembleBinary({ bytes: elf(code), mode: "x86-32", base: 0n, linear: false });
    expect(rows.filter(({ kind }) => kind === "header").map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        "e_machine = 0x3, Intel 80386 (x86)",
        "e_entry = 0x8048054",
        "p_align = 0x1000",
      ]),
    );
  });

  it("is decoded from end to end where that is asked for, all the same what control reaches first", async () => {
    expect(await shown(elf("EB 01 B8 C3 58 C3"), { linear: true })).toEqual([
      "8048054 instruction: jmp short 0x8048057",
      "8048056 data: |.|",
      "8048057 instruction: ret",
      "8048058 instruction: pop eax",
      "8048059 instruction: ret",
    ]);
  });

  it("without a header is read from its first byte, at the address that is given", async () => {
    expect(await shown(bytesOf("74 01 C3 90 C3 41"), { base: 0x7c00n, mode: "x86-16" })).toEqual([
      "7c00 instruction: je short 0x7C03",
      "7c02 instruction: ret",
      "7c03 instruction: nop",
      "7c04 instruction: ret",
      "7c05 data: |A|",
    ]);
  });

  it("that boots is followed through far jumps, and what is not reached is data", async () => {
    const sector = new Uint8Array(512);
    sector.set(bytesOf("EA 06 7C 00 00 FF EB FE"));
    sector.set([0x55, 0xaa], 510);
    expect((await shown(sector, { base: 0x7c00n, mode: "x86-16" })).slice(0, 4)).toEqual([
      "7c00 instruction: jmp far 0x7C06, 0",
      "7c05 data: |.|",
      "7c06 instruction: jmp short 0x7C06",
      "7c08 data: |........|",
    ]);
  });

  it("that boots has each of its bytes once, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 512, maxLength: 512 }), async (sector) => {
        sector.set([0x55, 0xaa], 510);
        await shown(sector, { base: 0x7c00n, mode: "x86-16" });
      }),
    );
  });

  it("of RISC-V is swept word by word", async () => {
    expect(await shown(bytesOf("67800000 FFFFFFFF 13000000"), { mode: "riscv64", linear: true })).toEqual([
      "0 instruction: ret",
      "4 data: |....|",
      "8 instruction: nop",
    ]);
  });

  it("that ends within its headers has its bytes all the same", async () => {
    expect((await shown(elf("").subarray(0, 40))).length).toBeGreaterThanOrEqual(0);
    expect(await shown(new Uint8Array())).toEqual([]);
  });
});

describe("the entry point", () => {
  it.each<[what: string, bytes: Uint8Array, entry: readonly number[]]>([
    ["of ELF", elf("90 C3", 0x8048055), [0x55]],
    ["of ELF outside of the file", elf("90 C3", 0x9000000), []],
    ["of a boot sector", new Uint8Array(512).fill(0x55, 510, 511).fill(0xaa, 511), [0]],
    ["of anything else", bytesOf("90"), []],
  ])("%s", (_, bytes, entry) => {
    expect(entryOf(bytes)).toEqual(entry);
  });
});

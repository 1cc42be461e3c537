import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modes, type Mode } from "./decoder";
import { fieldsOf, placeIn, withPlace, type Field } from "./fields";
import { loadDecoder } from "./loadDecoder";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();

const ADDRESS = 0x6000n;

async function decoded(mode: Mode, hex: string) {
  const bytes = bytesOf(hex);
  const instruction = (await loadDecoder(mode)).decode(bytes, 0, ADDRESS)!;
  return { bytes, fields: fieldsOf(instruction, bytes, mode) };
}

describe("fields of instructions", () => {
  it.each<[mode: Mode, hex: string, field: string]>([
    ["x86-32", "EB 10", "target 1+1 6012"],
    ["x86-32", "0F84 00010000", "target 2+4 6106"],
    ["x86-16", "E8 FDFF", "target 1+2 6000"],
    ["x86-16", "66 E8 FA FF FF FF", "target 2+4 6000"],
    ["x86-16", "EA 11 7C 00 00", "far 1+2 7c11"],
    ["x86-32", "EA 34120000 0800", "far 1+4 1234"],
    ["x86-64", "488B1D 12000000", "data 3+4 6019"],
    ["x86-64", "48 c7 c6 17 01 60 00", "immediate 3+4 600117"],
    ["x86-64", "48 BE 1701600000000000", "immediate 2+8 600117"],
    ["x86-32", "A3 B1820408", "memory 1+4 80482b1"],
    ["x86-32", "C705 B1820408 B5820408", "memory 2+4 80482b1, immediate 6+4 80482b5"],
    ["x86-32", "83C8 05", ""],
    ["aarch64", "02000014", "target 0+4 6008"],
    ["aarch64", "41000054", "target 0+4 6008"],
    ["aarch64", "470000B4", "target 0+4 6008"],
    ["aarch64", "41000018", "data 0+4 6008"],
    ["aarch64", "20000010", "data 0+4 6004"],
    ["aarch64", "200000B0", "data 0+4 b000"],
    ["aarch64", "20000036", "target 0+4 6004"],
    ["arm", "020000EA", "target 0+4 6010"],
    ["arm", "04009FE5", "data 0+4 600c"],
    ["arm", "04001FE5", "data 0+4 6004"],
    ["riscv64", "63 00 05 0C", "target 0+4 60c0"],
    ["riscv32", "6F 00 80 02", "target 0+4 6028"],
    ["riscv64", "17 05 00 00 13 05 05 01", "data 0+8 6010"],
    ["riscv64", "17 05 00 00 23 28 A5 00", "data 0+8 6010"],
    ["riscv64", "17 05 00 00 93 85 05 01", ""],
    ["knight", "3C00FFE2", "target 2+2 5fe6"],
    ["knight", "E0002D201100", "immediate 4+2 1100"],
  ])("%s: %s", async (mode, hex, expected) => {
    const { bytes, fields } = await decoded(mode, hex);
    const shown = fields.map(
      (field) => `${field.use} ${field.at}+${field.size} ${placeIn(bytes, field).toString(16)}`,
    );
    expect(shown.join(", ")).toBe(expected);
  });

  it.each<[mode: Mode, hex: string, place: bigint, written: string]>([
    ["x86-32", "EB 10", ADDRESS + 2n + 127n, "7F"],
    ["x86-16", "E8 0000", 0x5000n, "FDEF"],
    ["x86-16", "E8 0000", 0xf000n, "FD8F"],
    ["x86-64", "488B1D 12000000", 0x5000n, "F9EFFFFF"],
    ["aarch64", "FFFFFF97", 0x7000n, "00040094"],
    ["riscv64", "17 05 00 00 13 05 05 01", 0x6800n, "1715000013050580"],
    ["riscv64", "63 00 05 0C", 0x5ff8n, "E30C05FE"],
    ["knight", "3C00FFE2", 0x6010n, "000C"],
    ["arm", "04009FE5", 0x6000n, "08001FE5"],
  ])("%s: %s with %s", async (mode, hex, place, expected) => {
    const { bytes, fields } = await decoded(mode, hex);
    expect(hexOf(withPlace(bytes, fields[0]!, place) as Uint8Array)).toBe(expected);
  });

  it.each<[mode: Mode, hex: string, place: bigint, value: bigint, least: bigint, most: bigint]>([
    ["x86-32", "EB 10", ADDRESS + 2n + 128n, 128n, -128n, 127n],
    ["x86-32", "EB 10", ADDRESS + 2n - 129n, -129n, -128n, 127n],
    ["x86-64", "E8 00000000", ADDRESS + 5n + 0x80000000n, 0x80000000n, -0x80000000n, 0x7fffffffn],
    ["aarch64", "02000014", ADDRESS + 6n, 6n, -0x8000000n, 0x7fffffcn],
    ["riscv64", "63 00 05 0C", ADDRESS + 4096n, 4096n, -4096n, 4094n],
    ["knight", "3C00FFE2", ADDRESS + 4n + 0x8000n, 0x8000n, -0x8000n, 0x7fffn],
    ["x86-16", "EA 11 7C 00 00", 0x10000n, 0x10000n, 0n, 0xffffn],
    ["arm", "04009FE5", ADDRESS + 8n - 4096n, -4096n, -4095n, 4095n],
  ])("%s: %s does not reach %s", async (mode, hex, place, value, least, most) => {
    const { bytes, fields } = await decoded(mode, hex);
    expect(withPlace(bytes, fields[0]!, place)).toMatchObject({ value, least, most });
  });

  it("the decoders find the place that was written, and the instruction is otherwise the same", async () => {
    const decoders = new Map(
      await Promise.all(modes.map(async (mode) => [mode, await loadDecoder(mode)] as const)),
    );
    let written = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...modes),
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.constantFrom(-0x4000, -0x200, -0x40, -4, 0, 4, 8, 0x60, 0x300, 0x5000),
        (mode, random, distance) => {
          const decoder = decoders.get(mode)!;
          const instruction = decoder.decode(random, 0, ADDRESS);
          const place = instruction && (instruction.target ?? instruction.data);
          if (instruction === undefined || place === undefined) return;
          for (const field of fieldsOf(instruction, random, mode)) {
            if (field.origin === undefined || field.size === 8) continue;
            const wrapped = (address: bigint) => BigInt.asUintN(field.bits, address);
            expect(placeIn(random, field)).toBe(wrapped(place));
            const to = moved(field, distance);
            const own = withPlace(random, field, to);
            if (!(own instanceof Uint8Array)) continue;
            const bytes = random.slice();
            bytes.set(own, field.at);
            const after = decoder.decode(bytes, 0, ADDRESS)!;
            written++;
            expect(wrapped((after.target ?? after.data)!)).toBe(wrapped(to));
            expect([after.mnemonic, after.length]).toEqual([instruction.mnemonic, instruction.length]);
          }
        },
      ),
      { seed: 5, numRuns: 20_000 },
    );
    expect(written).toBeGreaterThan(500);
  });
});

/** A place so far from where a field counts; ADRP knows pages alone. */
function moved({ form, origin, bits }: Field, distance: number): bigint {
  if (form === "aarch64 adrp") return (origin! & ~0xfffn) + BigInt(distance) * 0x1000n;
  return BigInt.asUintN(bits, origin! + BigInt(distance));
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootSectorFields } from "./bootSector";

/** A sector of zeros with a signature, and bytes put into it. */
function sector(...parts: readonly (readonly [offset: number, ...bytes: number[]])[]): Uint8Array {
  const bytes = new Uint8Array(512);
  bytes.set([0x55, 0xaa], 510);
  for (const [offset, ...those] of parts) bytes.set(those, offset);
  return bytes;
}

/** `header, name at offset: meaning or number` of the fields that a test asks for. */
const shown = (bytes: Uint8Array, names = /./) =>
  bootSectorFields(bytes)
    .filter(({ name }) => names.test(name))
    .map(
      ({ header, name, offset, meaning, value }) => `${header}, ${name} at ${offset}: ${meaning ?? value}`,
    );

const linux = [446, 0x80, 0x20, 0x21, 0, 0x83, 0xfe, 0xff, 0xff, 0, 8, 0, 0, 0, 0xc0, 3, 0] as const;

describe("a boot sector", () => {
  it("has its signature, and nothing else where the rest may be code", () => {
    expect(shown(sector())).toEqual(["boot sector, signature at 510: 55 AA: this sector can be started"]);
    expect(shown(sector([446, 0xb8, 0, 0, 0x75]))).toHaveLength(1);
    expect(shown(new Uint8Array(512))).toEqual([]);
    expect(shown(sector().subarray(0, 511))).toEqual([]);
  });

  it("has its partitions where the entries are such", () => {
    const found = shown(sector([440, 0x12, 0x34, 0x56, 0x78], [...linux]), /./);
    expect(found.slice(0, 9)).toEqual([
      "boot sector, disk signature at 440: 2018915346",
      "boot sector, copy protection at 444: it may be written",
      "partition 1, status at 446: active",
      "partition 1, first sector (CHS) at 447: cylinder 0, head 32, sector 33",
      "partition 1, type at 450: Linux",
      "partition 1, last sector (CHS) at 451: too far for CHS: the LBA counts",
      "partition 1, first sector (LBA) at 454: byte 0x100000 of the disk",
      "partition 1, sectors at 458: 120 MiB",
      "partition 2, status at 462: inactive",
    ]);
    expect(found).toHaveLength(2 + 4 * 6 + 1);
  });

  it("has the ten bits of a cylinder in two bytes", () => {
    const bytes = sector([...linux], [447, 1, 0xc5, 0x10]);
    expect(shown(bytes, /first sector .CHS/)[0]).toContain("cylinder 784, head 1, sector 5");
  });

  it.each<[why: string, ...parts: (readonly [number, ...number[]])[]]>([
    ["two are active", [...linux], [462, 0x80, 0, 0, 0, 0x83, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]],
    ["a status that there is not", [...linux], [446, 0x90]],
    ["an unused entry with numbers", [...linux], [462, 0, 1]],
    ["one without sectors", [...linux], [458, 0, 0, 0, 0]],
  ])("has no partitions: %s", (_, ...parts) => expect(shown(sector(...parts))).toHaveLength(1));

  it("has a parameter block where a jump goes over numbers of FAT", () => {
    const block = sector(
      [0, 0xeb, 0x3c, 0x90, ...Array.from("MSDOS5.0", (letter) => letter.charCodeAt(0))],
      [11, 0, 2, 1, 1, 0, 2, 0xe0, 0, 0x40, 0x0b, 0xf0, 9, 0, 18, 0, 2, 0],
    );
    const found = shown(block);
    expect(found[0]).toBe("BIOS parameter block, BS_OEMName at 3: “MSDOS5.0”");
    expect(found).toContain("BIOS parameter block, BPB_BytsPerSec at 11: 512");
    expect(found.some((each) => each.includes("BS_FilSysType at 54"))).toBe(true);
    block[12] = 3;
    expect(shown(block)).toHaveLength(1);
  });

  it("is read within its bytes, whatever they are", () => {
    const property = fc.property(fc.uint8Array({ minLength: 512, maxLength: 600 }), (bytes) => {
      bytes.set([0x55, 0xaa], 510);
      let before = 0;
      for (const { offset, size } of bootSectorFields(bytes)) {
        expect(offset).toBeGreaterThanOrEqual(before);
        before = offset + size;
      }
      expect(before).toBe(512);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

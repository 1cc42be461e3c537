import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePe } from "./pe";

/** A PE32+ file of one section, as stage0-uefi writes it: PE signature at 0x40, no data directories. */
function file({ machine = 0x8664, optionalSize = 112, magic = 0x20b } = {}): Uint8Array {
  const bytes = new Uint8Array(0x40 + 24 + optionalSize + 40);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x5a4d, true);
  view.setUint32(0x3c, 0x40, true);
  view.setUint32(0x40, 0x4550, true);
  view.setUint16(0x44, machine, true);
  view.setUint16(0x46, 1, true);
  view.setUint16(0x54, optionalSize, true);
  if (optionalSize >= 2) view.setUint16(0x58, magic, true);
  if (optionalSize >= 70) view.setUint16(0x58 + 68, 10, true);
  bytes.set([0x2e, 0x74, 0x65, 0x78, 0x74], 0x58 + optionalSize);
  return bytes;
}

const shown = (bytes: Uint8Array, name: string) => {
  const found = parsePe(bytes)?.fields.find((field) => field.name === name);
  return found && [found.header, found.offset, found.size, found.value, found.meaning];
};

describe("a PE file", () => {
  it("is read field by field", () => {
    expect(shown(file(), "Machine")).toEqual(["COFF header", 0x44, 2, 0x8664n, "AMD x86-64 (amd64)"]);
    expect(shown(file(), "Magic")).toEqual([
      "optional header",
      0x58,
      2,
      0x20bn,
      "PE32+: addresses of 64 bits",
    ]);
    expect(shown(file(), "Subsystem")).toEqual(["optional header", 0x9c, 2, 10n, "UEFI application"]);
    expect(shown(file(), "Name")?.[4]).toBe(".text");
    expect(shown(file(), "ImageBase")?.[2]).toBe(8);
    expect(shown(file({ magic: 0x10b, optionalSize: 96 }), "ImageBase")?.[2]).toBe(4);
  });

  it("has its headers covered without gaps behind the DOS header", () => {
    const fields = parsePe(file({ optionalSize: 240 }))!.fields.filter(
      ({ header }) => header !== "DOS header",
    );
    let at = 0x40;
    for (const { offset, size } of fields) {
      expect(offset).toBe(at);
      at += size;
    }
    expect(at).toBe(file({ optionalSize: 240 }).length);
    expect(fields.some(({ name }) => name === "BoundImportTable.Size")).toBe(true);
  });

  it("may end its optional header early", () => {
    const { fields } = parsePe(file({ optionalSize: 24 }))!;
    expect(fields.filter(({ header }) => header === "optional header").at(-1)!.name).toBe("BaseOfCode");
    expect(fields.find(({ name }) => name === "Name")?.offset).toBe(0x58 + 24);
  });
});

it.each([[[]], [[0x4d, 0x5a]], [[0x7f, 0x45, 0x4c, 0x46]]])("%j is none", (bytes) => {
  expect(parsePe(Uint8Array.from(bytes))).toBeUndefined();
});

it("any bytes are read or refused, never more than there are", () => {
  const property = fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(300), (tail, at) => {
    const bytes = Uint8Array.from([...file().subarray(0, 0x60), ...tail]);
    bytes[0x3c] = at & 0xff;
    const pe = parsePe(bytes);
    for (const { offset, size } of pe?.fields ?? []) expect(offset + size).toBeLessThanOrEqual(bytes.length);
  });
  fc.assert(property, { numRuns: 200 });
});

import { describe, expect, it } from "vitest";
import { headOf, inputSector } from "./stages";

const bytes = (text: string) => new TextEncoder().encode(text);
const stage1 = { path: "/stage1", source: bytes(`${"00 ".repeat(510)}55 AA # signature\n`) };
const head = (source: string, first = stage1) => headOf(first, { path: "/stage2", source: bytes(source) });
const codes = (source: string, first = stage1) => head(source, first).problems.map(({ code }) => code);

/** A program that reads its input from sector 175, with so many bytes of source. */
const reading175 = (size: number) => {
  const line = "C7 05 00 00 00 01 AF 00 00 00 # mov dword [0x1000000], 175\n";
  return `${line}${"#".repeat(size - line.length - 1)}\n`;
};

describe("the head of an image", () => {
  it("is stage1 assembled, stage2 as it stands, and zeros up to the sector", () => {
    const { bytes: all, problems } = head("90 # nop\n");
    expect(problems).toEqual([]);
    expect(all.length).toBe(1024);
    expect([...all.subarray(509, 512)]).toEqual([0, 0x55, 0xaa]);
    expect(new TextDecoder().decode(all.subarray(512, 521))).toBe("90 # nop\n");
    expect(all.subarray(521).every((byte) => byte === 0)).toBe(true);
  });

  it("has no zero behind a source of whole sectors", () => {
    expect(head(`${"#".repeat(511)}\n`).bytes.length).toBe(1024);
    expect(inputSector(512)).toBe(2);
    expect(inputSector(513)).toBe(3);
  });

  it("holds the length of a stage2 against the sector that is built into it", () => {
    expect(codes(reading175(88_576))).toEqual(["image/stage2-size"]);
    expect(codes(reading175(88_577))).toEqual([]);
    expect(codes(reading175(89_088))).toEqual([]);
    expect(codes(reading175(89_089))).toEqual(["image/stage2-size"]);
    expect(head(reading175(100)).problems[0]?.message).toContain("88577 to 89088");
  });

  it("wants a boot sector for stage1, and no zero byte in stage2", () => {
    expect(codes("90\n", { path: "/stage1", source: bytes("55 AA\n") })).toEqual(["image/boot-sector"]);
    expect(codes("90\n", { path: "/stage1", source: bytes("00 ".repeat(512)) })).toEqual([
      "image/boot-sector",
    ]);
    expect(head("90\n\n\0").problems).toMatchObject([{ code: "image/nul-in-stage2", line: 3 }]);
  });
});

import { describe, expect, it } from "vitest";
import { fixture } from "../testing/fixture";
import { assembleHex0 } from "./hex0";
import type { SourceMap } from "./sourceMap";

/** The map of a fixture's bytes, and where its cursor is. */
function mapped(source: string): { map: SourceMap; cursor: number; range: { start: number; end: number } } {
  const { text, cursors, ranges } = fixture(source);
  const map = assembleHex0(text.bytes, { map: true }).map!;
  return { map, cursor: cursors[0] ?? -1, range: ranges[0] ?? { start: -1, end: -1 } };
}

describe("the byte at a place", () => {
  it.each<[source: string, byte: number | undefined]>([
    ["‸4142 43", 0],
    ["4‸142 43", 0],
    ["41‸42 43", 1],
    ["4142‸ 43", 1],
    ["4142 ‸43", 2],
    ["4142 43‸", 2],
    ["‸ 41", undefined],
    ["41 ‸ 42", undefined],
    ["41 # 4‸2\n", undefined],
    ["4 # ‸x\n1", 0],
    ["‸", undefined],
  ])("%j", (source, byte) => {
    const { map, cursor } = mapped(source);
    expect(map.byteAt(cursor)).toBe(byte);
  });
});

describe("the first byte behind a place", () => {
  it.each<[source: string, byte: number]>([
    ["‸4142", 0],
    ["4‸142", 1],
    ["4142 # ‸x\n43", 2],
    ["4142‸", 2],
    ["‸", 0],
  ])("%j", (source, byte) => {
    const { map, cursor } = mapped(source);
    expect(map.firstAfter(cursor)).toBe(byte);
  });
});

describe("the bytes in a stretch", () => {
  it.each<[source: string, start: number, end: number]>([
    ["⟦4142\n⟧43", 0, 2],
    ["41⟦42⟧43", 1, 2],
    ["41⟦ # none\n⟧43", 1, 1],
    ["4⟦1 4⟧2", 1, 2],
    ["41⟦⟧42", 1, 1],
  ])("%j", (source, start, end) => {
    const { map, range } = mapped(source);
    expect(map.bytesIn(range)).toEqual({ start, end });
  });
});

describe("the stretch of bytes", () => {
  it.each<[source: string, offset: number, count: number]>([
    ["41 ⟦42 # x\n43⟧ 44", 1, 2],
    ["⟦4 1⟧ 42", 0, 1],
  ])("%j", (source, offset, count) => {
    const { map, range } = mapped(source);
    expect(map.rangeOfBytes(offset, count)).toEqual(range);
  });

  it.each([
    [-1, 1],
    [2, 1],
    [1, 2],
  ])("is undefined outside: %i, %i", (offset, count) => {
    expect(mapped("4142").map.rangeOfBytes(offset, count)).toBeUndefined();
  });
});

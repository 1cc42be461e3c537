import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dump, dumpedAt, rowOf, shownAt } from "./dump";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const addressOf = (offset: number) => 0x600000 + offset;

describe("a dump", () => {
  it("has offsets, addresses, bytes in two groups, and characters", () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, index) => (index < 16 ? 0x41 + index : index));
    expect(textOf(dump({ bytes, range: { start: 0, end: 18 }, addressOf }))).toBe(
      "00000000  00600000  41 42 43 44 45 46 47 48  49 4A 4B 4C 4D 4E 4F 50  |ABCDEFGHIJKLMNOP|\n" +
        "00000010  00600010  10 11                                             |..              |\n",
    );
  });

  it("leaves out what is not asked for, and addresses that are not known", () => {
    const bytes = new Uint8Array(20).fill(0x7e);
    const range = { start: 15, end: 17 };
    expect(textOf(dump({ bytes, range, addressOf: () => undefined }))).toBe(
      `${"00000000".padEnd(66)}7E  |${" ".repeat(15)}~|\n${"00000010".padEnd(20)}7E${" ".repeat(48)}|~${" ".repeat(15)}|\n`,
    );
  });

  it("of a stretch of a file counts from its start, beyond 4 GiB too", () => {
    const dumped = { bytes: new Uint8Array(2), range: { start: 0, end: 2 }, addressOf: () => undefined };
    const text = (from: number) => textOf(dump({ ...dumped, from })).slice(0, 25);
    expect(text(0x1230)).toBe("00001230            00 00");
    expect(text(0x3fffffff0)).toBe("3FFFFFFF0           00 00");
  });

  it("of nothing is empty", () => {
    expect(dump({ bytes: new Uint8Array(), range: { start: 0, end: 0 }, addressOf })).toEqual(
      new Uint8Array(),
    );
    expect(shownAt({ range: { start: 0, end: 0 } }, { start: 0, end: 0 })).toBeUndefined();
  });

  it("knows where each byte is shown, and which one is shown anywhere", () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(), fc.nat(), (all, first, last, at) => {
        const range = {
          start: first % all.length,
          end: 1 + (first % all.length) + (last % (all.length - (first % all.length))),
        };
        const dumped = { bytes: all, range, addressOf };
        const text = textOf(dump(dumped));
        const start = range.start + (at % (range.end - range.start));
        const shown = dumpedAt(dumped, { start, end: range.end });
        const digits = shown
          .filter((_, index) => index % 2 === 0)
          .map((its) => text.slice(its.start, its.end));
        const written = digits
          .join(" ")
          .split(/ +/)
          .map((pair) => Number.parseInt(pair, 16));
        expect(written).toEqual([...all.subarray(start, range.end)]);
        const [pair, character] = dumpedAt(dumped, { start, end: start + 1 });
        for (const place of [pair!, character!]) {
          expect(shownAt(dumped, place)).toEqual({ start, end: start + 1 });
          expect(shownAt(dumped, { start: place.start, end: place.start })).toEqual({
            start,
            end: start + 1,
          });
        }
        expect(text.slice(0, pair!.start).split("\n").length - 1).toBe(rowOf(dumped, start));
        expect(shownAt(dumped, { start: 0, end: text.length })).toEqual(range);
      }),
    );
  });
});

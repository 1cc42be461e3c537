import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DisassemblyRow } from "./rows";
import { DisassemblyText } from "./text";

const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const row = (offset: number, length: number, more: Partial<DisassemblyRow> = {}): DisassemblyRow => ({
  ...{ offset, length, address: 0x600000n + BigInt(offset), kind: "data", text: "data", labels: [] },
  ...more,
});

describe("a disassembly as text", () => {
  it("has labels, offsets, addresses, bytes, what they are, and where they come from", () => {
    const bytes = Uint8Array.from({ length: 12 }, (_, index) => index);
    const rows = [
      row(0, 2, { text: "add [rcx], al", labels: ["_start"] }),
      row(2, 10, { text: "mov rax, 1", address: 0x1_0000_0000n }),
    ];
    const text = new DisassemblyText(bytes, rows, ({ offset }) => (offset === 0 ? "7" : ""));
    expect(decoded(text.bytes)).toBe(
      [
        "                        :_start",
        "0000  0000000000600000  00 01                    add [rcx], al                           ; 7",
        "0002  0000000100000000  02 03 04 05 06 07 08 09  mov rax, 1",
        "000A  0000000100000008  0A 0B",
        "",
      ].join("\n"),
    );
    expect(Array.from({ length: text.count }, (_, line) => text.offsetOf(line))).toEqual([0, 0, 2, 2]);
  });

  it("has no address where none is known, and nothing in it that ends a line", () => {
    const text = new DisassemblyText(
      Uint8Array.of(0x41),
      [row(0, 1, { address: undefined, text: "a\nb" })],
      () => "",
    );
    expect(decoded(text.bytes)).toBe(`0000${" ".repeat(12)}41                       a b\n`);
  });

  it("knows where each byte is shown, and which ones are shown anywhere", () => {
    const lengths = fc.array(fc.record({ length: fc.integer({ min: 1, max: 20 }), label: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(lengths, fc.nat({ max: 50 }), fc.nat(), fc.nat(), (parts, first, one, other) => {
        let offset = first;
        const rows = parts.map(({ length, label }) => {
          const made = row(offset, length, { labels: label ? [`l${offset}`] : [] });
          offset += length;
          return made;
        });
        const bytes = Uint8Array.from({ length: offset }, (_, index) => (index * 37) & 0xff);
        const text = new DisassemblyText(bytes, rows, () => "1");
        const whole = decoded(text.bytes);
        const start = first + (one % (offset - first));
        const end = start + 1 + (other % (offset - start));
        const digits = text
          .shownAt({ start, end })
          .map((its) => whole.slice(its.start, its.end))
          .filter((its) => its !== "data")
          .flatMap((its) => its.split(" "))
          .map((pair) => Number.parseInt(pair, 16));
        expect(digits).toEqual([...bytes.subarray(start, end)]);
        const place = text
          .shownAt({ start, end: start + 1 })
          .find((shown) => whole.slice(shown.start, shown.end) !== "data");
        expect(text.bytesAt(place!)).toEqual({ start, end: start + 1 });
        expect(text.bytesAt({ start: place!.start, end: place!.start })).toEqual({ start, end: start + 1 });
        expect(text.bytesAt({ start: 0, end: whole.length })).toEqual({ start: first, end: offset });
        const lineStart = whole.lastIndexOf("\n", place!.start) + 1;
        const its = rows.find((each) => start >= each.offset && start < each.offset + each.length)!;
        const all = { start: its.offset, end: its.offset + its.length };
        expect(text.bytesAt({ start: lineStart, end: lineStart })).toEqual(all);
      }),
    );
  });

  it("of nothing is empty", () => {
    const text = new DisassemblyText(new Uint8Array(), [], () => "");
    expect([text.bytes.length, text.count]).toEqual([0, 0]);
    expect(text.bytesAt({ start: 0, end: 0 })).toBeUndefined();
    expect(text.shownAt({ start: 0, end: 5 })).toEqual([]);
  });
});

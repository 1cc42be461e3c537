import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Range } from "../../text/range";
import { SourceText } from "../../text/sourceText";
import { edited } from "../../testing/edits";
import { amd64Program, hex0Document, overlappingProgram, x86Program } from "../../testing/hex0";
import type { OutlineItem } from "../language";
import { hex0Diagnostics } from "./diagnostics";
import { hex0Hover } from "./hover";
import { hex0Outline } from "./outline";

const programs = [x86Program, amd64Program, overlappingProgram].map(
  (program) => SourceText.fromString(program).bytes,
);

/** Programs with some bytes of the source put anywhere: headers that are wrong in every way. */
const damaged = fc
  .tuple(
    fc.constantFrom(...programs),
    fc.array(fc.tuple(fc.nat(1200), fc.oneof(fc.nat(255), fc.constantFrom(0x30, 0x46, 0x23, 0x0a, 0x0d)))),
  )
  .map(([program, changes]) => {
    const bytes = program.slice();
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return bytes;
  });

const anything = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(fc.constantFrom(...Array.from("0F4gG#;:\n\r\t é漢😀ax")), { maxLength: 120 })
    .map((characters) => new TextEncoder().encode(characters.join(""))),
  damaged,
);

function expectInside(text: SourceText, { start, end }: Range): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
}

function expectItem(text: SourceText, item: OutlineItem, parent: Range): void {
  expectInside(text, item.range);
  expect(item.name).not.toBe("");
  for (const [inner, outer] of [
    [item.selection, item.range],
    [item.range, parent],
  ] as const) {
    expect(inner.start).toBeGreaterThanOrEqual(outer.start);
    expect(inner.end).toBeLessThanOrEqual(outer.end);
  }
  for (const child of item.children ?? []) expectItem(text, child, item.range);
}

describe("any bytes", () => {
  it("get findings inside them, with fixes that can be made", () => {
    const property = fc.property(anything, (bytes) => {
      const text = new SourceText(bytes);
      for (const { range, related, fixes, message } of hex0Diagnostics(hex0Document(text))) {
        expectInside(text, range);
        expect(message.length).toBeLessThan(400);
        for (const place of related ?? []) expectInside(text, place.range);
        for (const { edits } of fixes ?? []) {
          expect(edits).not.toEqual([]);
          edited(text, edits);
        }
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("get hovers inside them, about the place that was asked", async () => {
    const property = fc.asyncProperty(anything, async (bytes) => {
      const text = new SourceText(bytes);
      for (let offset = -1; offset <= text.length + 1; offset++) {
        const found = await hex0Hover(hex0Document(text), offset);
        if (!found) continue;
        expectInside(text, found.range);
        expect(found.range.start).toBeLessThanOrEqual(offset);
        expect(found.range.end).toBeGreaterThanOrEqual(offset);
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it("get an outline inside them", async () => {
    const property = fc.asyncProperty(anything, async (bytes) => {
      const text = new SourceText(bytes);
      for (const item of await hex0Outline(hex0Document(text)))
        expectItem(text, item, { start: 0, end: text.length });
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

// What takes time by the square of such a source does not end before the runner gives it up.
describe("large sources are read to their end", () => {
  const loads = `${"00".repeat(16)}${`01000000${"00".repeat(28)}`.repeat(10_000)}`;
  it.each<[what: string, source: string]>([
    ["a megabyte on one line", "41".repeat(524_288)],
    ["a megabyte of text on one line", "mzx ".repeat(262_144)],
    ["a megabyte of comments in a byte", `4${"#\n".repeat(524_288)}1`],
    [
      "ten thousand program headers",
      x86Program.replace("0100 0000 0000 0000 ", "FFFF 0000 0000 0000 ") + loads,
    ],
    ["a megabyte of code", x86Program.replace("90\n", `${"90".repeat(524_288)}\n`)],
    ["a hundred thousand labels", "#:a\n41\n".repeat(100_000)],
  ])(
    "%s",
    async (_, source) => {
      const document = hex0Document(source);
      expect(hex0Diagnostics(document).length).toBeLessThan(500);
      await hex0Outline(document);
      await hex0Hover(document, 1);
      await hex0Hover(document, source.length);
    },
    60_000,
  );
});

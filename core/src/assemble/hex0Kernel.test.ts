import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byKernel } from "../testing/byKernel";
import { assembleHex0, hex0OfArchitecture, plainHex0 } from "./hex0";
import { Hex0Kernel } from "./hex0Kernel";

const piece = 32;

function assemble(dialect: typeof plainHex0, source: Uint8Array, lengths: readonly number[] = []) {
  return byKernel(new Hex0Kernel(dialect, piece), [source], lengths);
}

const text = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...Array.from("0123456789abcdefABCDEF#;\n \t\r")) },
      {
        weight: 3,
        arbitrary: fc.constantFrom("          ", "48C7C0 ", "# a comment of more than sixteen bytes\n"),
      },
      { weight: 1, arbitrary: fc.constantFrom(...Array.from("gG:\0é")) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => new TextEncoder().encode(parts.join("")));

describe.each(Object.entries({ plain: plainHex0, ...hex0OfArchitecture }))("hex0 of %s", (_, dialect) => {
  it("gives the bytes that the assembler gives, or nothing where that has something to say", () => {
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: piece })), (source, lengths) => {
        const { bytes, suspicious } = assembleHex0(source, { dialect });
        expect(assemble(dialect, source, lengths)).toEqual(suspicious ? undefined : bytes);
      }),
      { numRuns: 500 },
    );
  });
});

it("reads each source by itself", () => {
  const sources = ["01 # a comment without an end", "02\n", "03"].map((text) =>
    new TextEncoder().encode(text),
  );
  expect(byKernel(new Hex0Kernel(plainHex0, piece), sources)).toEqual(Uint8Array.of(1, 2, 3));
  const halves = ["0", "1"].map((text) => new TextEncoder().encode(text));
  expect(byKernel(new Hex0Kernel(plainHex0, piece), halves)).toBeUndefined();
});

it("takes any byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (source) => {
      const { bytes, suspicious } = assembleHex0(source);
      expect(assemble(plainHex0, source)).toEqual(suspicious ? undefined : bytes);
    }),
  );
});

it("grows with what it makes", () => {
  const source = new TextEncoder().encode("48C7C0 01 # write\n".repeat(10_000));
  expect(assemble(plainHex0, source)).toEqual(assembleHex0(source).bytes);
});

it("stays at what it could not read", () => {
  const kernel = new Hex0Kernel(plainHex0, piece);
  kernel.piece().set([0x7a]);
  expect(kernel.push(1)).toBe(false);
  kernel.piece().set([0x34, 0x35]);
  expect(kernel.push(2)).toBe(false);
  expect(kernel.end()).toBeUndefined();
});

import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dumpOf, isBinary } from "./dump";

const hexdump = spawnSync("hexdump", ["/dev/null"]).status === 0;

it("shows offset, bytes and text of each line", () => {
  expect(dumpOf(new TextEncoder().encode("bootstrappable\n\0x"))).toBe(
    "00000000  62 6f 6f 74 73 74 72 61  70 70 61 62 6c 65 0a 00  |bootstrappable..|\n" +
      `00000010  78${" ".repeat(48)}|x|\n`,
  );
});

it.runIf(hexdump)("shows bytes as hexdump does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      // hexdump ends with a line of its own for the length, and needs -v to leave out no line that is like another.
      const real = execFileSync("hexdump", ["-v", "-C"], { input: bytes }).toString();
      expect(dumpOf(bytes)).toBe(real.replace(/^[0-9a-f]+\n$/m, ""));
    }),
    { numRuns: 30 },
  );
});

it("takes for text what is UTF-8 without NUL", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect([bytes(""), bytes("a\né\n"), bytes("\u001b[0m")].map(isBinary)).toEqual([false, false, false]);
  expect([bytes("a\0"), Uint8Array.of(0xff), Uint8Array.of(0x7f, 0x45, 0xc3)].map(isBinary)).toEqual([
    true,
    true,
    true,
  ]);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modes } from "./decoder";
import { loadDecoder } from "./loadDecoder";
import { mayJump } from "./mayJump";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

describe("bytes that have no jump in them", () => {
  // Knight has a decoder of its own, which is as fast as this.
  it.each(modes.filter((mode) => mode !== "knight"))(
    "have none for the decoder of %s either",
    async (mode) => {
      const decoder = await loadDecoder(mode);
      let found = 0;
      const agrees = (bytes: Uint8Array) => {
        const instruction = decoder.decode(bytes, 0, 0x600000n);
        if (instruction?.target === undefined) return;
        found++;
        expect(mayJump(bytes.subarray(0, instruction.length), mode)).toBe(true);
      };
      // Every opcode of one byte and of two, also behind prefixes.
      const prefixes = mode.startsWith("x86")
        ? [[], [0x0f], [0x66], [0x48], [0x2e, 0x0f], [0xf2, 0x0f], [0xc7]]
        : [[]];
      for (const prefix of prefixes)
        for (let opcode = 0; opcode < 256; opcode++)
          agrees(Uint8Array.from([...prefix, opcode, 4, 0, 0, 0, 0, 0, 0]));
      // Every upper half and every lower half of a word.
      for (let half = 0; half < 1 << 16; half++) {
        agrees(Uint8Array.of(half & 255, half >> 8, 1, 0));
        agrees(Uint8Array.of(1, 0, half & 255, half >> 8));
      }
      fc.assert(fc.property(fc.uint8Array({ minLength: 15, maxLength: 15 }), agrees), {
        seed: 1,
        numRuns: 2000,
      });
      expect(found).toBeGreaterThan(10);
    },
  );

  it.each([
    ["x86-32", "48C7C0 01000000 0F05"],
    ["x86-64", "8B00 83C0 01 89D8 CD80"],
    ["aarch64", "600C8092 010000D4"],
    ["arm", "0470A0E3 000000EF"],
    ["riscv64", "9308E003 73000000"],
  ] as const)("are told: %s", (mode, code) => expect(mayJump(bytesOf(code), mode)).toBe(false));
});

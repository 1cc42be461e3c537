import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bunzip } from "./bunzip";

const bzip2 = (bytes: Uint8Array, ...options: string[]) =>
  spawnSync("bzip2", ["-c", ...options], { input: bytes, maxBuffer: 1 << 30 });
const missing = bzip2(new Uint8Array(0)).status !== 0;

/** `text` packed by bzip2 1.0.8. */
const hello = Buffer.from("QlpoOTFBWSZTWcso0y0AAACBgAIABEAgACGYGYMsLuSKcKEhllGmWg==", "base64");

const unpack = (packed: Uint8Array) => Buffer.concat([...bunzip(packed)]);
/** Whether bytes are unpacked; nothing but an Error may be thrown. */
function isUnpacked(packed: Uint8Array): boolean {
  try {
    for (const piece of bunzip(packed)) expect(piece.length).toBeLessThanOrEqual(256 << 10);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(RangeError);
    return false;
  }
}

/** Texts with runs about as long as those that bzip2 writes in another way. */
const texts = fc
  .array(
    fc.oneof(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 1200 })),
      fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 6 })),
    ),
    { maxLength: 80 },
  )
  .map((runs) => Buffer.concat(runs.map(([byte, count]) => Buffer.alloc(count, byte))));

describe.skipIf(missing)("bunzip", () => {
  it("unpacks what bzip2 packs", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, level) => {
        expect(unpack(bzip2(text, `-${level}`).stdout).equals(text)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("unpacks many blocks, and bytes of every kind", () => {
    let seed = 1;
    const text = Buffer.from(
      Uint8Array.from({ length: 350_000 }, () => {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        return seed >>> 16;
      }),
    );
    const packed = bzip2(text, "-1").stdout;
    expect(unpack(packed).equals(text)).toBe(true);
    // A bit in any block is missed by its checksum, if by nothing before.
    for (const at of [20, 1000, 120_000, packed.length - 12]) {
      const other = Buffer.from(packed);
      other[at]! ^= 4;
      expect(isUnpacked(other), String(at)).toBe(false);
    }
  });

  it("unpacks streams behind each other, and leaves what stands behind them", () => {
    const two = Buffer.concat([bzip2(Buffer.from("one")).stdout, bzip2(Buffer.from("two")).stdout]);
    expect(unpack(two).toString()).toBe("onetwo");
    expect(unpack(Buffer.concat([two, Buffer.from("BZ and more")])).toString()).toBe("onetwo");
    expect(unpack(bzip2(new Uint8Array(0)).stdout)).toHaveLength(0);
  });

  it("refuses and unpacks what bzip2 does, where a few bytes are others", () => {
    const packed = bzip2(Buffer.from("one two three four five six seven eight\n".repeat(40))).stdout;
    const changes = fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(changes, (all) => {
        const other = Buffer.from(packed);
        for (const [at, byte] of all) other[at] = byte;
        expect(isUnpacked(other)).toBe(spawnSync("bzip2", ["-dc"], { input: other }).status === 0);
      }),
      // Lengths of which there would be too many words.
      { numRuns: 50, examples: [[[[34, 12]]], [[[36, 12]]]] },
    );
  });

  it("bounds the time for a stream without end", () => {
    const bomb = bzip2(Buffer.alloc(4_000_000)).stdout;
    expect(bomb.length).toBeLessThan(200);
    const pieces = bunzip(Buffer.concat(Array.from({ length: 1000 }, () => bomb)));
    let length = 0;
    for (const piece of pieces) if ((length += piece.length) > 1_000_000) break;
    expect(length).toBeLessThan(1_300_000);
  });
});

describe("bunzip, of anything", () => {
  it("refuses what breaks off", () => {
    expect(unpack(hello).toString()).toBe("text");
    for (let length = 0; length < hello.length; length++)
      expect(isUnpacked(hello.subarray(0, length)), String(length)).toBe(false);
  });

  it("throws nothing but that it is none", () => {
    const start = Buffer.from("BZh11AY&SY");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, begun) => {
        isUnpacked(begun ? Buffer.concat([start, bytes]) : bytes);
      }),
      { numRuns: 500 },
    );
  });
});

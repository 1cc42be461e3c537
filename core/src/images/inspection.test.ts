import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Region } from "../platform/bulkFiles";
import { inspectImage } from "./inspection";

/** A file in memory that tells how far it was read. */
function regionOf(bytes: Uint8Array, size = bytes.length): Region & { readonly reads: number[] } {
  const reads: number[] = [];
  return {
    size,
    reads,
    read(offset, length) {
      reads.push(offset + length);
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
    close: () => Promise.resolve(),
  };
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const bootSector = `${"\0".repeat(510)}\x55\xaa`;
const image = (commands: string) => latin1(`${bootSector}F4\n${"\0".repeat(509)}${commands}`);

/** Some bytes in a disk of zeros. */
function disk(
  size: number,
  ...pieces: readonly (readonly [at: number, bytes: readonly number[]])[]
): Uint8Array {
  const bytes = new Uint8Array(size);
  for (const [at, piece] of pieces) bytes.set(piece, at);
  return bytes;
}

describe("inspectImage", () => {
  it("tells the parts with their places, and leaves the padding alone", async () => {
    const region = regionOf(image("src 0 .\nsrc 3 ./a\nF4\nhex0 /a /b\n/b /a\n\0"), 16 * 2 ** 30);
    const found = await inspectImage(region);
    expect(found.boots).toBe(true);
    expect(found.parts).toEqual([
      { kind: "stage1", offset: 0, size: 512, name: "" },
      { kind: "stage2", offset: 512, size: 3, name: "" },
      { kind: "folder", offset: 1032, size: 0, name: "." },
      { kind: "file", offset: 1042, size: 3, name: "./a" },
      { kind: "hex0", offset: 1045, size: 11, name: "hex0 /a /b" },
      { kind: "program", offset: 1056, size: 6, name: "/b /a" },
      { kind: "padding", offset: 1062, size: 16 * 2 ** 30 - 1062, name: "" },
    ]);
    expect(found.faults).toEqual([]);
    expect(found.uses.map(({ used }) => used)).toEqual([3, 3, 3]);
    expect(Math.max(...region.reads)).toBeLessThan(8 << 20);
  });

  it("tells where it is damaged, with what can be read up to there", async () => {
    const found = await inspectImage(regionOf(image("src 0 .\nsrc 1 ./no/a\nxsrc 1 ./b")));
    expect(found.parts.map(({ name }) => name)).toEqual(["", "", ".", "./no/a", ""]);
    expect(found.faults).toEqual([
      {
        code: "image/no-parent",
        message: "./no/a is to be made in /no, which no command makes before",
        ...{ command: 2, offset: 1032 },
      },
      {
        code: "image/malformed",
        message: "this is no command, at byte 1046",
        ...{ command: 3, offset: 1046 },
      },
    ]);
  });

  it.each([
    [new Uint8Array(0), "is empty"],
    [
      disk(600, [0, [0x51, 0x46, 0x49, 0xfb]]),
      "is a disk in QEMU's format qcow2: qemu-img convert -O raw makes a raw one of it",
    ],
    [disk(600, [0, [0x1f, 0x8b]]), "is compressed with gzip"],
    [disk(600), "is no image that boots: 55 AA does not end its first sector"],
    [
      disk(600, [510, [0x55, 0xaa]]),
      "has a boot sector, but no source of stage2 and no src command behind it, as builder-hex0 has",
    ],
    [disk(4096, [1080, [0x53, 0xef]]), "holds an ext2 file system"],
    [disk(4096, [510, [0x55, 0xaa]], [1080, [0x53, 0xef]], [1116, [4]]), "holds an ext3 file system"],
    [
      disk(
        8192,
        [510, [0x55, 0xaa]],
        [0x1be, [0, 0, 0, 0, 0x83, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0]],
        [0x1ce, [0x80, 0, 0, 0, 0x82, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0]],
        [1024 + 1080, [0x53, 0xef]],
        [1024 + 1116, [4, 0, 0, 0, 0x40]],
      ),
      "is a disk that holds an ext4 file system in partition 1 (from byte 1024 on), partition 2 (from byte 5120 on)",
    ],
  ])("says what another file is (%#)", async (bytes, words) => {
    const found = await inspectImage(regionOf(bytes));
    expect(found).toMatchObject({ boots: false, is: words, uses: [] });
    // A superblock that has nothing in it but its magic.
    const broken = found.parts.filter(({ kind }) => kind === "ext3");
    expect(found.faults.map(({ message }) => message)).toEqual(
      broken.map(() => "the file system's superblock is damaged"),
    );
    expect(found.parts.length - broken.length).toBe(bytes[510] === 0x55 ? 1 : 0);
  });

  it("reads any bytes to an end", async () => {
    const bytes = fc.uint8Array({ maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (some, boots) => {
        if (boots)
          some.set([0x55, 0xaa].slice(0, Math.max(0, some.length - 510)), Math.min(510, some.length));
        const { parts } = await inspectImage(regionOf(some));
        for (const { offset } of parts) expect(offset).toBeLessThanOrEqual(some.length);
      }),
    );
  });
});

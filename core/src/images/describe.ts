import type { Region } from "../platform/bulkFiles";
import { isBootSector } from "./builderHex0/parse";
import { sectorSize } from "./builderHex0/stages";
import { readPartitions } from "./mbr";

/** The first bytes of files that people may take for an image, and what they are. */
const beginnings: readonly (readonly [bytes: readonly number[], words: string])[] = [
  [
    [0x51, 0x46, 0x49, 0xfb],
    "is a disk in QEMU's format qcow2: qemu-img convert -O raw makes a raw one of it",
  ],
  [[0x1f, 0x8b], "is compressed with gzip"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "is compressed with xz"],
  [[0x42, 0x5a, 0x68], "is compressed with bzip2"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is compressed with zstd"],
  [[0x7f, 0x45, 0x4c, 0x46], "is an ELF program"],
];

/** What a file is that does not boot with builder-hex0, in words that go on from its name. */
export async function describeDisk(region: Region): Promise<string> {
  const head = await region.read(0, sectorSize);
  if (head.length === 0) return "is empty";
  for (const [bytes, words] of beginnings)
    if (bytes.every((byte, index) => head[index] === byte)) return words;
  const whole = await fileSystemAt(region, 0);
  if (whole !== undefined) return `holds ${whole}`;
  if (!isBootSector(head)) return "is no image that boots: 55 AA does not end its first sector";
  const partitions = readPartitions(head);
  if (partitions.length === 0)
    return "has a boot sector, but no source of stage2 and no src command behind it, as builder-hex0 has";
  const described = await Promise.all(
    partitions.map(async ({ number, start }) => {
      const at = sectorSize * start;
      const found = await fileSystemAt(region, at);
      const place = `partition ${number} (from byte ${at} on)`;
      return found === undefined ? place : `${found} in ${place}`;
    }),
  );
  return `is a disk that holds ${described.join(", ")}`;
}

/** The file system that begins at a byte, where it is ext2 or one of those that came of it (superblock at 1024, magic at 56). */
async function fileSystemAt(region: Region, start: number): Promise<string | undefined> {
  const superblock = await region.read(start + 1024, 0x68);
  if (superblock.length < 0x68) return undefined;
  const view = new DataView(superblock.buffer, superblock.byteOffset, superblock.length);
  if (view.getUint16(0x38, true) !== 0xef53) return undefined;
  const hasJournal = (view.getUint32(0x5c, true) & 4) !== 0;
  const hasExtents = (view.getUint32(0x60, true) & 0x40) !== 0;
  return `an ${hasExtents ? "ext4" : hasJournal ? "ext3" : "ext2"} file system`;
}

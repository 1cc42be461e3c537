import { isBootSector } from "./builderHex0/parse";
import { sectorSize } from "./builderHex0/stages";

/** A partition as the table in a disk's first sector has it. */
export interface Partition {
  /** What is in it: 0x83 for a file system of Linux. */
  readonly type: number;
  /** Zero-based number of its first sector. */
  readonly start: number;
  /** How many sectors it has. */
  readonly sectors: number;
}

/** A partition with its number from 1 on, as in `/dev/sda1`. */
export interface NumberedPartition extends Partition {
  readonly number: number;
}

/** Where the table begins in the sector, bytes of an entry, and how many there are. */
const table = { at: 446, entry: 16, entries: 4 } as const;

export const linuxPartition = 0x83;

/** Sectors of a disk that a table with 32 bits for each number can speak of. */
export const mostSectors = 2 ** 32;

/**
 * The heads and sectors of a track that parted takes an image in a file to have (libparted/arch/linux.c, `init_file`), so
 * that the table is byte for byte its own. Cylinder, head and sector are for BIOSes of before 1996; Linux reads none.
 */
const heads = 4;
const trackSectors = 32;
const lastCylinder = 1023;

/**
 * The first sector of a disk with one primary partition, not marked as the one to boot: the table as parted's `mklabel
 * msdos` and `mkpart primary ext3` make it (rootfs.py: lib/utils.py, `create_disk`). Nothing boots from the sector, so the
 * code in front stays zeros, where parted has some.
 *
 * @param signature the 32 bits by which Linux tells disks from each other (`PARTUUID`); parted draws them by lot
 */
export function masterBootRecord({ type, start, sectors }: Partition, signature: number): Uint8Array {
  const bytes = new Uint8Array(sectorSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(440, signature, true);
  bytes.set(cylinderHeadSector(start), table.at + 1);
  bytes[table.at + 4] = type;
  bytes.set(cylinderHeadSector(start + sectors - 1), table.at + 5);
  view.setUint32(table.at + 8, start, true);
  view.setUint32(table.at + 12, sectors, true);
  bytes.set([0x55, 0xaa], 510);
  return bytes;
}

/** A sector's place in three bytes: head, sector from 1 on with the cylinder's two upper bits above it, cylinder. */
function cylinderHeadSector(sector: number): readonly number[] {
  const cylinder = Math.floor(sector / (heads * trackSectors));
  if (cylinder > lastCylinder) return [heads - 1, trackSectors | 0xc0, 0xff];
  const head = Math.floor(sector / trackSectors) % heads;
  return [head, ((sector % trackSectors) + 1) | ((cylinder >> 8) << 6), cylinder & 0xff];
}

/**
 * The primary partitions that a disk's first sector tells of; none where it has no table, or no flags of a table: 00, or
 * 80 for the one to boot. Takes any bytes.
 */
export function readPartitions(bytes: Uint8Array): readonly NumberedPartition[] {
  if (!isBootSector(bytes)) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = Array.from({ length: table.entries }, (_, index) => table.at + index * table.entry);
  if (places.some((at) => (view.getUint8(at) & 0x7f) !== 0)) return [];
  return places
    .map((at, index) => ({
      number: index + 1,
      type: view.getUint8(at + 4),
      start: view.getUint32(at + 8, true),
      sectors: view.getUint32(at + 12, true),
    }))
    .filter(({ type, start, sectors }) => type !== 0 && start > 0 && sectors > 0);
}

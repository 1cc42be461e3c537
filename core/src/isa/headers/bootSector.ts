import { hex, readFields, type FieldRow, type HeaderField } from "./field";

/**
 * The first sector of a disk that a PC's BIOS starts: the signature, the partition table of four entries before it (the “classical
 * generic MBR”), and the BIOS parameter block of FAT (Microsoft's “FAT: General Overview of On-Disk Format”, 1.03).
 */

/** Bytes of a sector, and where the fields of its end are. */
const SECTOR = 512;
const SIGNATURE = 510;
const TABLE = 446;
const DISK = 440;
const ENTRY = 16;

/** Whether the bytes begin with a sector that a BIOS takes for one to start. */
function isBootSector(bytes: Uint8Array): boolean {
  return bytes.length >= SECTOR && bytes[SIGNATURE] === 0x55 && bytes[SIGNATURE + 1] === 0xaa;
}

/**
 * The fields of a boot sector in the order of their offsets; none where the signature is missing. The partition table and the
 * parameter block are only among them where their bytes can hardly be anything else: most small boot sectors have code there.
 */
export function bootSectorFields(bytes: Uint8Array): readonly HeaderField[] {
  if (!isBootSector(bytes)) return [];
  return [
    ...parameterBlock(bytes),
    ...(hasPartitions(bytes) ? partitionTable(bytes) : []),
    ...readFields(bytes, { header: "boot sector", start: SIGNATURE, end: SECTOR }, [
      {
        name: "signature",
        size: 2,
        purpose: "what a BIOS looks for at the end of the first sector before it starts it at 0x7C00",
        meaning: () => "55 AA: this sector can be started",
      },
    ]),
  ];
}

/** Partition types (the list of Andries Brouwer) that a bootstrap is likely to meet. */
const partitionTypes: ReadonlyMap<number, string> = new Map([
  [0x00, "unused"],
  [0x01, "FAT12"],
  [0x04, "FAT16 below 32 MiB"],
  [0x05, "extended, by CHS"],
  [0x06, "FAT16"],
  [0x07, "NTFS or exFAT"],
  [0x0b, "FAT32, by CHS"],
  [0x0c, "FAT32, by LBA"],
  [0x0e, "FAT16, by LBA"],
  [0x0f, "extended, by LBA"],
  [0x81, "Minix"],
  [0x82, "Linux swap"],
  [0x83, "Linux"],
  [0x8e, "Linux LVM"],
  [0xa5, "FreeBSD"],
  [0xa6, "OpenBSD"],
  [0xa9, "NetBSD"],
  [0xb5, "none that is registered; builder-hex0 uses it for “Boot5trap”"],
  [0xee, "the whole disk is GPT"],
  [0xef, "EFI system partition"],
  [0xfd, "Linux RAID"],
]);

/**
 * Whether the bytes before the signature are a partition table: every entry inactive or active, at most one of them active, one in
 * use at least, those in use with sectors, the others zero but for what they are not asked about.
 */
function hasPartitions(bytes: Uint8Array): boolean {
  const entries = [0, 1, 2, 3].map((index) =>
    bytes.subarray(TABLE + index * ENTRY, TABLE + (index + 1) * ENTRY),
  );
  const used = entries.filter((entry) => entry[4] !== 0);
  return (
    used.length > 0 &&
    entries.every((entry) => entry[0] === 0 || entry[0] === 0x80) &&
    entries.filter((entry) => entry[0] === 0x80).length <= 1 &&
    used.every((entry) => entry.subarray(12, 16).some((byte) => byte !== 0)) &&
    entries.every((entry) => entry[4] !== 0 || entry.every((byte) => byte === 0))
  );
}

function partitionTable(bytes: Uint8Array): HeaderField[] {
  return [
    ...readFields(bytes, { header: "boot sector", start: DISK, end: TABLE }, [
      { name: "disk signature", size: 4, purpose: "a number by which systems tell disks apart" },
      {
        name: "copy protection",
        size: 2,
        purpose: "whether the disk may be written, on the systems that ask",
        meaning: (value) =>
          value === 0n ? "it may be written" : value === 0x5a5an ? "it may not be written" : undefined,
      },
    ]),
    ...[0, 1, 2, 3].flatMap((index) =>
      readFields(
        bytes,
        { header: `partition ${index + 1}`, start: TABLE + index * ENTRY, end: SIGNATURE },
        entryRows,
      ),
    ),
  ];
}

const entryRows: readonly FieldRow[] = [
  {
    name: "status",
    size: 1,
    purpose: "whether this is the partition to start from",
    meaning: (value) => (value === 0x80n ? "active" : value === 0n ? "inactive" : undefined),
  },
  {
    name: "first sector (CHS)",
    size: 3,
    purpose: "where it begins, as cylinder, head, sector",
    meaning: chs,
  },
  {
    name: "type",
    size: 1,
    purpose: "what the partition holds",
    meaning: (value) => partitionTypes.get(Number(value)),
  },
  { name: "last sector (CHS)", size: 3, purpose: "where it ends, as cylinder, head, sector", meaning: chs },
  {
    name: "first sector (LBA)",
    size: 4,
    purpose: "where it begins, in sectors from the start of the disk",
    meaning: (value) => `byte ${hex(value * 512n)} of the disk`,
  },
  {
    name: "sectors",
    size: 4,
    purpose: "its size in sectors",
    meaning: (value) => (value === 0xffffffffn ? "as many as there can be, 2 TiB" : bytesOf(value * 512n)),
  },
];

/** Head, six bits of sector under two bits of cylinder, eight bits of cylinder. */
function chs(_value: bigint, [head = 0, sector = 0, cylinder = 0]: Uint8Array): string {
  if (head === 0 && sector === 0 && cylinder === 0) return "none";
  if (head >= 0xfe && sector === 0xff && cylinder === 0xff) return "too far for CHS: the LBA counts";
  return `cylinder ${cylinder | ((sector & 0xc0) << 2)}, head ${head}, sector ${sector & 0x3f}`;
}

function bytesOf(size: bigint): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let shown = size;
  while (shown >= 1024n && shown % 1024n === 0n && unit < units.length - 1) {
    shown /= 1024n;
    unit++;
  }
  return `${shown} ${units[unit]}`;
}

/** Where FAT32's block has more than that of FAT12 and FAT16: 16 bits of sectors for one FAT are 0. */
const SECTORS_PER_FAT = 22;

/** Whether a jump over a parameter block begins the sector, and the numbers behind it are those of a FAT. */
function isParameterBlock(bytes: Uint8Array): boolean {
  const jump = (bytes[0] === 0xeb && bytes[2] === 0x90) || bytes[0] === 0xe9;
  const bytesPerSector = bytes[11]! | (bytes[12]! << 8);
  const perCluster = bytes[13]!;
  const media = bytes[21]!;
  return (
    jump &&
    [512, 1024, 2048, 4096].includes(bytesPerSector) &&
    perCluster !== 0 &&
    (perCluster & (perCluster - 1)) === 0 &&
    (bytes[14]! | (bytes[15]! << 8)) !== 0 &&
    (bytes[16] === 1 || bytes[16] === 2) &&
    (media === 0xf0 || media >= 0xf8)
  );
}

function parameterBlock(bytes: Uint8Array): readonly HeaderField[] {
  if (!isParameterBlock(bytes)) return [];
  const wide = bytes[SECTORS_PER_FAT] === 0 && bytes[SECTORS_PER_FAT + 1] === 0;
  const place = { header: "BIOS parameter block", start: 3, end: SIGNATURE };
  return readFields(bytes, place, [...blockRows, ...(wide ? fat32Rows : []), ...volumeRows]);
}

const row = (name: string, size: number, purpose: string): FieldRow => ({ name, size, purpose });

const text = (name: string, size: number, purpose: string): FieldRow => ({
  name,
  size,
  purpose,
  meaning: (_value, bytes) =>
    bytes.every((code) => code >= 0x20 && code < 0x7f)
      ? `“${String.fromCharCode(...bytes).trimEnd()}”`
      : undefined,
});

const blockRows: readonly FieldRow[] = [
  text("BS_OEMName", 8, "what made the file system"),
  row("BPB_BytsPerSec", 2, "bytes of a sector"),
  row("BPB_SecPerClus", 1, "sectors of a cluster"),
  row("BPB_RsvdSecCnt", 2, "sectors before the first FAT, this one included"),
  row("BPB_NumFATs", 1, "number of FATs"),
  row("BPB_RootEntCnt", 2, "entries of the root directory; 0 for FAT32"),
  row("BPB_TotSec16", 2, "sectors of the volume; 0 where BPB_TotSec32 has them"),
  {
    ...row("BPB_Media", 1, "the kind of disk"),
    meaning: (value) =>
      value === 0xf8n ? "fixed disk" : value === 0xf0n ? "removable disk, or 1.44 MB floppy" : undefined,
  },
  row("BPB_FATSz16", 2, "sectors of one FAT; 0 for FAT32"),
  row("BPB_SecPerTrk", 2, "sectors of a track, for int 13h"),
  row("BPB_NumHeads", 2, "number of heads, for int 13h"),
  row("BPB_HiddSec", 4, "sectors of the disk before the volume"),
  row("BPB_TotSec32", 4, "sectors of the volume; 0 where BPB_TotSec16 has them"),
];

const fat32Rows: readonly FieldRow[] = [
  row("BPB_FATSz32", 4, "sectors of one FAT"),
  row("BPB_ExtFlags", 2, "which FAT is in use"),
  row("BPB_FSVer", 2, "version of FAT32"),
  row("BPB_RootClus", 4, "first cluster of the root directory"),
  row("BPB_FSInfo", 2, "sector of the FSINFO structure"),
  row("BPB_BkBootSec", 2, "sector of a copy of this one"),
  row("BPB_Reserved", 12, "reserved, 0"),
];

const volumeRows: readonly FieldRow[] = [
  row("BS_DrvNum", 1, "drive number for int 13h"),
  row("BS_Reserved1", 1, "reserved, 0"),
  row("BS_BootSig", 1, "29 where the next three fields are there"),
  row("BS_VolID", 4, "serial number of the volume"),
  text("BS_VolLab", 11, "label of the volume"),
  text("BS_FilSysType", 8, "kind of file system, for people"),
];

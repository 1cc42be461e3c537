/**
 * Where things stand on a disk with ext2 or ext3 (Linux: Documentation/filesystems/ext2.rst, fs/ext2/ext2.h). All
 * numbers are little endian; offsets are bytes in the structure.
 */
export const superblock = {
  /** Where it begins in the file system, and how long it is. */
  at: 1024,
  length: 1024,
  inodes: 0,
  blocks: 4,
  freeBlocks: 12,
  freeInodes: 16,
  firstBlock: 20,
  /** The power of two times 1024 that a block has bytes. */
  blockSize: 24,
  blocksPerGroup: 32,
  inodesPerGroup: 40,
  magic: 56,
  revision: 76,
  inodeSize: 88,
  /** Features that whoever does not know them must not read. */
  incompatible: 96,
} as const;

export const magic = 0xef53;

/** `filetype`: folders say what an entry is. `recover`: the journal holds changes that are not in their places yet. */
export const features = { filetype: 0x2, recover: 0x4 } as const;

/** An entry of the table of block groups. */
export const group = { length: 32, inodeTable: 8 } as const;

export const inode = {
  mode: 0,
  owner: 2,
  size: 4,
  modified: 16,
  group: 24,
  sectors: 28,
  flags: 32,
  /** Fifteen block numbers: twelve of the file, then one each of one, two and three stages of tables. */
  blocks: 40,
  direct: 12,
  /** Of a file; a folder has something else there. */
  sizeAbove: 108,
} as const;

export const rootInode = 2;

/** `EXT4_EXTENTS_FL` and `EXT4_INLINE_DATA_FL`: files that ext3 does not have. */
export const foreignFlags = 0x1008_0000;

/** The kinds in the upper four bits of an inode's mode. */
export const modes = { kind: 0xf000, file: 0x8000, folder: 0x4000, link: 0xa000 } as const;

/** An entry of a folder: number of the inode, length of the entry, length of the name, kind, then the name. */
export const entry = { length: 4, nameLength: 6, name: 8 } as const;

import type { Region } from "../../platform/bulkFiles";
import { features, group, magic, superblock } from "./layout";

/** Why something cannot be read. */
export class Ext3Error extends Error {}

/** It is no ext3, but something that came of it. */
export class ForeignFeatures extends Ext3Error {}

/** Bytes of an image; without an offset, zeros that are nowhere in it. */
export interface Stretch {
  readonly offset: number | undefined;
  readonly size: number;
}

/** More block groups than any bootstrap's disk has. */
const mostGroups = 1 << 17;

/** Block tables that are kept: a file's are read one after the other. */
const KEPT = 8;

/** The blocks of an ext2 or ext3 file system, and where its inodes are. */
export class Ext3Volume {
  readonly #tables = new Map<number, DataView>();

  private constructor(
    private readonly region: Region,
    /** Where it begins in the image, in bytes. */
    readonly at: number,
    /** In bytes. */
    readonly blockSize: number,
    readonly blocks: number,
    readonly inodes: number,
    private readonly inodeSize: number,
    private readonly inodesPerGroup: number,
    private readonly groups: DataView,
    /** Blocks and inodes that are free. */
    readonly free: { readonly blocks: number; readonly inodes: number },
    /** Whether changes wait in the journal. */
    readonly unclean: boolean,
  ) {}

  /**
   * Opens the file system that begins at a byte of the region; undefined where there is none. Rejects with an
   * {@link Ext3Error} for one that is not ext2 or ext3, or damaged.
   */
  static async open(region: Region, at: number): Promise<Ext3Volume | undefined> {
    const bytes = await region.read(at + superblock.at, superblock.length);
    if (bytes.length < superblock.length) return undefined;
    const view = viewOf(bytes);
    if (view.getUint16(superblock.magic, true) !== magic) return undefined;
    const number = (offset: number) => view.getUint32(offset, true);
    const incompatible = number(superblock.incompatible);
    const foreign = incompatible & ~(features.filetype | features.recover);
    if (foreign !== 0)
      throw new ForeignFeatures("the file system has features that ext3 does not have: it may be ext4");
    const exponent = number(superblock.blockSize);
    const blockSize = 1024 << Math.min(exponent, 7);
    const [blocks, first, perGroup] = [
      number(superblock.blocks),
      number(superblock.firstBlock),
      number(superblock.blocksPerGroup),
    ];
    const inodeSize = number(superblock.revision) === 0 ? 128 : view.getUint16(superblock.inodeSize, true);
    const inodesPerGroup = number(superblock.inodesPerGroup);
    const count = Math.ceil((blocks - first) / perGroup);
    const sound =
      exponent <= 6 &&
      count > 0 &&
      count <= mostGroups &&
      inodesPerGroup > 0 &&
      inodeSize >= 128 &&
      inodeSize <= blockSize &&
      blockSize % inodeSize === 0;
    if (!sound) throw new Ext3Error("the file system's superblock is damaged");
    const groups = await region.read(at + (first + 1) * blockSize, count * group.length);
    if (groups.length < count * group.length)
      throw new Ext3Error("the file system's table of block groups is cut off");
    return new Ext3Volume(
      region,
      at,
      blockSize,
      blocks,
      number(superblock.inodes),
      inodeSize,
      inodesPerGroup,
      viewOf(groups),
      { blocks: number(superblock.freeBlocks), inodes: number(superblock.freeInodes) },
      (incompatible & features.recover) !== 0,
    );
  }

  /** An inode by its number, from 1. */
  async inode(number: number): Promise<DataView> {
    if (number < 1 || number > this.inodes) throw new Ext3Error(`there is no inode ${number}`);
    const group_ = Math.floor((number - 1) / this.inodesPerGroup);
    if (group_ * group.length >= this.groups.byteLength) throw new Ext3Error(`there is no inode ${number}`);
    const table = this.groups.getUint32(group_ * group.length + group.inodeTable, true);
    const offset = ((number - 1) % this.inodesPerGroup) * this.inodeSize;
    const block = await this.table(table + Math.floor(offset / this.blockSize));
    return new DataView(block.buffer, block.byteOffset + (offset % this.blockSize), this.inodeSize);
  }

  /** A block that has numbers of blocks, or inodes. */
  async table(number: number): Promise<DataView> {
    const kept = this.#tables.get(number);
    if (kept !== undefined) return kept;
    const view = viewOf(await this.block(number));
    if (this.#tables.size >= KEPT) this.#tables.delete(this.#tables.keys().next().value ?? 0);
    this.#tables.set(number, view);
    return view;
  }

  async block(number: number): Promise<Uint8Array> {
    const bytes =
      number < this.blocks
        ? await this.region.read(this.at + number * this.blockSize, this.blockSize)
        : undefined;
    if (bytes === undefined || bytes.length < this.blockSize)
      throw new Ext3Error(`block ${number} is not in the image`);
    return bytes;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import type { Region } from "../../platform/bulkFiles";
import { entry, features, foreignFlags, group, inode, magic, modes, rootInode, superblock } from "./layout";

/** Something on an ext3 file system. */
export interface Ext3Node {
  readonly kind: "file" | "folder" | "link" | "other";
  /** Permission bits. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  /** In bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly inode: number;
  /** Where its first block lies in the whole image, in bytes; undefined where it has none there. */
  readonly at: number | undefined;
}

/** The same with its path, relative to the top: `steps/manifest`. */
export interface Ext3Entry extends Ext3Node {
  readonly path: string;
}

/** Why something cannot be read. */
export class Ext3Error extends Error {}

/** More than what a hostile image may make us read, and than any bootstrap has. */
const most = { groups: 1 << 17, folder: 16 << 20, entries: 1 << 20, depth: 256, file: 2 ** 31 } as const;

/** Block tables that are kept: a file's are read one after the other. */
const KEPT = 8;

/**
 * Reads an ext2 or ext3 file system, of whatever bytes. Nothing is written, and the journal is not gone through: it is
 * empty where the file system was left as it should.
 */
export class Ext3Reader {
  readonly #tables = new Map<number, DataView>();

  private constructor(
    private readonly region: Region,
    private readonly at: number,
    private readonly blockSize: number,
    private readonly blocks: number,
    private readonly inodes: number,
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
  static async open(region: Region, at: number): Promise<Ext3Reader | undefined> {
    const bytes = await region.read(at + superblock.at, superblock.length);
    if (bytes.length < superblock.length) return undefined;
    const view = viewOf(bytes);
    if (view.getUint16(superblock.magic, true) !== magic) return undefined;
    const number = (offset: number) => view.getUint32(offset, true);
    const incompatible = number(superblock.incompatible);
    const foreign = incompatible & ~(features.filetype | features.recover);
    if (foreign !== 0)
      throw new Ext3Error("the file system has features that ext3 does not have: it may be ext4");
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
      count <= most.groups &&
      inodesPerGroup > 0 &&
      inodeSize >= 128 &&
      inodeSize <= blockSize &&
      blockSize % inodeSize === 0;
    if (!sound) throw new Ext3Error("the file system's superblock is damaged");
    const groups = await region.read(at + (first + 1) * blockSize, count * group.length);
    if (groups.length < count * group.length)
      throw new Ext3Error("the file system's table of block groups is cut off");
    return new Ext3Reader(
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

  /**
   * Everything below the top, a folder before what is in it, each folder in the order of its entries. What cannot be
   * read is told to `damaged`, and left out.
   */
  async *entries(damaged: (path: string, why: string) => void): AsyncGenerator<Ext3Entry> {
    yield* this.#below(rootInode, "", { left: most.entries, seen: new Set([rootInode]), damaged }, 0);
  }

  async *#below(folder: number, prefix: string, walk: Walk, depth: number): AsyncGenerator<Ext3Entry> {
    const { seen, damaged } = walk;
    let names: readonly NamedInode[] = [];
    try {
      names = await this.#names(folder);
    } catch (error) {
      damaged(prefix, reasonOf(error));
    }
    for (const { name, number } of names) {
      const path = prefix + name;
      if (walk.left-- === 0) damaged(path, "there are too many entries");
      if (walk.left < 0) return;
      let node: Ext3Node;
      try {
        node = await this.#node(number);
      } catch (error) {
        damaged(path, reasonOf(error));
        continue;
      }
      if (node.kind === "folder" && (seen.has(number) || depth === most.depth)) {
        damaged(path, seen.has(number) ? "the folder is in two places" : "folders lie too deep");
        continue;
      }
      yield { ...node, path };
      if (node.kind !== "folder") continue;
      seen.add(number);
      yield* this.#below(number, `${path}/`, walk, depth + 1);
    }
  }

  /** What is at a path, its links not followed; undefined where nothing is. Rejects with an {@link Ext3Error}. */
  async find(path: string): Promise<Ext3Node | undefined> {
    let number = rootInode;
    for (const part of path.split("/").filter((name) => name !== "" && name !== ".")) {
      if ((await this.#node(number)).kind !== "folder") return undefined;
      const found = (await this.#names(number)).find(({ name }) => name === part);
      if (found === undefined) return undefined;
      number = found.number;
    }
    return this.#node(number);
  }

  /** The bytes of a file, or where a link leads. Rejects with an {@link Ext3Error}. */
  async read({ inode: number }: Pick<Ext3Node, "inode">): Promise<Uint8Array> {
    const bytes = await this.#inode(number);
    const { kind, size } = this.#describe(bytes, number);
    if (size > most.file) throw new Ext3Error(`a file of ${size} bytes is too long to be read at once`);
    const inPlace = kind === "link" && bytes.getUint32(inode.sectors, true) === 0;
    if (inPlace && size <= 60) return bytesOf(bytes, inode.blocks, size);
    const content = new Uint8Array(size);
    await this.#pieces(bytes, size, (piece, at) => content.set(piece, at));
    return content;
  }

  async #node(number: number): Promise<Ext3Node> {
    return this.#describe(await this.#inode(number), number);
  }

  #describe(bytes: DataView, number: number): Ext3Node {
    const mode = bytes.getUint16(inode.mode, true);
    const kind = kinds.get(mode & modes.kind) ?? "other";
    const above = kind === "file" ? bytes.getUint32(inode.sizeAbove, true) : 0;
    const size = bytes.getUint32(inode.size, true) + above * 2 ** 32;
    const first = bytes.getUint32(inode.blocks, true);
    const inPlace = (kind !== "file" && kind !== "folder") || first === 0 || first >= this.blocks;
    return {
      kind,
      mode: mode & 0o7777,
      owner: bytes.getUint16(inode.owner, true),
      group: bytes.getUint16(inode.group, true),
      size,
      modified: bytes.getInt32(inode.modified, true),
      inode: number,
      at: inPlace ? undefined : this.at + first * this.blockSize,
    };
  }

  async #inode(number: number): Promise<DataView> {
    if (number < 1 || number > this.inodes) throw new Ext3Error(`there is no inode ${number}`);
    const group_ = Math.floor((number - 1) / this.inodesPerGroup);
    if (group_ * group.length >= this.groups.byteLength) throw new Ext3Error(`there is no inode ${number}`);
    const table = this.groups.getUint32(group_ * group.length + group.inodeTable, true);
    const offset = ((number - 1) % this.inodesPerGroup) * this.inodeSize;
    const block = await this.#table(table + Math.floor(offset / this.blockSize));
    return new DataView(block.buffer, block.byteOffset + (offset % this.blockSize), this.inodeSize);
  }

  /** What is in a folder, but for itself and the one above. */
  async #names(number: number): Promise<readonly NamedInode[]> {
    const bytes = await this.#inode(number);
    const { size } = this.#describe(bytes, number);
    if (size > most.folder) throw new Ext3Error("the folder is too long");
    const found: NamedInode[] = [];
    await this.#pieces(bytes, size, (piece) => {
      if (!namesOf(piece, found)) throw new Ext3Error("the folder is damaged");
    });
    return found;
  }

  /** Gives the blocks of a file that are on the disk, the last one cut to its size. */
  async #pieces(bytes: DataView, size: number, take: (piece: Uint8Array, at: number) => void): Promise<void> {
    if ((bytes.getUint32(inode.flags, true) & foreignFlags) !== 0)
      throw new Ext3Error("the file is laid out as ext4 does it");
    const count = Math.ceil(size / this.blockSize);
    for (let number = 0; number < count; number++) {
      const block = await this.#blockOf(bytes, number);
      // What is not there is zeros.
      if (block === 0) continue;
      const at = number * this.blockSize;
      take((await this.#block(block)).subarray(0, size - at), at);
    }
  }

  /** The number of a file's block on the disk; 0 where it is not there. */
  async #blockOf(bytes: DataView, number: number): Promise<number> {
    const perTable = this.blockSize / 4;
    if (number < inode.direct) return bytes.getUint32(inode.blocks + 4 * number, true);
    let rest = number - inode.direct;
    for (let stages = 1; stages <= 3; stages++) {
      const reach = perTable ** stages;
      if (rest >= reach) {
        rest -= reach;
        continue;
      }
      let block = bytes.getUint32(inode.blocks + 4 * (inode.direct + stages - 1), true);
      for (let span = reach / perTable; block !== 0 && span >= 1; span /= perTable) {
        block = (await this.#table(block)).getUint32(4 * (Math.floor(rest / span) % perTable), true);
      }
      return block;
    }
    throw new Ext3Error("the file is longer than its tables");
  }

  async #table(number: number): Promise<DataView> {
    const kept = this.#tables.get(number);
    if (kept !== undefined) return kept;
    const view = viewOf(await this.#block(number));
    if (this.#tables.size >= KEPT) this.#tables.delete(this.#tables.keys().next().value ?? 0);
    this.#tables.set(number, view);
    return view;
  }

  async #block(number: number): Promise<Uint8Array> {
    const bytes =
      number < this.blocks
        ? await this.region.read(this.at + number * this.blockSize, this.blockSize)
        : undefined;
    if (bytes === undefined || bytes.length < this.blockSize)
      throw new Ext3Error(`block ${number} is not in the image`);
    return bytes;
  }
}

/** What is known on the way through a file system. */
interface Walk {
  /** Entries that may still come. */
  left: number;
  /** Inodes of folders. */
  readonly seen: Set<number>;
  readonly damaged: (path: string, why: string) => void;
}

interface NamedInode {
  readonly name: string;
  readonly number: number;
}

const kinds = new Map<number, Ext3Node["kind"]>([
  [modes.file, "file"],
  [modes.folder, "folder"],
  [modes.link, "link"],
]);

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Adds the entries of a folder's block; false where it is damaged. */
function namesOf(block: Uint8Array, found: NamedInode[]): boolean {
  const view = viewOf(block);
  for (let at = 0; at < block.length;) {
    if (at + entry.name > block.length) return false;
    const [number, length] = [view.getUint32(at, true), view.getUint16(at + entry.length, true)];
    const nameLength = view.getUint8(at + entry.nameLength);
    if (length < entry.name + nameLength || at + length > block.length) return false;
    const name = utf8.decode(block.subarray(at + entry.name, at + entry.name + nameLength));
    if (number !== 0 && name !== "." && name !== "..") {
      // A name with a slash would lead elsewhere.
      if (name === "" || name.includes("/") || name.includes("\0")) return false;
      found.push({ name, number });
    }
    at += length;
  }
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Ext3Error)) throw error;
  return error.message;
}

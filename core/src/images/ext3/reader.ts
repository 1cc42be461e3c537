import type { Region } from "../../platform/bulkFiles";
import { longestRead } from "../part";
import { namesOf, type NamedInode } from "./folder";
import { inode, modes, rootInode } from "./layout";
import { stretchesOf } from "./stretches";
import { Ext3Error, Ext3Volume, type Stretch } from "./volume";

export { Ext3Error, ForeignFeatures } from "./volume";

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

/** More than what a hostile image may make us read, and than any bootstrap has. */
const most = {
  folder: 16 << 20,
  /** Bytes of all folders together. */
  folders: 256 << 20,
  ...{ entries: 1 << 20, depth: 256, file: longestRead },
} as const;

/**
 * Reads an ext2 or ext3 file system, of whatever bytes. Nothing is written, and the journal is not gone through: it is
 * empty where the file system was left as it should.
 */
export class Ext3Reader {
  private constructor(
    private readonly region: Region,
    private readonly volume: Ext3Volume,
  ) {}

  /** As {@link Ext3Volume.open}. */
  static async open(region: Region, at: number): Promise<Ext3Reader | undefined> {
    const volume = await Ext3Volume.open(region, at);
    return volume && new Ext3Reader(region, volume);
  }

  /** Blocks and inodes that are free. */
  get free(): Ext3Volume["free"] {
    return this.volume.free;
  }

  /** Whether changes wait in the journal. */
  get unclean(): boolean {
    return this.volume.unclean;
  }

  /**
   * Everything below the top, a folder before what is in it, each folder in the order of its entries. What cannot be
   * read is told to `damaged`, and left out.
   */
  async *entries(damaged: (path: string, why: string) => void): AsyncGenerator<Ext3Entry> {
    const walk = { left: most.entries, bytes: most.folders, seen: new Set([rootInode]), damaged };
    yield* this.#below(rootInode, "", walk, 0);
  }

  async *#below(folder: number, prefix: string, walk: Walk, depth: number): AsyncGenerator<Ext3Entry> {
    const { seen, damaged } = walk;
    let names: readonly NamedInode[] = [];
    try {
      names = await this.#names(folder, walk);
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

  /** Where in the image the bytes of a file are, in order. Rejects with an {@link Ext3Error}. */
  async stretches({ inode: number }: Pick<Ext3Node, "inode">): Promise<readonly Stretch[]> {
    const bytes = await this.volume.inode(number);
    const { kind, size } = this.#describe(bytes, number);
    if (kind !== "file") throw new Ext3Error("it is no file");
    return stretchesOf(this.volume, bytes, size);
  }

  /** The bytes of a file, or where a link leads. Rejects with an {@link Ext3Error}. */
  async read({ inode: number }: Pick<Ext3Node, "inode">): Promise<Uint8Array> {
    const bytes = await this.volume.inode(number);
    const { kind, size } = this.#describe(bytes, number);
    if (size > most.file) throw new Ext3Error(`a file of ${size} bytes is too long to be read at once`);
    const inPlace = kind === "link" && bytes.getUint32(inode.sectors, true) === 0;
    if (inPlace && size <= 60) return bytesOf(bytes, inode.blocks, size);
    return this.#content(await stretchesOf(this.volume, bytes, size), size);
  }

  async #node(number: number): Promise<Ext3Node> {
    return this.#describe(await this.volume.inode(number), number);
  }

  #describe(bytes: DataView, number: number): Ext3Node {
    const mode = bytes.getUint16(inode.mode, true);
    const kind = kinds.get(mode & modes.kind) ?? "other";
    const above = kind === "file" ? bytes.getUint32(inode.sizeAbove, true) : 0;
    const size = bytes.getUint32(inode.size, true) + above * 2 ** 32;
    const first = bytes.getUint32(inode.blocks, true);
    const inPlace = (kind !== "file" && kind !== "folder") || first === 0 || first >= this.volume.blocks;
    return {
      kind,
      mode: mode & 0o7777,
      owner: bytes.getUint16(inode.owner, true),
      group: bytes.getUint16(inode.group, true),
      size,
      modified: bytes.getInt32(inode.modified, true),
      inode: number,
      at: inPlace ? undefined : this.volume.at + first * this.volume.blockSize,
    };
  }

  /** What is in a folder, but for itself and the one above. */
  async #names(number: number, walk?: Walk): Promise<readonly NamedInode[]> {
    const bytes = await this.volume.inode(number);
    const { size } = this.#describe(bytes, number);
    if (size > most.folder) throw new Ext3Error("the folder is too long");
    if (walk !== undefined && (walk.bytes -= size) < 0)
      throw new Ext3Error("the folders are too long together");
    const content = await this.#content(await stretchesOf(this.volume, bytes, size), size);
    const found: NamedInode[] = [];
    const { blockSize } = this.volume;
    for (let at = 0; at < size; at += blockSize)
      if (!namesOf(content.subarray(at, at + blockSize), found)) throw new Ext3Error("the folder is damaged");
    return found;
  }

  async #content(stretches: readonly Stretch[], size: number): Promise<Uint8Array> {
    const content = new Uint8Array(size);
    let done = 0;
    for (const { offset, size: length } of stretches) {
      // What is not there is zeros.
      if (offset !== undefined) {
        const piece = await this.region.read(offset, length);
        if (piece.length < length) throw new Ext3Error(`byte ${offset + piece.length} is not in the image`);
        content.set(piece, done);
      }
      done += length;
    }
    return content;
  }
}

/** What is known on the way through a file system. */
interface Walk {
  /** Entries that may still come. */
  left: number;
  /** Bytes of folders that may still be read. */
  bytes: number;
  /** Inodes of folders. */
  readonly seen: Set<number>;
  readonly damaged: (path: string, why: string) => void;
}

const kinds = new Map<number, Ext3Node["kind"]>([
  [modes.file, "file"],
  [modes.folder, "folder"],
  [modes.link, "link"],
]);

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Ext3Error)) throw error;
  return error.message;
}

import { foreignFlags, inode } from "./layout";
import { Ext3Error, type Ext3Volume, type Stretch } from "./volume";

/** More than what a hostile image may make us go through, and than any bootstrap's file has. */
const most = { stretches: 1 << 17, tables: 1 << 16 } as const;

/**
 * Where in the image the bytes of a file or folder are, in order; blocks that follow one another are one stretch. Rejects
 * with an {@link Ext3Error}.
 *
 * @param node the inode's bytes
 * @param size of the file, in bytes
 */
export async function stretchesOf(
  volume: Ext3Volume,
  node: DataView,
  size: number,
): Promise<readonly Stretch[]> {
  if ((node.getUint32(inode.flags, true) & foreignFlags) !== 0)
    throw new Ext3Error("the file is laid out as ext4 does it");
  const walk = new Walk(volume, Math.ceil(size / volume.blockSize));
  for (let at = 0; at < inode.direct; at++) await walk.below(node.getUint32(inode.blocks + 4 * at, true), 0);
  for (let stages = 1; stages <= 3; stages++)
    await walk.below(node.getUint32(inode.blocks + 4 * (inode.direct + stages - 1), true), stages);
  if (walk.left > 0) throw new Ext3Error("the file is longer than its tables");
  return walk.stretches(size);
}

/** On the way through the tables of a file. */
class Walk {
  /** Runs of blocks: number of the first, 0 for what is nowhere, and how many. */
  readonly #runs: { first: number; count: number }[] = [];
  #tables = 0;
  readonly #perTable: number;

  constructor(
    private readonly volume: Ext3Volume,
    /** Blocks that are still to come. */
    public left: number,
  ) {
    this.#perTable = volume.blockSize / 4;
  }

  /** What a number leads to: a block of the file, or over so many stages of tables many of them. */
  async below(block: number, stages: number): Promise<void> {
    if (this.left <= 0) return;
    if (block === 0) this.#add(0, Math.min(this.left, this.#perTable ** stages));
    else if (block >= this.volume.blocks) throw new Ext3Error(`block ${block} is not in the image`);
    else if (stages === 0) this.#add(block, 1);
    else {
      if (++this.#tables > most.tables) throw new Ext3Error("the file has too many tables");
      const table = await this.volume.table(block);
      for (let at = 0; at < this.#perTable && this.left > 0; at++)
        await this.below(table.getUint32(4 * at, true), stages - 1);
    }
  }

  #add(first: number, count: number): void {
    this.left -= count;
    const last = this.#runs.at(-1);
    if (last !== undefined && first === (last.first === 0 ? 0 : last.first + last.count)) last.count += count;
    else if (this.#runs.length === most.stretches) throw new Ext3Error("the file is in too many pieces");
    else this.#runs.push({ first, count });
  }

  /** The last one ends where the file does. */
  stretches(size: number): readonly Stretch[] {
    const { blockSize, at } = this.volume;
    let done = 0;
    return this.#runs.map(({ first, count }) => {
      const length = Math.min(count * blockSize, size - done);
      done += length;
      return { offset: first === 0 ? undefined : at + first * blockSize, size: length };
    });
  }
}

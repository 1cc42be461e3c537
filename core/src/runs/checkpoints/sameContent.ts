import { DiskError, type Disk, type TreeEntry } from "../../platform/disk";
import type { Layers } from "../engines/layers";

/** Something in a layer, whose absolute path is told. */
interface Owned {
  readonly layer: string;
  readonly entry: TreeEntry;
}

/**
 * Whether two stacks of layers that differ in the topmost one alone show the same. The kernel and we write a layer in two
 * ways: what was opened but not changed may be in it or not, a folder may hide the one below or each name in that.
 */
export async function haveSameContent(
  disk: Disk,
  one: Layers,
  other: Layers,
  list: (layers: Layers) => Promise<readonly string[]>,
): Promise<boolean> {
  const [top, otherTop] = [one.lower[0]!, other.lower[0]!].map((name) => `${one.folder}/${name}`) as [
    string,
    string,
  ];
  const [now, then] = await Promise.all([entriesOf(disk, top), entriesOf(disk, otherTop)]);
  const paths = new Set([...now.keys(), ...then.keys()]);
  const alike =
    now.size === then.size &&
    [...now].every(([path, { entry }]) => then.get(path)?.entry.whiteout === entry.whiteout);
  // With the same names a step hides the same as before; else the kernel knows what two layers hide.
  const seen = alike ? paths : await seenThroughBoth(one, other, list);
  if (seen === undefined) return false;
  const below: ReadonlyMap<string, Owned>[] = [];
  const folders = one.lower.slice(1).map((name) => `${one.folder}/${name}`);
  const under = async (path: string): Promise<Owned | undefined> => {
    for (const [index, folder] of folders.entries()) {
      const found = (below[index] ??= await entriesOf(disk, folder)).get(path);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const path of paths) {
    if (!seen.has(path)) continue;
    const [a, b] = [now.get(path) ?? (await under(path)), then.get(path) ?? (await under(path))];
    if (a === undefined || b === undefined || !(await isSame(disk, a, b))) return false;
  }
  return true;
}

/** What is seen through two stacks; undefined where that is not the same. */
async function seenThroughBoth(
  one: Layers,
  other: Layers,
  list: (layers: Layers) => Promise<readonly string[]>,
): Promise<ReadonlySet<string> | undefined> {
  const seen = new Set(await list(one));
  const otherSeen = await list(other);
  return otherSeen.length === seen.size && otherSeen.every((path) => seen.has(path)) ? seen : undefined;
}

async function entriesOf(disk: Disk, layer: string): Promise<ReadonlyMap<string, Owned>> {
  return new Map((await disk.list(layer)).map((entry) => [entry.path, { layer, entry }]));
}

async function isSame(disk: Disk, one: Owned, other: Owned): Promise<boolean> {
  const [a, b] = [one.entry, other.entry];
  if (one.layer === other.layer) return true;
  // The kernel's and ours have different permission bits, which mean nothing.
  if (a.whiteout || b.whiteout) return a.whiteout === b.whiteout;
  if (a.kind !== b.kind || a.mode !== b.mode || a.target !== b.target) return false;
  if (a.kind !== "file") return true;
  if (a.size !== b.size) return false;
  // Names of one file have to stay so.
  if (a.linked !== b.linked) return false;
  try {
    return (await disk.hash(one.layer, a.path)) === (await disk.hash(other.layer, b.path));
  } catch (error) {
    // What nobody but root can read is never known to be the same.
    if (error instanceof DiskError) return false;
    throw error;
  }
}

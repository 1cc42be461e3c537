import type { Machine } from "../../platform/machine";
import type { CopyInstead, TreeEntry } from "../../platform/disk";
import { formatConfiguration } from "../../tree/configuration";
import { makeMountPoints } from "../engines/mounts";
import { prepareRoot, type RootRequest } from "../root";
import { FORMAT } from "./checkpoint";

/** Something that was copied: from where, in which state; where to, below the copy; a file's SHA-256, when needed. */
type Copied = readonly [from: string, stamp: string, place: string, sha256?: string];

/** What is known of the copy. A file is written with it, so that the next run need not read the tree again. */
interface Index {
  readonly format: number;
  /** bootstrap.cfg and the folders that the copy was made from. */
  readonly request: string;
  /** Whether `copied` is everything: something that had just changed is left out. */
  readonly complete: boolean;
  readonly copied: readonly Copied[];
  /** What the copy was like when it was made; see {@link Disk.seal}. */
  readonly seal: string;
  /** See {@link Base.remembered}. */
  readonly remembered: readonly (readonly [string, string])[];
}

/** The lowest layer: a copy of the tree, laid out as a root file system. */
export interface Base {
  readonly path: string;
  entries(): Promise<readonly TreeEntry[]>;
  /** SHA-256 of a file. */
  hash(entry: TreeEntry): Promise<string>;
  /** Facts that hold as long as the copy stays the same, by a name. */
  readonly remembered: Map<string, string>;
  /** Writes down what was found out. */
  save(): Promise<void>;
}

/** Whether a folder of checkpoints has a lowest layer, be it up to date or not. */
export async function hasBase({ disk }: Machine, folder: string): Promise<boolean> {
  return (await disk.status(`${folder}/0.json`))?.kind === "file";
}

/**
 * Makes the lowest layer in a folder of checkpoints, or leaves the one that is there when nothing has changed. Files
 * that have not changed are taken over. Changing the lowest layer below others is allowed while nothing is mounted.
 */
export async function prepareBase(
  machine: Machine,
  request: Omit<RootRequest, "root" | "instead">,
  folder: string,
): Promise<Base> {
  const path = `${folder}/0`;
  const wanted = await describe(machine, request);
  const before = await readIndex(machine, folder);
  // Nothing is taken over from a copy that somebody has changed.
  const whole = before !== undefined && (await isWhole(machine, path, before)) ? before : undefined;
  const same = whole?.request === wanted && isCurrent(machine, whole);
  const now = same ? whole : await copy(machine, request, folder, wanted, whole);
  return opened(machine, folder, now, same);
}

/** All but the files themselves that the copy comes from. */
async function describe(
  { disk }: Machine,
  { tree, configuration }: Omit<RootRequest, "root" | "instead">,
): Promise<string> {
  const folders = [tree.stage0, tree.seed, tree.steps, tree.distfiles];
  const real = await Promise.all(folders.map((folder) => disk.realPath(folder)));
  const stamps = disk.stamps(real.map((found, index) => latin1Of(found ?? folders[index]!)));
  const tops = real.map((found, index) => [found ?? "", stamps[index] ?? (found === undefined ? "" : "?")]);
  return JSON.stringify([formatConfiguration(configuration), tops]);
}

async function isWhole({ disk }: Machine, path: string, { seal }: Index): Promise<boolean> {
  return (await disk.status(path))?.kind === "directory" && disk.seal(path).hash === seal;
}

function isCurrent({ disk }: Machine, { complete, copied, request }: Index): boolean {
  if (!complete || request.includes('"?"')) return false;
  const stamps = disk.stamps(copied.map(([from]) => from));
  return copied.every(([, stamp], index) => stamp === stamps[index]);
}

async function copy(
  machine: Machine,
  request: Omit<RootRequest, "root" | "instead">,
  folder: string,
  wanted: string,
  before: Index | undefined,
): Promise<Index> {
  const { disk } = machine;
  const [path, draft] = [`${folder}/0`, `${folder}/b`];
  const known = new Map((before?.copied ?? []).map((each) => [each[2], each]));
  const copied: Copied[] = [];
  let complete = true;
  const start = latin1Of(`${draft}/`).length;
  const instead: CopyInstead = ({ from, to, stamp }) => {
    if (stamp === undefined) {
      complete = false;
      return undefined;
    }
    const place = to.slice(start);
    const earlier = known.get(place);
    const same = earlier?.[0] === from && earlier[1] === stamp;
    copied.push(same ? earlier : [from, stamp, place]);
    return same ? latin1Of(`${path}/`) + place : undefined;
  };
  await disk.removeTree(draft);
  await disk.makeDirectory(draft, 0o755);
  await prepareRoot(machine, { ...request, root: draft, instead });
  await makeMountPoints(machine, draft);
  await disk.removeFile(`${folder}/0.json`);
  await disk.removeTree(path);
  await disk.rename(draft, path);
  return { format: FORMAT, request: wanted, complete, copied, seal: disk.seal(path).hash, remembered: [] };
}

/** `saved`: whether the index is that of the file. */
function opened({ disk }: Machine, folder: string, index: Index, saved: boolean): Base {
  const path = `${folder}/0`;
  const known = new Map(index.copied.map((each) => [each[2], each[3]]));
  const hashes = new Map<string, Promise<string>>();
  const remembered = new Map(index.remembered);
  let entries: Promise<readonly TreeEntry[]> | undefined;
  return {
    path,
    remembered,
    entries: () => (entries ??= disk.list(path)),
    hash(entry) {
      const hash = known.get(entry.path);
      if (hash !== undefined) return Promise.resolve(hash);
      let asked = hashes.get(entry.path);
      if (asked === undefined) hashes.set(entry.path, (asked = disk.hash(path, entry.path)));
      return asked;
    },
    async save() {
      // What is known is never forgotten.
      if (saved && hashes.size === 0 && remembered.size === index.remembered.length) return;
      const found = new Map<string, string>();
      for (const [place, hash] of hashes) found.set(place, await hash);
      const copied = index.copied.map(([from, stamp, place, hash]): Copied => {
        const sha256 = hash ?? found.get(place);
        return sha256 === undefined ? [from, stamp, place] : [from, stamp, place, sha256];
      });
      const text = JSON.stringify({ ...index, copied, remembered: [...remembered] });
      await disk.replace(`${folder}/0.json`, new TextEncoder().encode(text));
    },
  };
}

/** A text with each byte of its UTF-8 as a character. */
function latin1Of(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join("");
}

async function readIndex(machine: Machine, folder: string): Promise<Index | undefined> {
  const status = await machine.disk.status(`${folder}/0.json`);
  const bytes = status && (await machine.disk.read(`${folder}/0.json`, status.size));
  if (bytes === undefined) return undefined;
  try {
    const index = JSON.parse(new TextDecoder().decode(bytes)) as Index;
    return index.format === FORMAT ? index : undefined;
  } catch {
    return undefined;
  }
}

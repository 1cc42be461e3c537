import type { Machine } from "../../platform/machine";
import type { CopyInstead, TreeEntry } from "../../platform/disk";
import { formatConfiguration } from "../../tree/configuration";
import { makeMountPoints } from "../engines/mounts";
import { isVersionControl } from "../layout";
import { prepareRoot, type RootRequest } from "../root";
import { FORMAT } from "./checkpoint";
import { latin1Of, textOf } from "./bytePaths";
import { contentAt, differences, linkTarget, UNSURE, type Copied } from "./contents";
import { contentsIn, historyFrom, withGeneration, type History } from "./history";

/** What is known of the copy. A file is written with it, so that the next run need not read the tree again. */
interface Index {
  readonly format: number;
  /** bootstrap.cfg and the folders that the copy was made from. */
  readonly request: string;
  /** Whether the state of everything in `copied` is known: what had just changed has {@link UNSURE} for it. */
  readonly complete: boolean;
  readonly copied: readonly Copied[];
  /** What the copy was like when it was made; see {@link Disk.seal}. */
  readonly seal: string;
  /** See {@link Base.remembered}. */
  readonly remembered: readonly (readonly [string, string])[];
  /** What changed from copy to copy. */
  readonly history?: History;
}

/** The lowest layer: a copy of the tree, laid out as a root file system. */
export interface Base {
  readonly path: string;
  entries(): Promise<readonly TreeEntry[]>;
  /** The paths of all entries. */
  places(): Promise<ReadonlySet<string>>;
  /** SHA-256 of a file. */
  hash(entry: TreeEntry): Promise<string>;
  /** Names it among those that were here before and will be. */
  readonly generation: number;
  /** Places where something else was in a generation than is now, each byte one character; undefined where nobody knows. */
  changedSince(generation: number | undefined): Promise<ReadonlySet<string> | undefined>;
  /** What the tree has at a place, an absolute path; where it has nothing, what the copy calls it. */
  origin(place: string): string;
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
 * `latest` is the last generation that a checkpoint is of: a copy of which nothing is known any more begins behind it.
 */
export async function prepareBase(
  machine: Machine,
  request: Omit<RootRequest, "root" | "instead">,
  folder: string,
  latest?: number,
): Promise<Base> {
  const path = `${folder}/0`;
  const wanted = await describe(machine, request);
  const before = await readIndex(machine, folder);
  // Nothing is taken over from a copy that somebody has changed.
  const whole = before !== undefined && (await isWhole(machine, path, before)) ? before : undefined;
  const same = whole?.request === wanted && isCurrent(machine, whole);
  const now = same ? whole : await copy(machine, request, folder, wanted, whole, latest);
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
  latest: number | undefined,
): Promise<Index> {
  const { disk } = machine;
  const [path, draft] = [`${folder}/0`, `${folder}/b`];
  const known = new Map((before?.copied ?? []).map((each) => [each[2], each]));
  const copied: Copied[] = [];
  let complete = true;
  const start = latin1Of(`${draft}/`).length;
  const instead: CopyInstead = ({ from, to, stamp }) => {
    const place = to.slice(start);
    if (stamp === undefined) {
      complete = false;
      copied.push([from, UNSURE, place]);
      return undefined;
    }
    const earlier = known.get(place);
    const same = earlier?.[0] === from && earlier[1] === stamp;
    copied.push(same ? earlier : [from, stamp, place]);
    return same ? latin1Of(`${path}/`) + place : undefined;
  };
  await disk.removeTree(draft);
  await disk.makeDirectory(draft, 0o755);
  await prepareRoot(machine, { ...request, root: draft, instead });
  await makeMountPoints(machine, draft);
  const history = withGeneration(
    before?.history ?? historyFrom(latest),
    before && (await differences(machine, { path, copied: before.copied }, { path: draft, copied })),
  );
  await disk.removeFile(`${folder}/0.json`);
  await disk.removeTree(path);
  await disk.rename(draft, path);
  const seal = disk.seal(path).hash;
  return { format: FORMAT, request: wanted, complete, copied, seal, remembered: [], history };
}

/** `saved`: whether the index is that of the file. */
function opened({ disk }: Pick<Machine, "disk">, folder: string, index: Index, saved: boolean): Base {
  const path = `${folder}/0`;
  const known = new Map(index.copied.map((each) => [each[2], each[3]]));
  const hashes = new Map<string, Promise<string>>();
  const remembered = new Map(index.remembered);
  let entries: Promise<readonly TreeEntry[]> | undefined;
  const history = index.history ?? historyFrom();
  /** By generation. */
  const changes = new Map<number, Promise<ReadonlySet<string> | undefined>>();
  let places: ReadonlySet<string> | undefined;
  let origins: ReadonlyMap<string, string> | undefined;
  const changedIn = async (generation: number) => {
    const contents = contentsIn(history, generation);
    if (contents === undefined) return undefined;
    const changed = new Set<string>();
    for (const [place, before] of contents)
      if (before !== (await contentAt(disk, path, place))) changed.add(place);
    return changed;
  };
  return {
    ...{ path, remembered, generation: history.generation },
    entries: () => (entries ??= disk.list(path)),
    async places() {
      return (places ??= new Set((await this.entries()).map((entry) => entry.path)));
    },
    hash(entry) {
      const hash = known.get(entry.path);
      if (hash !== undefined) return Promise.resolve(hash);
      let asked = hashes.get(entry.path);
      if (asked === undefined) hashes.set(entry.path, (asked = disk.hash(path, entry.path)));
      return asked;
    },
    async changedSince(generation) {
      if (generation === undefined) return undefined;
      // Many checkpoints are of one generation, and what changed may be long.
      if (!changes.has(generation)) changes.set(generation, changedIn(generation));
      return changes.get(generation);
    },
    origin(place) {
      origins ??= new Map(index.copied.map((each) => [each[2], each[0]]));
      return textOf(origins.get(place) ?? place);
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

/**
 * The lowest layer as it is, and what of the tree is another than in it: places below the root, each byte one character.
 * Nothing is changed. Undefined where there is none.
 */
export async function changedSince(
  machine: Pick<Machine, "disk">,
  folder: string,
): Promise<{ readonly base: Base; readonly changed: ReadonlySet<string> } | undefined> {
  const { disk } = machine;
  const index = await readIndex(machine, folder);
  if (index === undefined) return undefined;
  const base = opened(machine, folder, index, true);
  const stamps = disk.stamps(index.copied.map(([from]) => from));
  const touched = index.copied.filter(([, stamp], at) => stamps[at] !== stamp);
  const entries = new Map((await base.entries()).map((entry) => [entry.path, entry]));
  // What lies over another has the place of that.
  const last = new Map(index.copied.map(([from, , place]) => [place, from]));
  const names = namesByFolder(index);
  const changed = new Set<string>();
  for (const [from, , place] of touched) {
    const entry = entries.get(place);
    const path = textOf(from);
    const now = await disk.status(path);
    const kind = now?.kind;
    if (kind === "directory" && entry?.kind === "directory") {
      // An editor that saves touches the folder, too: what counts are its names.
      const here = (await disk.names(path)).filter((name) => !isVersionControl(name)).map(latin1Of);
      const then = [...(names.get(from) ?? [])];
      const other = [
        ...here.filter((name) => !then.includes(name)),
        ...then.filter((name) => !here.includes(name)),
      ];
      for (const name of other) changed.add(`${place}/${name}`);
    } else if (last.get(place) !== from) continue;
    else if (entry === undefined || entry.kind !== kind || entry.mode !== now?.mode) changed.add(place);
    else if (entry.kind === "link" && entry.target !== (await linkTarget(disk, from))) changed.add(place);
    else if (entry.kind === "file" && (await disk.hash("/", from.slice(1))) !== (await base.hash(entry)))
      changed.add(place);
  }
  return { base, changed };
}

/** What was copied out of each folder: names, by the folder's path. */
function namesByFolder({ copied }: Index): ReadonlyMap<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const [from] of copied) {
    const slash = from.lastIndexOf("/");
    const folder = from.slice(0, slash);
    const there = names.get(folder);
    if (there === undefined) names.set(folder, new Set([from.slice(slash + 1)]));
    else there.add(from.slice(slash + 1));
  }
  return names;
}

async function readIndex(machine: Pick<Machine, "disk">, folder: string): Promise<Index | undefined> {
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

import type { Machine } from "../../platform/machine";
import type { CopyInstead, TreeEntry } from "../../platform/disk";
import { formatConfiguration } from "../../tree/configuration";
import { makeMountPoints } from "../engines/mounts";
import { isVersionControl, rootPlaces } from "../layout";
import { prepareRoot, type RootRequest } from "../root";
import { FORMAT } from "./checkpoint";
import { contentsIn, historyFrom, withGeneration, type Content, type History } from "./history";

/** Something that was copied: from where, in which state; where to, below the copy; a file's SHA-256, when needed. */
type Copied = readonly [from: string, stamp: string, place: string, sha256?: string];

/** The state of what might have changed once more without anybody seeing it: no state is like it. */
const UNSURE = "";

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

interface CopiedTo {
  readonly path: string;
  readonly copied: readonly Copied[];
}

/** What is made and not copied. */
const made = [`${rootPlaces.steps.slice(1)}/bootstrap.cfg`];

/** Where a copy has something else than the one before it, and what was there; undefined where that is too much to tell. */
async function differences(
  { disk }: Pick<Machine, "disk">,
  before: CopiedTo,
  now: CopiedTo,
): Promise<ReadonlyMap<string, Content> | undefined> {
  const stamps = new Map(now.copied.map(([from, stamp, place]) => [place, `${stamp} ${from}`]));
  const same = (each: Copied) => each[1] !== UNSURE && stamps.get(each[2]) === `${each[1]} ${each[0]}`;
  const known = new Map(before.copied.map((each) => [each[2], each]));
  const places = new Set(made);
  for (const each of before.copied) if (!same(each)) places.add(each[2]);
  for (const [, , place] of now.copied) if (!known.has(place)) places.add(place);
  if (places.size > mostLookedAt) return undefined;
  const changed = new Map<string, Content>();
  for (const place of places) {
    const then = await contentAt(disk, before.path, place, known.get(place)?.[3]);
    if (then !== (await contentAt(disk, now.path, place))) changed.set(place, then);
  }
  return changed;
}

/** More files than these are not read twice for the sake of a reason. */
const mostLookedAt = 2000;

/** What a copy has at a place. */
async function contentAt(
  disk: Machine["disk"],
  folder: string,
  place: string,
  sha256?: string,
): Promise<Content> {
  const path = `${folder}/${textOf(place)}`;
  const status = await disk.status(path);
  if (status === undefined || status.kind === "directory") return "";
  const is =
    status.kind === "file"
      ? (sha256 ?? (await disk.hash(folder, place)))
      : await linkTarget(disk, `${latin1Of(folder)}/${place}`);
  return contentOf(status, is);
}

function contentOf({ kind, mode }: Pick<TreeEntry, "kind" | "mode">, is: string | undefined): Content {
  return `${kind} ${kind === "link" ? "" : mode.toString(8)} ${is ?? ""}`;
}

/** `saved`: whether the index is that of the file. */
function opened({ disk }: Pick<Machine, "disk">, folder: string, index: Index, saved: boolean): Base {
  const path = `${folder}/0`;
  const known = new Map(index.copied.map((each) => [each[2], each[3]]));
  const hashes = new Map<string, Promise<string>>();
  const remembered = new Map(index.remembered);
  let entries: Promise<readonly TreeEntry[]> | undefined;
  const history = index.history ?? historyFrom();
  const asked = new Map<number, Promise<ReadonlySet<string> | undefined>>();
  const changedIn = async (generation: number) => {
    const contents = contentsIn(history, generation);
    if (contents === undefined) return undefined;
    const changed = new Set<string>();
    for (const [place, before] of contents)
      if (before !== (await contentAt(disk, path, place))) changed.add(place);
    return changed;
  };
  const hashOf = (entry: TreeEntry) => {
    const hash = known.get(entry.path);
    if (hash !== undefined) return Promise.resolve(hash);
    let asked = hashes.get(entry.path);
    if (asked === undefined) hashes.set(entry.path, (asked = disk.hash(path, entry.path)));
    return asked;
  };
  return {
    ...{ path, remembered, generation: history.generation },
    entries: () => (entries ??= disk.list(path)),
    hash: hashOf,
    async changedSince(generation) {
      if (generation === undefined) return undefined;
      // Many checkpoints are of one generation, and what changed may be long.
      if (!asked.has(generation)) asked.set(generation, changedIn(generation));
      return asked.get(generation);
    },
    origin(place) {
      const from = index.copied.findLast((each) => each[2] === place)?.[0];
      return from === undefined ? textOf(place) : textOf(from);
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

/** Where a link leads; its path with each byte one character. */
async function linkTarget(disk: Machine["disk"], link: string): Promise<string | undefined> {
  const slash = link.lastIndexOf("/");
  const beside = await disk.list(textOf(link.slice(0, slash)));
  return beside.find(({ path }) => path === link.slice(slash + 1))?.target;
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

/** The text whose UTF-8 has these bytes. */
function textOf(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
}

/** A text with each byte of its UTF-8 as a character. */
function latin1Of(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join("");
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

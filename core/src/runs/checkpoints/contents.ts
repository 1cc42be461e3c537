import type { Machine } from "../../platform/machine";
import { rootPlaces } from "../layout";
import { latin1Of, textOf } from "./bytePaths";
import type { Content } from "./history";

/** Something that was copied: from where, in which state; where to, below the copy; a file's SHA-256, when needed. */
export type Copied = readonly [from: string, stamp: string, place: string, sha256?: string];

/** The state of what might have changed once more without anybody seeing it: no state is like it. */
export const UNSURE = "";

interface CopiedTo {
  readonly path: string;
  readonly copied: readonly Copied[];
}

/** What is made and not copied. */
const made = [`${rootPlaces.steps.slice(1)}/bootstrap.cfg`];

/** Where a copy has something else than the one before it, and what was there; undefined where that is too much to tell. */
export async function differences(
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
export async function contentAt(
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
  return `${status.kind} ${status.kind === "link" ? "" : status.mode.toString(8)} ${is ?? ""}`;
}

/** Where a link leads; its path with each byte one character. */
export async function linkTarget(disk: Machine["disk"], link: string): Promise<string | undefined> {
  const slash = link.lastIndexOf("/");
  const beside = await disk.list(textOf(link.slice(0, slash)));
  return beside.find(({ path }) => path === link.slice(slash + 1))?.target;
}

/** What is where a place says: kind and permissions, with a file's SHA-256 or a link's target; empty for nothing. */
export type Content = string;

/** That something else came to a place, below the copy's root and each byte one character, and what was there before. */
type Change = readonly [place: string, generation: number, before: Content];

/**
 * What changed in the copy of the tree from one run to the next, so that of a checkpoint it can be told which of its files
 * is another by now. Each copy that differs from the one before is a generation.
 */
export interface History {
  readonly generation: number;
  /** Of what changed up to this generation nothing is known. */
  readonly oldest: number;
  /** The older ones first. */
  readonly changes: readonly Change[];
}

/** More changes than these are told by nobody: a tree of another commit. */
const most = 2000;

/** Nothing is known of what was up to a generation. */
export const historyFrom = (generation = 1): History => ({ generation, oldest: generation, changes: [] });

/** The same with one more generation. */
export function withGeneration(
  { generation, oldest, changes }: History,
  changed: Iterable<readonly [place: string, before: Content]> | undefined,
): History {
  const next = generation + 1;
  const own = changed === undefined ? undefined : [...changed];
  if (own === undefined || changes.length + own.length > most)
    return { generation: next, oldest: next, changes: [] };
  if (own.length === 0) return { generation, oldest, changes };
  const all = own.map(([place, before]): Change => [place, next, before]);
  return { generation: next, oldest, changes: [...changes, ...all] };
}

/** Where there was something else in a generation, and what. Undefined where that is not known any more. */
export function contentsIn(
  { oldest, changes }: History,
  generation: number,
): ReadonlyMap<string, Content> | undefined {
  if (generation < oldest) return undefined;
  const contents = new Map<string, Content>();
  for (const [place, at, before] of changes)
    if (at > generation && !contents.has(place)) contents.set(place, before);
  return contents;
}

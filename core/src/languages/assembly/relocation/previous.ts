import { diffArrays } from "diff";
import type { ListedLine, Listing } from "../../../audit/listing";
import type { Located } from "./located";
import { lineOfByte, offsetOf } from "./places";
import type { Reference } from "./reference";

/** A run of lines that gave way to others; indices into the lines with bytes of each text. */
interface Hunk {
  readonly before: number;
  readonly removed: number;
  readonly now: number;
  readonly added: number;
}

/**
 * Where references go to that no label names, from how the text was before: with the lines that they went to then. Nothing
 * is told where lines were put in, or taken out, right in front of those: nobody knows on which side of them the target is.
 */
export class Previous {
  /** For the index of each line that is still there, its index now. */
  readonly #lines: ReadonlyMap<number, number>;
  /** The other way round, by the lines themselves. */
  readonly #origins: ReadonlyMap<ListedLine, ListedLine>;
  /** Indices of the lines that a hunk may stand in front of. */
  readonly #unsure = new Set<number>();
  /** Indices of the lines of both texts by where their bytes begin. */
  readonly #indices: ReadonlyMap<number, number>;
  readonly #references: ReadonlyMap<number, Reference>;

  constructor(
    readonly before: Located,
    readonly now: Located,
  ) {
    const [old, own] = [keysOf(before.listing), keysOf(now.listing)];
    const hunks = hunksOf(old, own);
    for (const hunk of hunks) this.#doubt(hunk, own);
    this.#lines = linesThatStayed(before.listing.lines, now.listing.lines, hunks);
    this.#origins = new Map(
      [...this.#lines].map(([line, other]) => [now.listing.lines[other]!, before.listing.lines[line]!]),
    );
    this.#indices = new Map(before.listing.lines.map((line, index) => [line.bytes.start, index]));
    this.#references = new Map(before.references.map((reference) => [reference.field.at, reference]));
  }

  /** How many bytes more there are than before. */
  get growth(): bigint {
    return BigInt(this.now.listing.bytes.length - this.before.listing.bytes.length);
  }

  /** The virtual address that a reference went to before, as it is now; undefined where nobody can know. */
  placeOf(reference: Reference): bigint | undefined {
    const old = this.#counterpart(reference);
    if (old === undefined) return undefined;
    const target = offsetOf(this.before.listing, old.place);
    return target === undefined ? undefined : this.#moved(target);
  }

  #counterpart({ line, field }: Reference): Reference | undefined {
    const origin = this.#origins.get(line);
    return origin && this.#references.get(origin.bytes.start + field.at - line.bytes.start);
  }

  #moved(offset: number): bigint | undefined {
    const { listing } = this.now;
    if (offset === this.before.listing.bytes.length)
      return this.#unsure.has(listing.lines.length) ? undefined : listing.addressOf(listing.bytes.length);
    const line = lineOfByte(this.before.listing, offset);
    const index = line && this.#lines.get(this.#indices.get(line.bytes.start)!);
    if (index === undefined || this.#unsure.has(index)) return undefined;
    return listing.addressOf(listing.lines[index]!.bytes.start + offset - line!.bytes.start);
  }

  /** Equal lines around a hunk may be those that were there: it can stand anywhere among them. */
  #doubt({ now, added, removed }: Hunk, own: readonly string[]): void {
    let first = now;
    let last = now + added;
    if (removed === 0) {
      while (first > 0 && own[first - 1] === own[first - 1 + added]) first--;
      while (last < own.length && own[last] === own[last - added]) last++;
    }
    if (added === 0) last = now;
    for (let line = first; line <= last; line++) this.#unsure.add(line);
  }
}

/** What a line with bytes says, its comment included: lines that say the same are the same. */
function keysOf({ text, lines }: Listing): readonly string[] {
  return lines.map(({ line, code }) => text.latin1.slice(code.start, text.line(line).end).trimEnd());
}

function hunksOf(before: readonly string[], now: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [old, own] = [0, 0];
  let open: Hunk | undefined;
  for (const { added, removed, count } of diffArrays([...before], [...now])) {
    if (!added && !removed) {
      open = undefined;
      old += count;
      own += count;
      continue;
    }
    const hunk: Hunk = open ?? { before: old, removed: 0, now: own, added: 0 };
    if (open !== undefined) hunks.pop();
    open = {
      ...hunk,
      removed: hunk.removed + (removed ? count : 0),
      added: hunk.added + (added ? count : 0),
    };
    hunks.push(open);
    if (removed) old += count;
    else own += count;
  }
  return hunks;
}

/** For the index of each line that is still there, its index now. */
function linesThatStayed(
  before: readonly ListedLine[],
  now: readonly ListedLine[],
  hunks: readonly Hunk[],
): ReadonlyMap<number, number> {
  const stayed = new Map<number, number>();
  let [old, own] = [0, 0];
  const upTo = (end: number) => {
    while (old < end) stayed.set(old++, own++);
  };
  for (const hunk of hunks) {
    upTo(hunk.before);
    old = hunk.before + hunk.removed;
    own = hunk.now + hunk.added;
  }
  upTo(before.length);
  // A line whose first digit is the second one of a byte is another one now, whatever it says.
  for (const [line, other] of stayed) {
    const size = ({ bytes }: ListedLine) => bytes.end - bytes.start;
    if (now[other] === undefined || size(before[line]!) !== size(now[other])) stayed.delete(line);
  }
  return stayed;
}

import type { Listing } from "../../../audit/listing";
import type { Range } from "../../../text/range";
import type { Located } from "./located";
import { offsetOf } from "./places";
import type { Reference } from "./reference";

/**
 * What the byte at a file offset says a place with: the reference that it is written in, or else the one of the jump,
 * branch or call that it is a part of.
 */
export function referenceAt({ references }: Located, byte: number): Reference | undefined {
  const own = references.find(({ field }) => field.at <= byte && byte < field.at + field.size);
  return own ?? references.find((each) => isControl(each) && isWithin(each, byte));
}

function isControl({ kind }: Reference): boolean {
  return kind !== "address";
}

function isWithin({ code }: Reference, byte: number): boolean {
  if (code === undefined) return false;
  const { offset, length } = code.instruction;
  return offset <= byte && byte < offset + length;
}

/** File offset of what a reference's bytes go to, as {@link offsetOf} has it. */
export function targetOf({ listing }: Located, { place }: Reference): number | undefined {
  return offsetOf(listing, place);
}

const indexed = new WeakMap<Located, ReadonlyMap<number, readonly Reference[]>>();

/** The references whose bytes, written by hand, go to a file offset; in the order of the source. */
export function referencesTo(located: Located, target: number): readonly Reference[] {
  let index = indexed.get(located);
  if (index === undefined) indexed.set(located, (index = indexOf(located)));
  return index.get(target) ?? [];
}

function indexOf(located: Located): ReadonlyMap<number, readonly Reference[]> {
  const index = new Map<number, Reference[]>();
  for (const reference of located.references) {
    const target = reference.written ? targetOf(located, reference) : undefined;
    if (target === undefined) continue;
    const known = index.get(target);
    if (known === undefined) index.set(target, [reference]);
    else known.push(reference);
  }
  return index;
}

/** Where the digits of a reference are written; undefined where its bytes are no digits of the source. */
export function digitsOfReference(listing: Listing, { field }: Reference): Range | undefined {
  return digitsOfBytes(listing, field.at, field.size);
}

/** Where a reference begins and ends for the eye: a jump, branch or call is one as a whole. */
export function shownOfReference(listing: Listing, reference: Reference): Range | undefined {
  const { code } = reference;
  if (code === undefined || !isControl(reference)) return digitsOfReference(listing, reference);
  const { offset, length } = code.instruction;
  return digitsOfBytes(listing, offset, length);
}

function digitsOfBytes(listing: Listing, at: number, size: number): Range | undefined {
  const first = listing.digitsOf(at);
  const last = listing.digitsOf(at + size - 1);
  return first && last && { start: first[0], end: last[1] + 1 };
}

import { byteEdits } from "../../../audit/byteEdits";
import { diagnose, type Diagnostic, type TextEdit } from "../../../diagnostics/diagnostic";
import { withPlace, type Unfitting } from "../../../isa/fields";
import { growthByHeader, headerValues, isBroken } from "./headers";
import type { Located } from "./located";
import { noteEdits } from "./notes";
import { offsetOf } from "./places";
import { Previous } from "./previous";
import type { Reference } from "./reference";

/** What makes every reference of a source go where its comments say. */
export interface Relocation {
  /** In order, none touching another. */
  readonly edits: readonly TextEdit[];
  /** How many references, fields of headers, and notes in comments they change. */
  readonly references: number;
  readonly fields: number;
  readonly notes: number;
  /** References that cannot reach their targets: nothing is written for them. */
  readonly unreached: readonly Diagnostic[];
  /** References of which nothing tells where they go; they are left as they are. */
  readonly unknown: readonly Reference[];
  /** Whether nothing can be told, as the program's header is broken. */
  readonly broken: boolean;
}

const nothing: Omit<Relocation, "broken"> = {
  ...{ edits: [], references: 0, fields: 0, notes: 0 },
  ...{ unreached: [], unknown: [] },
};

const known = new WeakMap<Located, Relocation>();

/**
 * Works out what has to be written so that every displacement and address, the header's sizes and entry point, and the notes
 * in comments are right. Labels decide; of what none names, how the text was `before`, if all was right in that.
 */
export function relocate(now: Located, before?: Located): Relocation {
  if (isBroken(now.listing.bytes)) return { ...nothing, broken: true };
  const alone = known.get(now) ?? new Relocating(now, undefined).run();
  known.set(now, alone);
  if (before === undefined || before === now || !isInOrder(relocate(before))) return alone;
  return new Relocating(now, new Previous(before, now)).run();
}

/** Whether there is nothing to change, nor anything that could not be. */
function isInOrder({ edits, unreached, broken }: Relocation): boolean {
  return !broken && edits.length === 0 && unreached.length === 0;
}

class Relocating {
  readonly #growth: bigint;

  constructor(
    readonly now: Located,
    readonly previous: Previous | undefined,
  ) {
    const byHeader = growthByHeader(now.listing.bytes);
    this.#growth = byHeader === 0n ? (previous?.growth ?? 0n) : byHeader;
  }

  run(): Relocation {
    const { now } = this;
    const edits: TextEdit[] = [];
    const unreached: Diagnostic[] = [];
    const unknown: Reference[] = [];
    const places = new Map<Reference, bigint>();
    let references = 0;
    for (const reference of now.references) {
      if (!reference.written) continue;
      const place = this.#placeOf(reference);
      if (place === "unknown") unknown.push(reference);
      if (place === undefined || place === "unknown" || isAt(reference, place)) continue;
      const bytes = withPlace(now.listing.bytes, reference.field, place);
      if (!(bytes instanceof Uint8Array)) {
        unreached.push(this.#outOfReach(reference, bytes));
        continue;
      }
      const own = byteEdits(now.listing, reference.field.at, bytes);
      if (own === undefined) continue;
      edits.push(...own);
      places.set(reference, place);
      references++;
    }
    const fields = this.#fields();
    const notes = noteEdits(now, this.#behind, (each) => places.get(each) ?? each.place);
    const all = [...edits, ...fields.flat(), ...notes].sort((a, b) => a.range.start - b.range.start);
    return {
      ...{ edits: apart(all), references, fields: fields.length, notes: notes.length },
      ...{ unreached, unknown, broken: false },
    };
  }

  /** The edits of each field of the header that should hold something else. */
  #fields(): readonly (readonly TextEdit[])[] {
    const { situation, listing } = this.now;
    const { language } = situation.document;
    // Where a linker fills in the header, or it is another file, this one's bytes are not all of the program.
    if (language !== "hex0" && language !== "hex1") return [];
    return headerValues(listing).flatMap(({ field, bigEndian, value }) => {
      const form = bigEndian ? "big-endian" : "little-endian";
      const { offset: at, size } = field;
      const bytes = withPlace(listing.bytes, { at, size, form, origin: undefined, bits: 64 }, value);
      const edits = bytes instanceof Uint8Array ? byteEdits(listing, at, bytes) : undefined;
      return edits === undefined || edits.length === 0 ? [] : [edits];
    });
  }

  /** Where a reference should go; undefined where it is to stay as it is. */
  #placeOf(reference: Reference): bigint | "unknown" | undefined {
    const { named, field, place } = reference;
    const { listing } = this.now;
    if (named?.kind === "distance") return undefined;
    const targets = named === undefined ? [] : this.#targets(named.name, named.plus);
    if (targets.length === 1) return targets[0];
    const moved = this.previous?.placeOf(reference);
    if (moved !== undefined) return moved;
    if (targets.some((each) => isAt(reference, each))) return undefined;
    // What lies outside of the program does not move with it.
    const isInside = offsetOf(listing, place) !== undefined;
    return isInside && (field.origin !== undefined || named !== undefined || reference.kind !== "address")
      ? "unknown"
      : undefined;
  }

  /** Where a name stands; what is in memory only moves with the end of the program. */
  #targets(name: string, plus: bigint): readonly bigint[] {
    const { listing } = this.now;
    const isNoted = listing.isNoted(name);
    const places = distinct(listing.addressesOf(name));
    return places.map((place) => (isNoted ? this.#behind(place) : place) + plus);
  }

  /** Where something is that a note has behind the last byte: what was in front of the end is there now. */
  readonly #behind = (noted: bigint): bigint => {
    const { listing } = this.now;
    const end = listing.addressOf(listing.bytes.length);
    return noted < end - this.#growth ? end : noted + this.#growth;
  };

  #outOfReach({ field, named, line }: Reference, { value, least, most, step }: Unfitting): Diagnostic {
    const range = line.code;
    const to = named?.kind === "label" ? ` to ${named.name}` : "";
    const message =
      field.origin === undefined
        ? `The address${to} is 0x${value.toString(16).toUpperCase()}: more than ${field.size} bytes hold.`
        : value < least || value > most
          ? `It is ${value} bytes${to}; the displacement holds ${least} to ${most}.`
          : `It is ${value} bytes${to}; the displacement holds multiples of ${step}.`;
    return diagnose("audit/out-of-reach", range, message);
  }
}

function distinct(places: readonly bigint[]): readonly bigint[] {
  return [...new Set(places)];
}

function isAt({ field, place }: Reference, other: bigint): boolean {
  const bits = field.origin === undefined ? Math.min(8 * field.size, 64) : field.bits;
  return other >= 0n && BigInt.asUintN(bits, place) === BigInt.asUintN(field.bits, other);
}

/** Two may want the same bytes: the field of a header that a comment names, too. The first has it. */
function apart(edits: readonly TextEdit[]): readonly TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of edits) {
    const last = kept.at(-1);
    if (last === undefined || last.range.end <= edit.range.start) kept.push(edit);
  }
  return kept;
}

import { isLowerCase } from "../../../audit/byteEdits";
import { countedFrom, distanceTo, type CountedFrom } from "../../../audit/distances";
import type { Listing, Note } from "../../../audit/listing";
import type { TextEdit } from "../../../diagnostics/diagnostic";
import type { Located } from "./located";
import type { Reference } from "./reference";

/**
 * Edits of the notes whose numbers are others.
 *
 * @param behind where something is that a note has in memory only
 * @param placeOf where a reference goes to in the end
 */
export function noteEdits(
  { listing, references }: Located,
  behind: (noted: bigint) => bigint,
  placeOf: (reference: Reference) => bigint,
): readonly TextEdit[] {
  const jumps = new Map(references.filter(isJump).map((reference) => [reference.line, reference]));
  const jumpOf = (note: Note) =>
    note.kind === "displacement" ? jumps.get(listing.lines[note.line]!) : undefined;
  const from = countedFrom(
    listing.notes.flatMap((note) => {
      const jump = jumpOf(note);
      if (note.kind !== "displacement" || jump === undefined) return [];
      return [{ noted: note.value, ...jump.code!, target: jump.place }];
    }),
  );
  return listing.notes.flatMap((note): readonly TextEdit[] => {
    const { start, end } = note.range;
    const old = listing.text.latin1.slice(start, end);
    if (note.kind === "address") {
      const text = addressText(old, actualAddress(note, listing, behind));
      return text === undefined || text === old ? [] : [{ range: note.range, text }];
    }
    const jump = jumpOf(note);
    const text = jump && distanceText(note.value, jump, placeOf(jump), from(jump.code!.mode));
    return text === undefined || text === old ? [] : [{ range: note.range, text }];
  });
}

function isJump({ code }: Reference): boolean {
  return code?.instruction.target !== undefined;
}

function actualAddress(
  note: Note & { kind: "address" },
  listing: Listing,
  behind: (noted: bigint) => bigint,
): bigint | undefined {
  const [value, ...others] = note.values;
  if (note.inMemory) return others.length > 0 ? undefined : behind(value!) - note.from;
  const actual = listing.addressOf(note.offset);
  if (note.values.includes(actual)) return undefined;
  return others.length > 0 ? undefined : actual - note.from;
}

/** A number as the other one is written: with its prefix, as many digits, in its case. */
function addressText(old: string, value: bigint | undefined): string | undefined {
  if (value === undefined || value < 0n) return undefined;
  const prefix = /^0x/i.exec(old)?.[0] ?? "";
  const digits = old.slice(prefix.length);
  if (BigInt(`0x${digits}`) === value) return old;
  const text = value.toString(16).padStart(digits.length, "0");
  return prefix + (isLowerCase(digits) ? text : text.toUpperCase());
}

/** A distance as it is counted; undefined where the note has it. `from`: undefined where the source does not tell. */
function distanceText(
  note: bigint,
  { code, place }: Reference,
  target: bigint,
  from: CountedFrom | undefined,
): string | undefined {
  const { instruction } = code!;
  const isAt = (to: bigint, counted: CountedFrom) => note === distanceTo(to, instruction, counted);
  if (from === undefined && (isAt(target, "start") || isAt(target, "end"))) return undefined;
  const value = distanceTo(target, instruction, from ?? (isAt(place, "end") ? "end" : "start"));
  if (note === value) return undefined;
  return value < 0n ? `${value}` : `+${value}`;
}

import type { Range } from "../text/range";
import type { Listing } from "./listing";
import type { AuditedLine } from "./verdict";

/** A note whose number is not that of the bytes. */
export interface WrongNote {
  readonly range: Range;
  /** The address, or the displacement in bytes, that it should be. */
  readonly kind: "address" | "displacement";
  readonly actual: bigint;
}

/** Holds address and displacement notes against where things are. `lines` are those of the listing, in its order. */
export function wrongNotes(listing: Listing, lines: readonly AuditedLine[]): readonly WrongNote[] {
  const wrong: WrongNote[] = [];
  for (const note of listing.notes) {
    if (note.kind === "address") {
      // What is in memory only is where its author puts it.
      if (note.offset >= listing.bytes.length) continue;
      const actual = listing.addressOf(note.offset);
      if (!note.values.includes(actual)) wrong.push({ range: note.range, kind: "address", actual });
      continue;
    }
    const { instruction, verdict } = lines[note.line] ?? {};
    if (instruction === undefined || verdict === "disagrees") continue;
    const { target, address, length, operands } = instruction;
    // Of what does not jump the note is the number that it takes.
    if (target === undefined) {
      const number = operands.find((operand) => operand.kind === "immediate")?.value;
      if (number !== undefined && number !== note.value)
        wrong.push({ range: note.range, kind: "displacement", actual: number });
      continue;
    }
    const distance = BigInt.asIntN(32, target - address);
    if (distance !== note.value && distance - BigInt(length) !== note.value)
      wrong.push({ range: note.range, kind: "displacement", actual: distance });
  }
  return wrong;
}

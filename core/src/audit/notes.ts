import type { Range } from "../text/range";
import { countedFrom, distanceTo, type NotedJump } from "./distances";
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
  const jumps: (NotedJump & { readonly range: Range })[] = [];
  for (const note of listing.notes) {
    if (note.kind === "address") {
      // What is in memory only is where its author puts it.
      if (note.offset >= listing.bytes.length) continue;
      const actual = listing.addressOf(note.offset);
      if (!note.values.includes(actual)) wrong.push({ range: note.range, kind: "address", actual });
      continue;
    }
    const { instruction, verdict, mode } = lines[note.line] ?? {};
    if (instruction === undefined || mode === undefined || verdict === "disagrees") continue;
    const { target, operands } = instruction;
    if (target !== undefined) {
      jumps.push({ noted: note.value, range: note.range, instruction, mode, target });
      continue;
    }
    // Of what does not jump the note is the number that it takes.
    const number = operands.find((operand) => operand.kind === "immediate")?.value;
    if (number !== undefined && number !== note.value)
      wrong.push({ range: note.range, kind: "displacement", actual: number });
  }
  const from = countedFrom(jumps);
  for (const { noted, range, instruction, mode, target } of jumps) {
    const counted = from(mode);
    const distance = distanceTo(target, instruction, counted ?? "start");
    const isOther = counted === undefined && noted === distanceTo(target, instruction, "end");
    if (noted !== distance && !isOther) wrong.push({ range, kind: "displacement", actual: distance });
  }
  return wrong;
}

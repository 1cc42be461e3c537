import type { Range } from "../../text/range";
import { definitionsOf, nameAt, type Found, type NameAt } from "./names";
import { placeOf } from "./places";
import { locate, type Located } from "./relocation/located";
import { digitsOfReference, referenceAt, referencesTo, targetOf } from "./relocation/navigation";
import type { Reference } from "./relocation/reference";
import type { Situation } from "./situation";
import { namesOf } from "./source";

/** What digits under a cursor say a place with. */
export interface DigitsAt {
  readonly located: Located;
  readonly reference: Reference;
  /** File offset that they go to. */
  readonly to: number;
  /** The labels there, the nearest to it first. */
  readonly labels: readonly Found[];
}

/** Undefined where no digits are under the cursor, or none that go anywhere in the program. M1 writes no bytes. */
export async function digitsAt(situation: Situation, offset: number): Promise<DigitsAt | undefined> {
  const { document, program, input } = situation;
  if (document.language === "m1") return undefined;
  const byte = program.assembly.map.bytesAt(input, offset)?.start;
  if (byte === undefined) return undefined;
  const located = await locate(document);
  const reference = referenceAt(located, byte);
  const to = reference?.written === true ? targetOf(located, reference) : undefined;
  if (reference === undefined || to === undefined) return undefined;
  return { located, reference, to, labels: labelsAt(situation, to) };
}

/** Everything that has to do with the name under a cursor, or with where the digits there go. */
export interface Uses {
  readonly names: readonly Pick<NameAt, "what" | "name">[];
  /** Digits of the document that go to where a label of that name is, in order. What refers to it by its name has none. */
  readonly digits: readonly Range[];
}

export async function usesAt(situation: Situation, offset: number): Promise<Uses> {
  const name = nameAt(situation.source, offset);
  if (name === undefined) {
    const found = await digitsAt(situation, offset);
    if (found === undefined) return { names: [], digits: [] };
    const names = found.labels.map(({ file, range }) =>
      file.source.text.latin1.slice(range.start, range.end),
    );
    const labels = [...new Set(names)].map((label) => ({ what: "labels" as const, name: label }));
    return { names: labels, digits: digitsTo(found.located, found.to) };
  }
  const { document } = situation;
  if (name.what !== "labels" || document.language === "m1") return { names: [name], digits: [] };
  const places = definitionsOf(situation, "labels", name.name).map((label) =>
    offsetOfLabel(situation, label),
  );
  if (places.length === 0) return { names: [name], digits: [] };
  const located = await locate(document);
  return { names: [name], digits: [...new Set(places)].flatMap((place) => digitsTo(located, place)) };
}

function digitsTo(located: Located, place: number): readonly Range[] {
  return referencesTo(located, place).flatMap((each) => digitsOfReference(located.listing, each) ?? []);
}

function labelsAt(situation: Situation, to: number): readonly Found[] {
  const found = situation.files.flatMap((file) =>
    [...namesOf(file.source).definitions.labels.values()].flat().map((mention) => ({ ...mention, file })),
  );
  return found.filter((label) => offsetOfLabel(situation, label) === to).reverse();
}

function offsetOfLabel(situation: Situation, { file, range }: Found): number {
  return placeOf(situation, file.input, range.start).offset;
}

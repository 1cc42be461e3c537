import type { Listing } from "../../../audit/listing";
import type { Program } from "../../../assemble/program";
import type { Document } from "../../language";
import { withMachineByComments } from "../../../audit/machineByComments";
import { listingOf } from "../listing";
import { situationOf, type Situation } from "../situation";
import { findReferences } from "./find";
import type { Reference } from "./reference";

/** A document's references, and what they were found in. */
export interface Located {
  readonly situation: Situation;
  readonly listing: Listing;
  readonly references: readonly Reference[];
}

/** Of each program what was found in its files, by their input. */
const known = new WeakMap<Program, Map<number, Promise<Located>>>();

/** The references of a hex0, hex1 or hex2 document, in the order of its bytes. A text is looked through once. */
export async function locate(document: Document): Promise<Located> {
  const situation = await situationOf(document);
  const { program, input } = situation;
  const files = known.get(program) ?? new Map<number, Promise<Located>>();
  known.set(program, files);
  let located = files.get(input);
  if (located === undefined) files.set(input, (located = find(situation)));
  return located;
}

async function find(situation: Situation): Promise<Located> {
  const listing = await withMachineByComments(listingOf(situation));
  return { situation, listing, references: await findReferences(listing) };
}

import type { Listing } from "../../../audit/listing";
import type { Pace } from "../../../audit/pace";
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
export async function locate(document: Document, pace?: Pace): Promise<Located> {
  const situation = await situationOf(document);
  const { program, input } = situation;
  const files = known.get(program) ?? new Map<number, Promise<Located>>();
  known.set(program, files);
  // Whoever began it may have given it up.
  const done = await files.get(input)?.catch(() => undefined);
  if (done !== undefined) return done;
  const located = find(situation, pace);
  files.set(input, located);
  located.catch(() => files.delete(input));
  return located;
}

async function find(situation: Situation, pace: Pace | undefined): Promise<Located> {
  const listing = await withMachineByComments(listingOf(situation));
  await pace?.();
  return { situation, listing, references: await findReferences(listing, pace) };
}

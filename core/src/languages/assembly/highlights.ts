import type { Document } from "../language";
import type { Highlight } from "../services";
import { situationOf } from "./situation";
import { namesOf } from "./source";
import { usesAt } from "./uses";

/** Every mention of the name under the cursor in the document itself, and the digits that go to where a label of that name is. */
export async function highlights(document: Document, offset: number): Promise<readonly Highlight[]> {
  const situation = await situationOf(document);
  const { names, digits } = await usesAt(situation, offset);
  const mentions = names.flatMap(({ what, name }) => namesOf(situation.source)[what].get(name) ?? []);
  return [
    ...mentions.map(({ range, write }) => ({ range, write })),
    ...digits.map((range) => ({ range, write: false })),
  ];
}

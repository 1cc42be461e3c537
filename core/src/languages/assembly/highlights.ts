import type { Document } from "../language";
import type { Highlight } from "../services";
import { nameAt } from "./names";
import { namesOf, sourceOfDocument } from "./source";

/** Every mention of the name under the cursor in the document itself. */
export function highlights(document: Document, offset: number): readonly Highlight[] {
  const source = sourceOfDocument(document);
  const name = nameAt(source, offset);
  const mentions = name && namesOf(source)[name.what].get(name.name);
  return (mentions ?? []).map(({ range, write }) => ({ range, write }));
}

import type { Document } from "../language";
import type { Target } from "../services";
import { definitionsOf, nameAt } from "./names";
import { situationOf } from "./situation";

/** Where the program says what the name under the cursor stands for; the one that counts first. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  const name = nameAt(situation.source, offset);
  if (name === undefined) return [];
  return [...definitionsOf(situation, name.what, name.name)]
    .reverse()
    .map(({ file, range }) => ({ path: file.path, range, origin: name.range }));
}

import type { Document } from "../language";
import type { Target } from "../services";
import { isNumberFor, m1ReadingsOf } from "./misreading";
import { definitionsOf, nameAt } from "./names";
import { situationOf } from "./situation";

/** Where the program says what the name under the cursor stands for; the one that counts first. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  const name = nameAt(situation.source, offset);
  if (name === undefined) return [];
  const { source, scope } = situation;
  const [reading] = m1ReadingsOf(scope.reading, document.path ?? "");
  if (reading !== undefined && isNumberFor(reading, source, name.token)) return [];
  return [...definitionsOf(situation, name.what, name.name)]
    .reverse()
    .map(({ file, range }) => ({ path: file.path, range, origin: name.range }));
}

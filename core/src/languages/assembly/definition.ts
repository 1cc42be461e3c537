import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { Target } from "../services";
import { isNumberFor, m1ReadingsOf } from "./misreading";
import { definitionsOf, nameAt } from "./names";
import { shownOfReference } from "./relocation/navigation";
import { situationOf, type Situation } from "./situation";
import { digitsAt } from "./uses";

/** Where the program says what the name under the cursor stands for, the one that counts first; of digits, where they go. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  const name = nameAt(situation.source, offset);
  if (name === undefined) return ofDigits(situation, offset);
  const { source, scope } = situation;
  const [reading] = m1ReadingsOf(scope.reading, document.path ?? "");
  if (reading !== undefined && isNumberFor(reading, source, name.token)) return [];
  return [...definitionsOf(situation, name.what, name.name)]
    .reverse()
    .map(({ file, range }) => ({ path: file.path, range, origin: name.range }));
}

/** The label that digits go to, or else the byte. */
async function ofDigits(situation: Situation, offset: number): Promise<readonly Target[]> {
  const found = await digitsAt(situation, offset);
  if (found === undefined) return [];
  const { located, reference, to, labels } = found;
  const origin = shownOfReference(located.listing, reference);
  const at = (path: string, range: Range): Target => ({ path, range, ...(origin && { origin }) });
  const [label] = labels;
  if (label !== undefined) return [at(label.file.path, label.range)];
  const byte = situation.program.assembly.map.originOf(to);
  const file = situation.files.find(({ input }) => input === byte?.input);
  return byte === undefined || file === undefined ? [] : [at(file.path, byte.range)];
}

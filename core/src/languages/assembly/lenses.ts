import type { Document } from "../language";
import type { Lens } from "../services";
import { functionsOf } from "./calls";
import { labelsOf } from "./labels";
import { mentionsOf } from "./names";
import { sizeOf } from "./places";
import { situationOf } from "./situation";

/** Above every function, from its label to the next function's: how many bytes, and how many references to it. */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const situation = await situationOf(document);
  const { source, input } = situation;
  const file = situation.files.find((each) => each.input === input);
  if (file === undefined) return [];
  const known = functionsOf(situation);
  const functions = labelsOf(source).filter(({ name }) => known.has(name));
  return functions.map(({ name, selection }, index) => {
    const size = sizeOf(situation, file, selection, functions[index + 1]?.range.start);
    const uses = mentionsOf(situation, "labels", name).filter(({ write }) => !write).length;
    const references = uses === 1 ? "1 reference" : `${uses} references`;
    return { range: selection, title: `${size === 1 ? "1 byte" : `${size} bytes`} · ${references}` };
  });
}

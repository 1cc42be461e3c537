import type { Document } from "../language";
import type { Lens } from "../services";
import { functionsOf } from "./calls";
import { labelsOf } from "./labels";
import { mentionsOf } from "./names";
import { sizeOf } from "./places";
import { situationOf, type Situation } from "./situation";
import { isComplete } from "./wholeProgram";

/**
 * Above the source a way to assemble its program; above every function, from its label to the next function's, how many
 * bytes it has, and how many references to it there are.
 */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const situation = await situationOf(document);
  const { source, input } = situation;
  const file = situation.files.find((each) => each.input === input);
  if (file === undefined) return [];
  const known = functionsOf(situation);
  const functions = labelsOf(source).filter(({ name }) => known.has(name));
  const sizes = functions.map(({ name, selection }, index) => {
    const size = sizeOf(situation, file, selection, functions[index + 1]?.range.start);
    const uses = mentionsOf(situation, "labels", name).filter(({ write }) => !write).length;
    const references = uses === 1 ? "1 reference" : `${uses} references`;
    return { range: selection, title: `${size === 1 ? "1 byte" : `${size} bytes`} · ${references}` };
  });
  return [...assembleLens(situation), ...sizes];
}

/** None where there is nothing to assemble, or what a compiler writes would be missing. */
function assembleLens({ document, scope, program }: Situation): readonly Lens[] {
  const { bytes } = program.assembly;
  if (document.path === undefined || bytes.length === 0 || !isComplete(program)) return [];
  const { build } = scope;
  const title = build === undefined ? "Assemble" : `Assemble ${build.output} (${build.architecture})`;
  return [{ range: { start: 0, end: 0 }, title, command: "assemble" }];
}

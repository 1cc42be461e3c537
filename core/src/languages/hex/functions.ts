import type { SourceText } from "../../text/sourceText";
import type { LabelComment } from "./labelComments";
import { mentionsOf, type LabelMention } from "./mentions";
import { hexModel, type HexModel } from "./model";

const known = new WeakMap<HexModel, readonly LabelComment[]>();

/** Label comments that a comment calls, and `_start`: what begins a function. In the order of the source. */
export function functionsOf(text: SourceText): readonly LabelComment[] {
  const model = hexModel(text);
  let functions = known.get(model);
  if (functions === undefined) {
    const called = new Set(mentionsOf(text).flatMap(({ name, calls }) => (calls ? [name] : [])));
    called.add("_start");
    known.set(model, (functions = model.labels.filter(({ name }) => called.has(name))));
  }
  return functions;
}

/** The function that an offset of the source is in: from the last label before it that begins one. */
export function functionAt(text: SourceText, offset: number): LabelComment | undefined {
  return functionsOf(text).findLast(({ range }) => range.start <= offset);
}

/** Number of bytes of each function, up to the next one at another place. */
export function sizesOfFunctions(text: SourceText): readonly number[] {
  let end = hexModel(text).bytes.length;
  let next = end;
  return functionsOf(text)
    .toReversed()
    .map(({ offset }) => {
      if (offset !== next) end = next;
      next = offset;
      return end - offset;
    })
    .reverse();
}

/** The mentions that call, from a comment within a function. */
export function callsWithin(text: SourceText, own: LabelComment): readonly LabelMention[] {
  return mentionsOf(text).filter(({ calls, range }) => calls && functionAt(text, range.start) === own);
}

import type { Range } from "../../text/range";
import { namesOf, type Mention, type Source } from "./source";

/** A label's definition, and the stretch of the source up to the next one. */
export interface LabelDefinition {
  /** A character a byte. */
  readonly name: string;
  readonly selection: Range;
  readonly range: Range;
}

const known = new WeakMap<Source, readonly LabelDefinition[]>();

/** Every label that a source defines, in order. */
export function labelsOf(source: Source): readonly LabelDefinition[] {
  let labels = known.get(source);
  if (labels === undefined) known.set(source, (labels = find(source)));
  return labels;
}

function find(source: Source): readonly LabelDefinition[] {
  const { text } = source;
  const found: { readonly name: string; readonly mention: Mention }[] = [];
  for (const [name, mentions] of namesOf(source).labels) {
    for (const mention of mentions) if (mention.write) found.push({ name, mention });
  }
  found.sort((a, b) => a.mention.range.start - b.mention.range.start);
  return found.map(({ name, mention: { range } }, index) => {
    const next = found[index + 1]?.mention.range;
    const end = next === undefined ? text.length : next.start - 1;
    return { name, selection: range, range: { start: range.start - 1, end } };
  });
}

/** The label that an offset stands behind. */
export function labelBefore(source: Source, offset: number): LabelDefinition | undefined {
  const labels = labelsOf(source);
  let low = 0;
  let high = labels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (labels[middle]!.range.start <= offset) low = middle + 1;
    else high = middle;
  }
  return labels[low - 1];
}

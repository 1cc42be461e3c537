import type { Range } from "../../text/range";
import type { Source } from "./source";
import { kind } from "./tokens";

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

function find({ text, tokens }: Source): readonly LabelDefinition[] {
  const found: Range[] = [];
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.label) continue;
    const name = tokens.nameOf(token);
    if (name.start < name.end) found.push(name);
  }
  return found.map((selection, index) => {
    const next = found[index + 1];
    const end = next === undefined ? text.length : next.start - 1;
    return {
      name: text.latin1.slice(selection.start, selection.end),
      selection,
      range: { start: selection.start - 1, end },
    };
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

/** The name of the first label that is defined behind an offset: of a long source, no list of all is made for it. */
export function nextLabel({ tokens }: Source, offset: number): Range | undefined {
  for (let token = tokens.firstBehind(offset); token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.label) continue;
    const name = tokens.nameOf(token);
    if (name.start > offset && name.start < name.end) return name;
  }
  return undefined;
}

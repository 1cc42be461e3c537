import type { Document } from "../language";
import type { Completion } from "../services";
import { addressOrEnd, hexModel } from "./model";
import { typedTarget } from "./targets";

/** In a comment, behind a sigil or a word that jumps: the label comments, which are what it can mean. */
export function hex0Completion({ text }: Document, offset: number): readonly Completion[] {
  const { start } = text.line(text.lineAt(offset));
  const before = text.latin1.slice(start, offset);
  const comment = before.search(/[#;]/);
  if (comment < 0) return [];
  const typed = typedTarget(before.slice(comment));
  if (typed === undefined) return [];
  const model = hexModel(text);
  const names = new Map(model.labels.map((label) => [label.name, label]));
  return [...names.values()].map((label) => {
    const address = addressOrEnd(model, label.offset);
    const place =
      address === undefined ? `offset ${label.offset}` : `0x${address.toString(16).toUpperCase()}`;
    const line = text.lineAt(label.range.start) + 1;
    return {
      label: label.name,
      kind: "label",
      range: { start: offset - typed.length, end: offset },
      detail: `line ${line}, ${place}`,
    };
  });
}

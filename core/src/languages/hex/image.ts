import type { Image, NamedPlace } from "../assembly/code/image";
import { placementOf } from "../assembly/listing";
import type { Situation } from "../assembly/situation";
import { hexModel, labelAt } from "./model";

/** What a hex0 source assembles to. Its labels are comments. */
export function hexImage(situation: Situation): Image {
  const model = hexModel(situation.source.text);
  const { text, bytes, map, elf } = model;
  const { machine, addressOf, offsetOf } = placementOf(situation);
  return {
    text,
    bytes,
    machine,
    entry: elf && offsetOf(elf.entry),
    addressOf,
    offsetOf,
    labelAt: (offset): NamedPlace | undefined => {
      const label = labelAt(model, offset);
      return label && { name: label.name, where: `line ${text.lineAt(label.range.start) + 1}` };
    },
    commented: (name) => model.labels.filter((label) => label.name === name).map(({ offset }) => offset),
    whereIs: (offset) => `line ${text.lineAt(map.rangeOf(offset)!.start) + 1}`,
    rangeOf: (offset, count) => map.rangeOfBytes(offset, count),
    bytesOfLine: (line) => map.bytesIn(text.line(line)),
  };
}

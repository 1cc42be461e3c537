import type { Image, NamedPlace } from "../assembly/code/image";
import { machineFor } from "../assembly/listing";
import type { Situation } from "../assembly/situation";
import { hexModel, labelAt, type HexModel } from "./model";

/** What a hex0 source assembles to. Its labels are comments. */
export function hexImage(situation: Situation): Image {
  const model = hexModel(situation.source.text);
  const { text, bytes, map, space, elf } = model;
  const base = BigInt(situation.program.base);
  return {
    text,
    bytes,
    machine: machineFor(situation),
    entry: elf && space.offsetOf(elf.entry),
    addressOf: (offset) => space.addressOf(offset) ?? base + BigInt(offset),
    offsetOf: (address) =>
      elf === undefined ? within(model, Number(address - base)) : space.offsetOf(address),
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

function within({ bytes }: HexModel, offset: number): number | undefined {
  return offset >= 0 && offset < bytes.length ? offset : undefined;
}

import { assembleHex0, type Hex0Dialect } from "../../assemble/hex0";
import type { SourceMap } from "../../assemble/sourceMap";
import { parseElf, type Elf } from "../../isa/headers/elf";
import { loadedImage } from "../../isa/headers/image";
import type { AddressSpace } from "../../isa/flow";
import type { SourceText } from "../../text/sourceText";
import { findLabelComments, type LabelComment } from "./labelComments";

/** All that is known of a hex0 source without decoding it. Made once per text. */
export interface HexModel {
  readonly text: SourceText;
  /** What the source assembles to. */
  readonly bytes: Uint8Array;
  readonly map: SourceMap;
  /** Characters outside comments that are no digits, or half a byte at the end. */
  readonly suspicious: boolean;
  readonly elf: Elf | undefined;
  readonly labels: readonly LabelComment[];
  readonly space: AddressSpace;
}

/** A source is read as every hex0 agrees on: the `G` of some seeds is a finding, not a digit. */
const dialect: Hex0Dialect = { gIsSixteen: false, commentEndsAtCarriageReturn: false };

const models = new WeakMap<SourceText, HexModel>();

/** The model of a hex0 source. */
export function hexModel(text: SourceText): HexModel {
  let model = models.get(text);
  if (!model) {
    model = build(text);
    models.set(text, model);
  }
  return model;
}

function build(text: SourceText): HexModel {
  const { bytes, map, suspicious } = assembleHex0(text.bytes, { dialect, map: true });
  const elf = parseElf(bytes);
  // What no header places has no addresses that mean anything.
  const space: AddressSpace = loadedImage(bytes) ?? { addressOf: () => undefined, offsetOf: () => undefined };
  return { text, bytes, map: map!, suspicious, elf, labels: findLabelComments(text, map!), space };
}

/** The label that stands at a file offset; of several, the last one. */
export function labelAt(model: HexModel, offset: number): LabelComment | undefined {
  return model.labels.findLast((label) => label.offset === offset);
}

/** The address of a byte; what stands right behind a segment's last byte has one, too. */
export function addressOrEnd({ space }: HexModel, offset: number): bigint | undefined {
  const address = space.addressOf(offset);
  if (address !== undefined || offset === 0) return address;
  const before = space.addressOf(offset - 1);
  return before === undefined ? undefined : before + 1n;
}

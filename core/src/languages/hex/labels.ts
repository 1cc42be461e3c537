import type { Range } from "../../text/range";
import { codeAt } from "../assembly/instructionAt";
import { locate } from "../assembly/relocation/located";
import { referenceAt, shownOfReference, targetOf } from "../assembly/relocation/navigation";
import type { Document } from "../language";
import type { Refusal, Renamable, Target, WorkspaceChange } from "../services";
import { mentionAt, mentionsOf } from "./mentions";
import { hexModel, labelAt } from "./model";

/** The label comment that a mention means; from the bytes of a jump, or of an address, the place that they go to. */
export async function hex0Definition(document: Document, offset: number): Promise<readonly Target[]> {
  const { text, path } = document;
  if (path === undefined) return [];
  const mention = mentionAt(text, offset);
  if (mention !== undefined) {
    return mentionsOf(text)
      .filter(({ name, write }) => write && name === mention.name)
      .map(({ range }) => ({ path, range, origin: mention.range }));
  }
  const model = hexModel(text);
  const byte = model.map.byteAt(offset);
  const found = byte === undefined ? undefined : await destinationOf(document, byte);
  if (found === undefined) return [];
  const range = labelAt(model, found.to)?.range ?? model.map.rangeOf(found.to);
  return range === undefined ? [] : [{ path, range, ...(found.origin && { origin: found.origin }) }];
}

/** File offset that the bytes around one go to; where no reference is known to be there, by what is decoded. */
async function destinationOf(
  document: Document,
  byte: number,
): Promise<{ to: number; origin: Range | undefined } | undefined> {
  const located = await locate(document);
  const reference = referenceAt(located, byte);
  if (reference !== undefined) {
    const to = targetOf(located, reference);
    return to === undefined ? undefined : { to, origin: shownOfReference(located.listing, reference) };
  }
  const instruction = (await codeAt(document, byte))?.instruction;
  const target = instruction?.target ?? instruction?.data;
  if (instruction === undefined || target === undefined) return undefined;
  const to = located.listing.offsetOf(target);
  const { offset, length } = instruction;
  return to === undefined
    ? undefined
    : { to, origin: hexModel(document.text).map.rangeOfBytes(offset, length) };
}

export function hex0Renamable({ text }: Document, offset: number): Renamable | undefined {
  const mention = mentionAt(text, offset);
  return mention && { range: mention.range, name: mention.name };
}

/** Renames a label comment and the comments that name it as a target: no byte depends on them. */
export function hex0Rename(document: Document, offset: number, name: string): WorkspaceChange | Refusal {
  const { text, path } = document;
  const mention = mentionAt(text, offset);
  if (mention === undefined) return { refused: "There is no label here." };
  if (path === undefined) return { refused: "The file has no place yet: save it first." };
  if (!/^[A-Za-z_.][\w.$-]*$/.test(name))
    return { refused: "A label has letters, digits, `_`, `.`, `$` and `-`, and begins with no digit." };
  const all = mentionsOf(text);
  if (name !== mention.name && all.some((each) => each.name === name))
    return { refused: `There is a label ${name} already.` };
  const edits = all.filter((each) => each.name === mention.name).map(({ range }) => ({ range, text: name }));
  return { edits: new Map([[path, edits]]) };
}

import type { Document } from "../language";
import type { Highlight, Refusal, Renamable, Target, WorkspaceChange } from "../services";
import { auditDocument } from "../assembly/audited";
import { codeAt } from "../assembly/instructionAt";
import { mentionAt, mentionsOf } from "./mentions";
import { hexModel, labelAt } from "./model";

/** The label comment that a mention means; from the bytes of a jump, the place that it goes to. */
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
  const instruction = byte === undefined ? undefined : (await codeAt(document, byte))?.instruction;
  const target = instruction?.target ?? instruction?.data;
  if (instruction === undefined || target === undefined) return [];
  const { listing } = await auditDocument(document);
  const at = listing.offsetOf(target);
  if (at === undefined) return [];
  const { offset: first, length } = instruction;
  const range = labelAt(model, at)?.range ?? model.map.rangeOf(at);
  const origin = model.map.rangeOfBytes(first, length);
  return range === undefined ? [] : [{ path, range, ...(origin && { origin }) }];
}

export function hex0Highlights({ text }: Document, offset: number): readonly Highlight[] {
  const mention = mentionAt(text, offset);
  if (mention === undefined) return [];
  return mentionsOf(text)
    .filter(({ name }) => name === mention.name)
    .map(({ range, write }) => ({ range, write }));
}

export function hex0References(document: Document, offset: number): readonly Target[] {
  const { path } = document;
  return path === undefined ? [] : hex0Highlights(document, offset).map(({ range }) => ({ path, range }));
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

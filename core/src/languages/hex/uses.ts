import type { ListedLine } from "../../audit/listing";
import { touches, type Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { locate, type Located } from "../assembly/relocation/located";
import { digitsOfReference, referenceAt, referencesTo, targetOf } from "../assembly/relocation/navigation";
import type { Document } from "../language";
import type { Highlight, Target } from "../services";
import { mentionAt, mentionsOf, type LabelMention } from "./mentions";
import { hexModel } from "./model";

/** Who names the label under the cursor, and the bytes that go there: both tell where a jump goes. */
export async function hex0Highlights(document: Document, offset: number): Promise<readonly Highlight[]> {
  const { names, bytes } = await usesAt(document, offset);
  return inOrder([
    ...names.map(({ range, write }) => ({ range, write })),
    ...bytes.map(({ range }) => ({ range, write: false })),
  ]);
}

/** The same, once a line: for bytes whose comment names where they go, it stands. */
export async function hex0References(document: Document, offset: number): Promise<readonly Target[]> {
  const { path } = document;
  if (path === undefined) return [];
  const { names, bytes } = await usesAt(document, offset);
  return inOrder([...names, ...unnamed({ names, bytes })].map(({ range }) => ({ path, range })));
}

/** How many comments name a label, or bytes go to it that have no such comment. */
export function usesOfLabel({ text }: Document, located: Located, name: string): number {
  const uses = usesOf(text, located, new Set([name]), placesOf(text, name));
  return uses.names.filter(({ write }) => !write).length + unnamed(uses).length;
}

interface Uses {
  readonly names: readonly LabelMention[];
  /** Digits that are a displacement or an address. */
  readonly bytes: readonly { readonly range: Range; readonly line: ListedLine }[];
}

const none: Uses = { names: [], bytes: [] };

/**
 * From bytes that go somewhere: those that go there, too, and who names the labels there. A comment that names a label
 * beside bytes that go elsewhere is a mention of it all the same.
 */
async function usesAt(document: Document, offset: number): Promise<Uses> {
  const { text } = document;
  const mention = mentionAt(text, offset);
  if (mention !== undefined) {
    const { name } = mention;
    return usesOf(text, await locate(document), new Set([name]), placesOf(text, name));
  }
  const { labels, map } = hexModel(text);
  const byte = map.byteAt(offset);
  if (byte === undefined) return none;
  const located = await locate(document);
  const reference = referenceAt(located, byte);
  const to = reference && targetOf(located, reference);
  if (to === undefined) return none;
  const names = labels.filter((label) => label.offset === to).map(({ name }) => name);
  return usesOf(text, located, new Set(names), new Set([to]));
}

function usesOf(
  text: SourceText,
  located: Located,
  called: ReadonlySet<string>,
  places: ReadonlySet<number>,
): Uses {
  const found = [...places].flatMap((place) => referencesTo(located, place));
  const bytes = found.flatMap((reference) => {
    const range = digitsOfReference(located.listing, reference);
    return range === undefined ? [] : [{ range, line: reference.line }];
  });
  return { names: mentionsOf(text).filter(({ name }) => called.has(name)), bytes };
}

/** File offsets of the labels of a name: where there are several, nobody knows which is meant. */
function placesOf(text: SourceText, name: string): ReadonlySet<number> {
  const own = hexModel(text).labels.filter((label) => label.name === name);
  return new Set(own.map(({ offset }) => offset));
}

function unnamed({ names, bytes }: Uses): Uses["bytes"] {
  const mentions = names.filter(({ write }) => !write);
  return bytes.filter(
    ({ line: { comment } }) =>
      comment === undefined || !mentions.some(({ range }) => touches(comment, range.start)),
  );
}

function inOrder<Place extends { readonly range: Range }>(places: readonly Place[]): readonly Place[] {
  return places.toSorted((a, b) => a.range.start - b.range.start);
}

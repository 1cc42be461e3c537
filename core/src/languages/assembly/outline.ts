import type { Document, OutlineItem } from "../language";
import { headerItems, headersOf } from "./headers";
import { labelsOf } from "./labels";
import { hex, placeOf, sizeOf } from "./places";
import { situationOf } from "./situation";
import { shownName, type Source } from "./source";
import { kind } from "./tokens";

/** Labels with their addresses and sizes, and DEFINEs, those behind one another as one entry. */
export async function outline(document: Document): Promise<readonly OutlineItem[]> {
  const situation = await situationOf(document);
  const { source, input } = situation;
  const file = situation.files.find((each) => each.input === input);
  const labels = labelsOf(source);
  const items = labels.map((label, index): OutlineItem => {
    const { name, range, selection } = label;
    const own = { name: shownName(name), kind: "label", range, selection } as const;
    if (file === undefined) return own;
    const { address, offset } = placeOf(situation, input, selection.start);
    const size = sizeOf(situation, file, selection, labels[index + 1]?.selection.start);
    const at = address === undefined ? `offset ${offset}` : hex(address);
    return { ...own, detail: `${at}, ${size === 1 ? "1 byte" : `${size} bytes`}` };
  });
  const headers = headerItems(await headersOf(document));
  return [...headers, ...items, ...defines(source)].sort((a, b) => a.range.start - b.range.start);
}

function defines({ tokens, text }: Source): OutlineItem[] {
  const groups: OutlineItem[][] = [];
  let before = -2;
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) === kind.comment || tokens.kindOf(token) !== kind.define) continue;
    if (tokens.kindOf(token + 1) !== kind.defineName) continue;
    const selection = tokens.rangeOf(token + 1);
    const value = tokens.kindOf(token + 2) === kind.defineValue ? tokens.rangeOf(token + 2) : undefined;
    const range = { start: tokens.startOf(token), end: (value ?? selection).end };
    const item: OutlineItem = {
      name: text.slice(selection),
      kind: "macro",
      range,
      selection,
      ...(value && {
        detail: text.slice({ start: value.start, end: Math.min(value.end, value.start + 40) }),
      }),
    };
    if (onlyCommentsBetween(tokens, before, token)) groups.at(-1)!.push(item);
    else groups.push([item]);
    before = value === undefined ? token + 1 : token + 2;
  }
  return groups.map((items) => {
    const [first] = items;
    if (items.length === 1) return first!;
    return {
      name: "DEFINE",
      detail: `${items.length} macros`,
      kind: "section",
      range: { start: first!.range.start, end: items.at(-1)!.range.end },
      selection: first!.selection,
      children: items,
    };
  });
}

function onlyCommentsBetween(tokens: Source["tokens"], from: number, to: number): boolean {
  if (from < 0) return false;
  for (let token = from + 1; token < to; token++) if (tokens.kindOf(token) !== kind.comment) return false;
  return true;
}

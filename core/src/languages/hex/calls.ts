import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { Call, CallItem } from "../services";
import { callsWithin, functionAt } from "./functions";
import type { LabelComment } from "./labelComments";
import { mentionAt, mentionsOf } from "./mentions";
import { hexModel } from "./model";

/** The label comment under the cursor, or the one that the comment under it names. */
export function hex0CallItem({ text, path }: Document, offset: number): CallItem | undefined {
  const name = mentionAt(text, offset)?.name;
  const label = hexModel(text).labels.find((each) => each.name === name);
  return path === undefined || label === undefined ? undefined : itemOf(path, label);
}

/** Functions with a comment that calls a label. */
export function hex0CallsTo({ text, path }: Document, { name }: CallItem): readonly Call[] {
  if (path === undefined) return [];
  const calls = mentionsOf(text).filter((mention) => mention.calls && mention.name === name);
  return grouped(
    path,
    calls.map(({ range }) => [functionAt(text, range.start), range]),
  );
}

/** Labels that a comment within a function calls. */
export function hex0CallsFrom({ text, path }: Document, { selection }: CallItem): readonly Call[] {
  const own = functionAt(text, selection.start);
  if (path === undefined || own === undefined) return [];
  const { labels } = hexModel(text);
  const calls = callsWithin(text, own);
  return grouped(
    path,
    calls.map(({ name, range }) => [labels.find((label) => label.name === name), range]),
  );
}

function grouped(
  path: string,
  calls: readonly (readonly [label: LabelComment | undefined, range: Range])[],
): readonly Call[] {
  const found = new Map<LabelComment, Range[]>();
  for (const [label, range] of calls) {
    if (label === undefined) continue;
    const ranges = found.get(label);
    if (ranges === undefined) found.set(label, [range]);
    else ranges.push(range);
  }
  return [...found].map(([label, ranges]) => ({ item: itemOf(path, label), ranges }));
}

function itemOf(path: string, { name, range }: LabelComment): CallItem {
  const detail = path.slice(path.lastIndexOf("/") + 1);
  return { name, detail, kind: "label", path, range, selection: range };
}

import type { HeaderField } from "../../isa/headers/field";
import { byHeader } from "../../isa/headers/headers";
import type { Range } from "../../text/range";
import type { Document, OutlineItem } from "../language";
import type { InlayHint } from "../services";
import { auditDocument } from "./audited";
import { fieldsIn, machineFor } from "./listing";
import { situationOf, type Situation } from "./situation";

/** A field of a header and where its digits stand in the document. */
export interface WrittenField {
  readonly field: HeaderField;
  readonly range: Range;
}

/**
 * Every field of every header that a hex0, hex1 or hex2 document holds, in the order of their bytes: what its program begins with
 * (ELF, PE, a boot sector), and what its code loads as such (descriptor tables, disk address packets).
 */
export async function headersOf(document: Document): Promise<readonly WrittenField[]> {
  if (document.language === "m1") return [];
  const situation = await situationOf(document);
  // Only boot code loads what its beginning does not tell.
  const boot = machineFor(situation).from === "boot sector";
  const fields = boot ? (await auditDocument(document)).fields : fieldsIn(situation);
  return fields.flatMap((field) => {
    const range = rangeOfBytes(situation, field.offset, field.size);
    return range === undefined ? [] : [{ field, range }];
  });
}

/** Where bytes of the program are written in the document; undefined where another file holds them. */
function rangeOfBytes({ program, input }: Situation, offset: number, count: number): Range | undefined {
  const { map } = program.assembly;
  const first = map.originOf(offset);
  const last = map.originOf(offset + count - 1);
  if (first?.input !== input || last?.input !== input) return undefined;
  return { start: first.range.start, end: last.range.end };
}

/** Headers as entries of an outline, their fields below them. */
export function headerItems(headers: readonly WrittenField[]): readonly OutlineItem[] {
  const ranges = new Map(headers.map(({ field, range }) => [field, range]));
  return [...byHeader(headers.map(({ field }) => field))].map(([name, fields]) => {
    const own = fields.map((field) => ranges.get(field)!);
    const size = fields.reduce((sum, field) => sum + field.size, 0);
    return {
      name: name.charAt(0).toUpperCase() + name.slice(1),
      detail: size === 1 ? "1 byte" : `${size} bytes`,
      kind: "header",
      range: { start: own[0]!.start, end: own.at(-1)!.end },
      selection: own[0]!,
      children: fields.map((field) => fieldItem(field, ranges.get(field)!)),
    };
  });
}

function fieldItem({ name, meaning, value }: HeaderField, range: Range): OutlineItem {
  return { name, detail: meaning ?? `${value}`, kind: "header", range, selection: range };
}

/** What the fields are whose digits end in a range, behind them. */
export function fieldHints(headers: readonly WrittenField[], range: Range): readonly InlayHint[] {
  return headers
    .filter(({ range: { end } }) => end >= range.start && end <= range.end)
    .map(({ field: { name, meaning, value, purpose }, range: { end } }) => ({
      offset: end,
      label: `${name}: ${meaning ?? value}`,
      tooltip: purpose,
      padding: "left",
    }));
}

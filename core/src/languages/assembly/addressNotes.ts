import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** What a label comment says of its address: as such, or as a distance from another label. */
export type AddressNote = { readonly range: Range } & (
  | { readonly kind: "address"; readonly value: number }
  | { readonly kind: "distance"; readonly from: string; readonly value: number }
);

/**
 * The note behind a label comment's name: `; (0x8048080)`, `(0x600096)`, `[_start+0xDE]`. Undefined where there is none.
 *
 * @param start where in the source what is behind the name begins
 */
export function addressNote(behind: string, start: number): AddressNote | undefined {
  const plain = /^([ \t;]*\()(0x[0-9a-f]+)\)/i.exec(behind);
  if (plain) {
    const range = rangeOf(start, plain[1]!, plain[2]!);
    return { kind: "address", range, value: Number.parseInt(plain[2]!, 16) };
  }
  const far = /^([ \t]*\[[ \t]*([A-Za-z_][\w.$-]*)[ \t]*\+[ \t]*)(0x[0-9a-f]+)[ \t]*\]/i.exec(behind);
  if (far === null) return undefined;
  const range = rangeOf(start, far[1]!, far[3]!);
  return { kind: "distance", range, from: far[2]!, value: Number.parseInt(far[3]!, 16) };
}

/** An address note alone on its line, `#[7E14]`, and where it ends; builder-hex0 has one in front of most functions. */
export interface LineNote {
  /** The digits. */
  readonly range: Range;
  readonly end: number;
  readonly address: number;
}

export function lineNotes(text: SourceText): readonly LineNote[] {
  let notes = known.get(text);
  if (notes === undefined) known.set(text, (notes = findLineNotes(text)));
  return notes;
}

const known = new WeakMap<SourceText, readonly LineNote[]>();

function findLineNotes(text: SourceText): readonly LineNote[] {
  return [...text.latin1.matchAll(/^([ \t]*#[ \t]*\[)([0-9A-F]{4,8})\]/gm)].map((match) => ({
    range: rangeOf(match.index, match[1]!, match[2]!),
    end: match.index + match[0].length,
    address: Number.parseInt(match[2]!, 16),
  }));
}

function rangeOf(start: number, before: string, own: string): Range {
  return { start: start + before.length, end: start + before.length + own.length };
}

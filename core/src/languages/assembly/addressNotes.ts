import type { SourceText } from "../../text/sourceText";

/** What a label comment says of its address: as such, or as a distance from another label. */
export type AddressNote =
  | { readonly kind: "address"; readonly value: number }
  | { readonly kind: "distance"; readonly from: string; readonly value: number };

/**
 * The note behind a label comment's name: `; (0x8048080)`, `(0x600096)`, `[_start+0xDE]`. Undefined where there is none.
 */
export function addressNote(behind: string): AddressNote | undefined {
  const plain = /^[ \t;]*\(0x([0-9a-f]+)\)/i.exec(behind);
  if (plain) return { kind: "address", value: Number.parseInt(plain[1]!, 16) };
  const far = /^[ \t]*\[[ \t]*([A-Za-z_][\w.$-]*)[ \t]*\+[ \t]*0x([0-9a-f]+)[ \t]*\]/i.exec(behind);
  return far ? { kind: "distance", from: far[1]!, value: Number.parseInt(far[2]!, 16) } : undefined;
}

/** An address note alone on its line, `#[7E14]`, and where it ends; builder-hex0 has one in front of most functions. */
export interface LineNote {
  readonly end: number;
  readonly address: number;
}

export function lineNotes(text: SourceText): readonly LineNote[] {
  return [...text.latin1.matchAll(/^[ \t]*#[ \t]*\[([0-9A-F]{4,8})\]/gm)].map((match) => ({
    end: match.index + match[0].length,
    address: Number.parseInt(match[1]!, 16),
  }));
}

import type { TextEdit } from "../diagnostics/diagnostic";
import type { Listing } from "./listing";

/**
 * Edits of the digits that are others where bytes stand from a file offset on, in the case that their lines have; undefined
 * where a byte is not made of two digits of the source.
 */
export function byteEdits(listing: Listing, at: number, bytes: Uint8Array): readonly TextEdit[] | undefined {
  const { latin1 } = listing.text;
  const edits: TextEdit[] = [];
  for (const [index, byte] of bytes.entries()) {
    if (byte === listing.bytes[at + index]) continue;
    const places = listing.digitsOf(at + index);
    if (places === undefined) return undefined;
    const digits = byte.toString(16).padStart(2, "0");
    const written = hasLowerCase(listing, places[0]) ? digits : digits.toUpperCase();
    places.forEach((place, nibble) => {
      if (latin1[place]!.toUpperCase() !== written[nibble]!.toUpperCase())
        edits.push({ range: { start: place, end: place + 1 }, text: written[nibble]! });
    });
  }
  return edits;
}

/** Whether a line has its digits, up to its comment, in lower case. */
function hasLowerCase({ text }: Listing, offset: number): boolean {
  const line = text.line(text.lineAt(offset));
  const [code] = text.latin1.slice(line.start, line.end).split(/[#;]/, 1);
  return isLowerCase(code!);
}

/** Whether hexadecimal digits are in lower case; those without a letter are not. */
export function isLowerCase(digits: string): boolean {
  return /[a-f]/.test(digits) && !/[A-F]/.test(digits);
}

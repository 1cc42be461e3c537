/** The text whose UTF-8 has these bytes. */
export function textOf(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
}

/** A text with each byte of its UTF-8 as a character. */
export function latin1Of(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join("");
}

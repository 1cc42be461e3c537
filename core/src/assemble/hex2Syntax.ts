import type { Traits } from "./architectures";

const LF = 0x0a;
const GREATER = 0x3e;

/** What a byte of hex2 means: 0..15 the value of a digit, or one of these. */
export const BLANK = 16;
export const COMMENT = 17;
export const LABEL = 18;
export const REFERENCE = 19;
export const PAD = 20;
export const CARET = 21;
export const WORD = 22;
const STRAY = 23;
export const IGNORED = 24;
/** What mescc-tools' hex2 knows, and the hex2-0 at hand does not. */
export const UNKNOWN = 25;
/** The byte that the hex2-0 at hand takes for the end of its input. */
export const END = 26;

export const endByte = 0xfc;

/** What each byte means on an architecture, with digits of a radix. */
export function kindTable({ words, pads, displacement, stage }: Traits, radix: number): Uint8Array {
  const table = new Uint8Array(256).fill(STRAY);
  const set = (characters: string, kind: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = kind;
  };
  set(" \t\n\r", BLANK);
  set("#;", COMMENT);
  set(":", LABEL);
  set("!@$~%&", REFERENCE);
  set("<", pads ? PAD : IGNORED);
  set("^", displacement === "plain" ? IGNORED : CARET);
  set(".", words ? WORD : IGNORED);
  if (stage !== undefined) set(stage.unknown, UNKNOWN);
  if (stage?.endsAtByte === true) table[endByte] = END;
  Array.from("0123456789abcdef".slice(0, radix)).forEach((digit, value) => {
    set(digit, value);
    set(digit.toUpperCase(), value);
  });
  return table;
}

/** By each byte whether it ends a name: a blank, a tab, a line feed or `>`, for some the end byte. */
export type NameEnds = Uint8Array;

const plainEnds: NameEnds = new Uint8Array(256);
for (const byte of [0x20, 0x09, LF, GREATER]) plainEnds[byte] = 1;
const stageEnds = plainEnds.slice();
stageEnds[endByte] = 1;

export function nameEndsOf({ stage }: Traits): NameEnds {
  return stage?.endsAtByte === true ? stageEnds : plainEnds;
}

/** Offset of the byte that ends a name, or the end. */
export function endOfToken(bytes: Uint8Array, from: number, end: number, ends: NameEnds): number {
  let at = from;
  while (at < end && ends[bytes[at]!] === 0) at++;
  return at;
}

/** The C tool keeps names as C strings: a NUL ends them. */
export function cutAtNul(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === 0) return at;
  return end;
}

/** A word's bytes the other way round. */
export function swapped(word: number): number {
  return ((word >>> 24) & 0xff) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | ((word & 0xff) << 24);
}

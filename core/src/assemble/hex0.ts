import { findLineEnd, findLineFeed, skipBlanks, viewOf } from "./skip";
import { SourceMap } from "./sourceMap";

/** How one stage's hex0 reads its input (LANGUAGES, hex0; each seed differs a little). */
export interface Hex0Dialect {
  /** x86 and AMD64 seeds check for digits with `cmp al, 7`, so `G` and `g` pass and count 16. */
  readonly gIsSixteen: boolean;
  /** riscv seeds and the C prototype end a comment at CR, too. */
  readonly commentEndsAtCarriageReturn: boolean;
}

/** What every hex0 agrees on for sane input: the reading of `sed 's/[;#].*$//g' | xxd -r -p`. */
export const plainHex0: Hex0Dialect = { gIsSixteen: false, commentEndsAtCarriageReturn: false };

/** The hex0 of bootstrap-seeds/POSIX/<architecture>, as read from those seeds. */
export const hex0OfArchitecture: Readonly<Record<string, Hex0Dialect>> = {
  x86: { gIsSixteen: true, commentEndsAtCarriageReturn: false },
  amd64: { gIsSixteen: true, commentEndsAtCarriageReturn: false },
  aarch64: plainHex0,
  riscv32: { gIsSixteen: false, commentEndsAtCarriageReturn: true },
  riscv64: { gIsSixteen: false, commentEndsAtCarriageReturn: true },
};

export interface Hex0Result {
  readonly bytes: Uint8Array;
  /** Whether anything but hex digits, blanks and comments was met, or half a byte at the end: a linter should look. */
  readonly suspicious: boolean;
  /** Present when asked for. */
  readonly map: SourceMap | undefined;
}

const LF = 0x0a;
const CR = 0x0d;

/** What a byte of the source means: 0..16 the value of a digit, or one of these. */
const SIXTEEN = 16;
const BLANK = 32;
const COMMENT = 33;
const STRAY = 34;

/** What each byte means, by whether `G` counts. The kernel (hex0.wat) reads by the first one. */
export const kinds = { plain: kindTable(false), withG: kindTable(true) };

function kindTable(gIsSixteen: boolean): Uint8Array {
  const table = new Uint8Array(256).fill(STRAY);
  for (const blank of [0x20, 0x09, LF, CR]) table[blank] = BLANK;
  for (const starter of "#;") table[starter.charCodeAt(0)] = COMMENT;
  const digits = gIsSixteen ? "0123456789ABCDEFG" : "0123456789ABCDEF";
  Array.from(digits).forEach((digit, value) => {
    table[digit.charCodeAt(0)] = value;
    table[digit.toLowerCase().charCodeAt(0)] = value;
  });
  return table;
}

/**
 * Assembles hex0: two digits make a byte, comments run from `#` or `;` to the end of the line, everything else is
 * dropped, as is half a byte at the end. Never fails: a real hex0 knows no errors, either.
 */
export function assembleHex0(
  source: Uint8Array,
  { dialect = plainHex0, map = false }: { dialect?: Hex0Dialect; map?: boolean } = {},
): Hex0Result {
  const table = dialect.gIsSixteen ? kinds.withG : kinds.plain;
  const endOfComment = dialect.commentEndsAtCarriageReturn ? findLineEnd : findLineFeed;
  const pairs = (pairTable ??= makePairTable());
  const view = viewOf(source);
  const end = source.length;
  const bytes = new Uint8Array((end >>> 1) + 1);
  const starts = map ? new Uint32Array(bytes.length) : undefined;
  const ends = map ? new Uint32Array(bytes.length) : undefined;
  let length = 0;
  /** The value of a first digit that waits for its second, or -1, and where it stands. */
  let high = -1;
  let highAt = 0;
  let stray = false;
  for (let at = 0; at < end; at++) {
    if (high < 0 && starts === undefined) {
      // The usual case by itself: pairs of digits, with nothing to note about them.
      for (; at + 2 <= end; at += 2) {
        const value = pairs[view.getUint16(at, true)]!;
        if (value < 0) break;
        bytes[length++] = value;
      }
      if (at >= end) break;
    }
    const kind = table[source[at]!]!;
    if (kind < BLANK) {
      if (kind === SIXTEEN) stray = true;
      if (high < 0) {
        high = kind;
        highAt = at;
      } else {
        // With G = 16 the sum can carry into the high digit, and out of the byte, as it does in the seeds.
        bytes[length] = (high << 4) + kind;
        if (starts && ends) {
          starts[length] = highAt;
          ends[length] = at + 1;
        }
        length++;
        high = -1;
      }
    } else if (kind === BLANK) {
      at = skipBlanks(view, at + 1, end) - 1;
    } else if (kind === COMMENT) {
      at = endOfComment(view, at, end);
    } else {
      stray = true;
    }
  }
  return {
    bytes: bytes.slice(0, length),
    suspicious: stray || high >= 0,
    map: starts && ends && new SourceMap(starts.slice(0, length), ends.slice(0, length), length),
  };
}

/** The byte that two characters make (the first one the lower half of the index), or -1 where they are not two digits. */
let pairTable: Int16Array | undefined;

function makePairTable(): Int16Array {
  const table = new Int16Array(0x10000).fill(-1);
  for (let first = 0x30; first <= 0x66; first++) {
    for (let second = 0x30; second <= 0x66; second++) {
      const high = kinds.plain[first]!;
      const low = kinds.plain[second]!;
      if (high < SIXTEEN && low < SIXTEEN) table[(second << 8) | first] = (high << 4) | low;
    }
  }
  return table;
}

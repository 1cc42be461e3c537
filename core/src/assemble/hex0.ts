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

const kinds = { plain: kindTable(false), withG: kindTable(true) };

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
  options: { dialect?: Hex0Dialect; map?: boolean } = {},
): Hex0Result {
  const assembler = new Hex0Assembler(options.dialect ?? plainHex0, options.map === true);
  assembler.push(source);
  return assembler.end();
}

/** {@link assembleHex0} of a source that comes piece by piece: a piece that stays in the processor's cache is read faster. */
export class Hex0Assembler {
  readonly #table: Uint8Array;
  #bytes: Uint8Array = new Uint8Array(0);
  #starts: Uint32Array | undefined;
  #ends: Uint32Array | undefined;
  #length = 0;
  /** Source bytes before the piece. */
  #offset = 0;
  /** The value of a first digit that waits for its second, or -1, and where it stands. */
  #high = -1;
  #highAt = 0;
  #inComment = false;
  #stray = false;

  constructor(
    readonly dialect: Hex0Dialect,
    readonly map: boolean,
  ) {
    this.#table = dialect.gIsSixteen ? kinds.withG : kinds.plain;
  }

  /** Reads on. Nothing of `source` is kept. */
  push(source: Uint8Array): void {
    this.#room(source.length);
    const table = this.#table;
    const pairs = (pairTable ??= makePairTable());
    const view = viewOf(source);
    const end = source.length;
    const endOfComment = this.dialect.commentEndsAtCarriageReturn ? findLineEnd : findLineFeed;
    const bytes = this.#bytes;
    const starts = this.#starts;
    const ends = this.#ends;
    const offset = this.#offset;
    let length = this.#length;
    let high = this.#high;
    let at = this.#inComment ? endOfComment(view, 0, end) + 1 : 0;
    let inComment = at > end;
    for (; at < end; at++) {
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
        if (kind === SIXTEEN) this.#stray = true;
        if (high < 0) {
          high = kind;
          this.#highAt = offset + at;
        } else {
          // With G = 16 the sum can carry into the high digit, and out of the byte, as it does in the seeds.
          bytes[length] = (high << 4) + kind;
          if (starts && ends) {
            starts[length] = this.#highAt;
            ends[length] = offset + at + 1;
          }
          length++;
          high = -1;
        }
      } else if (kind === BLANK) {
        at = skipBlanks(view, at + 1, end) - 1;
      } else if (kind === COMMENT) {
        at = endOfComment(view, at, end);
        inComment = at === end;
      } else {
        this.#stray = true;
      }
    }
    this.#length = length;
    this.#high = high;
    this.#inComment = inComment;
    this.#offset += end;
  }

  /** What it came to. */
  end(): Hex0Result {
    const length = this.#length;
    const starts = this.#starts?.slice(0, length);
    const ends = this.#ends?.slice(0, length);
    return {
      bytes: this.#bytes.slice(0, length),
      suspicious: this.#stray || this.#high >= 0,
      map: starts && ends && new SourceMap(starts, ends, length),
    };
  }

  /** Makes room for what a piece of so many bytes can give. */
  #room(count: number): void {
    const wanted = this.#length + (count >>> 1) + 1;
    if (wanted > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    if (!this.map) return;
    this.#starts = widened(this.#starts, this.#length, this.#bytes.length);
    this.#ends = widened(this.#ends, this.#length, this.#bytes.length);
  }
}

function widened(old: Uint32Array | undefined, used: number, length: number): Uint32Array {
  if (old?.length === length) return old;
  const wider = new Uint32Array(length);
  if (old) wider.set(old.subarray(0, used));
  return wider;
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

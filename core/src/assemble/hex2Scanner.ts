import type { DiagnosticCode } from "../diagnostics/codes";
import { quoted } from "./findings";
import { sigil, unnamed, type Linker } from "./linker";
import {
  BLANK,
  COMMENT,
  LABEL,
  REFERENCE,
  PAD,
  CARET,
  WORD,
  IGNORED,
  UNKNOWN,
  END,
  cutAtNul,
  endByte,
  endOfToken,
  kindTable,
  nameEndsOf,
  type NameEnds,
  swapped,
} from "./hex2Syntax";
import { findLineEnd, hasNul, viewOf } from "./skip";

/** How digits are written: hexadecimal, or `--octal` or `--binary`. */
export type ByteMode = "hex" | "octal" | "binary";

const CR = 0x0d;
const GREATER = 0x3e;
const CIRCUMFLEX = 0x5e;

/** Tokens of this many bytes overflow the C tool's buffer, and it says so (hex2.h, max_string). */
const longestToken = 4095;

const modes = {
  hex: { bits: 4, digits: 2 },
  octal: { bits: 3, digits: 3 },
  binary: { bits: 1, digits: 8 },
} as const;

/**
 * Reads hex2 as mescc-tools' `hex2` does (hex2_linker.c, hex2_word.c), or as the hex2-0 of stage0-posix where the linker's
 * traits have its, and hands what it finds to a {@link Linker}.
 * It keeps its state (half a byte, half a word, a comment) between calls, so that macros' pieces can be fed to it.
 */
export class Hex2Scanner {
  readonly #kinds: Uint8Array;
  readonly #nameEnds: NameEnds;
  readonly #bits: number;
  readonly #digits: number;
  /** Digits of a byte that is not complete yet: how many, their value, and where the first stands. */
  #count = 0;
  #value = 0;
  #firstAt = 0;
  /** Bytes that a `.` word still wants, and its value so far. */
  #wordLeft = 0;
  #word = 0;
  #wordAt = 0;
  #inComment = false;
  #commentAt = 0;
  /** Where the last name stands, when a stretch ended with it. */
  #openName: { readonly start: number; readonly end: number } | undefined;
  /** The byte FC was taken for the end of the input. */
  #ended = false;
  /** Where the stretch begins that is read. */
  #from = 0;
  readonly #view: DataView;
  /** Whether the text has a NUL anywhere: then every name is looked through for one. */
  readonly #nul: boolean;
  #strayStart = 0;
  #strayEnd = -1;

  constructor(
    readonly linker: Linker,
    readonly mode: ByteMode,
  ) {
    this.#bits = modes[mode].bits;
    this.#digits = modes[mode].digits;
    this.#view = viewOf(linker.symbols.text);
    this.#nul = hasNul(this.#view);
    this.#kinds = kindTable(linker.traits, 1 << this.#bits);
    this.#nameEnds = nameEndsOf(linker.traits);
  }

  /** Whether a byte begins a reference. */
  isSigil(byte: number): boolean {
    return this.#kinds[byte] === REFERENCE;
  }

  /** Whether a text would be read as one name to its end. */
  isOneName(text: Uint8Array, start: number, end: number): boolean {
    return cutAtNul(text, start, endOfToken(text, start, end, this.#nameEnds)) === end;
  }

  /** Whether what comes next is not read for itself: it completes a byte or word, or is part of a comment, or is dropped. */
  get busy(): boolean {
    return this.#ended || this.#inComment || this.#count > 0 || this.#wordLeft > 0;
  }

  /** Reads a stretch of bytes. Labels and references end with it at the latest. */
  scan(bytes: Uint8Array, start: number, end: number): void {
    const kinds = this.#kinds;
    const { linker } = this;
    const pairs = this.#digits === 2;
    // Without a map and without merging a pair of digits is a byte, and nothing else is to be noted.
    const bare = pairs && !linker.traits.words && linker.map === undefined;
    this.#from = start;
    if (end > start) this.#openName = undefined;
    let at = this.#inComment ? this.#skipComment(bytes, start, end) : start;
    if (this.#ended) return;
    while (at < end) {
      const kind = kinds[bytes[at]!]!;
      if (kind < BLANK) {
        if (pairs && this.#count === 0 && this.#wordLeft === 0 && at + 1 < end) {
          const low = kinds[bytes[at + 1]!]!;
          if (low < BLANK) {
            if (bare) linker.byte((kind << 4) | low);
            else if (linker.originStart < 0) linker.literal((kind << 4) | low, at, at + 2);
            else linker.literal((kind << 4) | low, linker.originStart, linker.originEnd);
            at += 2;
            continue;
          }
        }
        this.#digit(kind, at);
        at++;
      } else if (kind === BLANK) {
        at++;
      } else if (kind === COMMENT) {
        this.#commentAt = at;
        at = this.#skipComment(bytes, at + 1, end);
      } else if (this.#wordLeft > 0) {
        this.#stray(bytes, at++, kind);
      } else if (kind === LABEL) {
        at = this.#label(bytes, at, end);
      } else if (kind === REFERENCE) {
        at = this.#reference(bytes, at, end);
      } else if (kind === END) {
        this.#report("hex2/end-of-file-byte", at, at + 1, "The byte FC ends the input.");
        this.#ended = true;
        return;
      } else {
        this.#single(bytes, at, kind, end);
        at++;
      }
    }
  }

  /** The line of a macro expansion ends: a comment in it does, too. */
  endLine(): void {
    this.#inComment = false;
    this.#openName = undefined;
  }

  /** A file ends: half a byte is dropped, and half a word makes the C tool wait for ever. */
  endFile(): void {
    this.#flushStray();
    if (this.linker.traits.stage !== undefined) this.#checkEnd();
    if (this.#wordLeft > 0) {
      this.#report(
        "hex2/unfinished-word",
        this.#wordAt,
        this.#wordAt + 1,
        "The word after '.' has fewer than 4 bytes.",
      );
    } else if (this.#count > 0) {
      const text = this.#digits === 2 ? "A lone digit" : "An incomplete byte";
      this.#report(
        "hex2/odd-nibble",
        this.#firstAt,
        this.#firstAt + 1,
        `${text} before the end of the file is dropped.`,
      );
    }
    this.#count = 0;
    this.#wordLeft = 0;
    this.#inComment = false;
  }

  /** A stage tool waits for the line feed of a last comment for ever; with a name at the end most of them hang or crash. */
  #checkEnd(): void {
    const { text } = this.linker.symbols;
    if (this.#inComment) {
      const message = "The file ends inside a comment, without a line end: hex2-0 waits for it for ever.";
      this.#report("hex2/unended-line", this.#commentAt, text.length, message);
    } else if (this.#openName !== undefined && this.linker.traits.stage?.namesMayEnd !== true) {
      const message = "The file ends with a name, without a line end: hex2-0 hangs or crashes.";
      this.#report("hex2/unended-line", this.#openName.start, this.#openName.end, message);
    }
  }

  #digit(value: number, at: number): void {
    if (this.#count === 0) {
      this.#firstAt = this.linker.originStart < 0 ? at : this.linker.originStart;
      this.#value = 0;
    }
    this.#value = (this.#value << this.#bits) | value;
    this.#count++;
    if (this.#count < this.#digits) return;
    this.#count = 0;
    if (this.#wordLeft > 0) {
      this.#word = (this.#word << 8) ^ this.#value;
      if (--this.#wordLeft === 0) this.#endWord();
      return;
    }
    const end = this.linker.originStart < 0 ? at + 1 : this.linker.originEnd;
    this.linker.literal(this.#value, this.#firstAt, end);
  }

  #endWord(): void {
    const word = this.#word;
    const { linker } = this;
    linker.shift(linker.options.bigEndian ? word : swapped(word), this.#wordAt);
  }

  #skipComment(bytes: Uint8Array, from: number, end: number): number {
    const view = bytes === this.linker.symbols.text ? this.#view : viewOf(bytes);
    const at = findLineEnd(view, from, end);
    this.#inComment = at === end;
    return at + 1;
  }

  #label(bytes: Uint8Array, at: number, end: number): number {
    const stop = endOfToken(bytes, at + 1, end, this.#nameEnds);
    const { linker } = this;
    this.#checkToken(bytes, at, stop, end);
    const ahead = this.#count > 0 && linker.traits.stage?.countsFirstDigit === true ? 1 : 0;
    if (linker.originStart < 0 && !this.#nul) linker.defineLater(at, stop, ahead);
    else {
      const start = linker.originStart < 0 ? at : linker.originStart;
      const symbol = linker.symbols.intern(at + 1, cutAtNul(bytes, at + 1, stop));
      linker.define(symbol, start, this.#endOf(stop), ahead);
    }
    return stop + 1;
  }

  #reference(bytes: Uint8Array, at: number, end: number): number {
    const { linker } = this;
    const { symbols } = linker;
    const character = bytes[at]!;
    const { stage } = linker.traits;
    if (stage?.fromReference === true && this.#isMarked(bytes, at)) linker.align();
    let stop = endOfToken(bytes, at + 1, end, this.#nameEnds);
    this.#checkToken(bytes, at, stop, end);
    const nameEnd = stop;
    let base = -1;
    if (stop < end && bytes[stop] === GREATER) {
      if (linker.traits.words && character !== sigil.percent && character !== sigil.and) {
        this.#report(
          "hex2/base-unsupported",
          stop,
          stop + 1,
          "'>' ends this reference; what follows is read as digits.",
        );
      } else {
        const baseAt = stop + 1;
        stop = endOfToken(bytes, baseAt, end, this.#nameEnds);
        this.#checkToken(bytes, baseAt - 1, stop, end);
        base = symbols.intern(baseAt, cutAtNul(bytes, baseAt, stop));
        if (character === sigil.and || character === sigil.dollar)
          this.#report(
            "hex2/base-ignored",
            baseAt - 1,
            stop,
            stage?.absoluteBases === true
              ? "With a base hex2-0 makes this a distance; mescc-tools' hex2 ignores the base."
              : "An absolute reference takes no base; it is ignored.",
          );
      }
    }
    if (linker.originStart < 0 && !this.#nul && base < 0) {
      linker.refer(character, unnamed, base, at, stop);
    } else {
      const symbol = symbols.intern(at + 1, cutAtNul(bytes, at + 1, nameEnd));
      const start = linker.originStart < 0 ? at : linker.originStart;
      linker.refer(character, symbol, base, start, this.#endOf(stop));
    }
    return stop + 1;
  }

  /** A character that stands for itself. */
  #single(bytes: Uint8Array, at: number, kind: number, end: number): void {
    const { linker } = this;
    const start = linker.originStart < 0 ? at : linker.originStart;
    if (kind === PAD) linker.pad(start, this.#endOf(at + 1));
    else if (kind === CARET) this.#caret(bytes, at, end);
    else if (kind === UNKNOWN) this.#unknown(bytes, at, end);
    else if (kind === WORD) {
      this.#wordLeft = 4;
      this.#word = 0;
      this.#wordAt = start;
    } else this.#stray(bytes, at, kind);
  }

  #caret(bytes: Uint8Array, at: number, end: number): void {
    const { linker } = this;
    if (linker.traits.stage === undefined) linker.align();
    else if (at + 1 >= end || (bytes[at + 1] !== CIRCUMFLEX && !this.isSigil(bytes[at + 1]!))) {
      const message = "hex2-0 forgets the `^` at the next character: the sigil has to stand right behind it.";
      this.#report("hex2/unknown-to-stage", at, at + 1, message);
    }
  }

  /** Whether an odd number of `^` stands right in front of an offset: each takes the one before back. */
  #isMarked(bytes: Uint8Array, at: number): boolean {
    let before = at;
    while (before > this.#from && bytes[before - 1] === CIRCUMFLEX) before--;
    return (at - before) % 2 === 1;
  }

  #unknown(bytes: Uint8Array, at: number, end: number): void {
    const shown = quoted(bytes, at, at + 1);
    if (bytes[at] === sigil.tilde) {
      const stop = endOfToken(bytes, at + 1, end, this.#nameEnds);
      this.#report(
        "hex2/unknown-to-stage",
        at,
        stop,
        `hex2-0 knows no ${shown}: it reads the name as digits.`,
      );
    } else {
      this.#report("hex2/unknown-to-stage", at, at + 1, `hex2-0 knows no ${shown}: it pads nothing.`);
    }
  }

  /** Neighbours of one kind are one finding. */
  #stray(bytes: Uint8Array, at: number, kind: number): void {
    if (kind === IGNORED) {
      this.#report(
        "hex2/ignored-sigil",
        at,
        at + 1,
        `${quoted(bytes, at, at + 1)} does nothing on this architecture.`,
      );
      return;
    }
    if (at === this.#strayEnd) {
      this.#strayEnd = at + 1;
      return;
    }
    this.#flushStray();
    this.#strayStart = at;
    this.#strayEnd = at + 1;
    // Behind a macro's use the offsets of two pieces say nothing about each other.
    if (this.linker.originStart >= 0) this.#flushStray();
  }

  #flushStray(): void {
    if (this.#strayEnd < 0) return;
    const { text } = this.linker.findings.sources;
    const shown =
      this.linker.originStart < 0 ? `${quoted(text, this.#strayStart, this.#strayEnd)} is` : "Characters are";
    this.#report("hex2/stray-character", this.#strayStart, this.#strayEnd, `${shown} dropped.`);
    this.#strayEnd = -1;
  }

  #checkToken(bytes: Uint8Array, at: number, stop: number, end: number): void {
    if (stop === end) this.#openName = { start: at, end: stop };
    else if (bytes[stop] === endByte)
      this.#report("hex2/end-of-file-byte", stop, stop + 1, "The byte FC ends the name.");
    if (stop - at - 1 > longestToken)
      this.#report("hex2/token-too-long", at, stop, `A name of ${stop - at - 1} bytes; 4095 are the most.`);
    if (bytes[stop - 1] === CR)
      this.#report("hex2/carriage-return", stop - 1, stop, "The carriage return is part of the name.");
  }

  #endOf(stop: number): number {
    return this.linker.originStart < 0 ? stop : this.linker.originEnd;
  }

  #report(code: DiagnosticCode, start: number, end: number, message: string): void {
    const { findings, originStart, originEnd } = this.linker;
    if (originStart < 0) findings.add(code, start, end, message);
    else findings.add(code, originStart, originEnd, message);
  }
}

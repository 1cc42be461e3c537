import type { Findings } from "./findings";
import { quoted } from "./findings";
import { endByte } from "./hex2Syntax";
import { IntList } from "./intList";
import { findLineEnd, findLineFeed, viewOf } from "./skip";
import { Symbols } from "./symbols";

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const DOUBLE = 0x22;
const HASH = 0x23;
const SINGLE = 0x27;
const SEMICOLON = 0x3b;

/** Tokens and strings of this many bytes (with the opening quote) overflow the tool's buffer: M1-macro.c, max_string. */
const longest = 4095;

/** What stands for a word's number where a token is a line's end, or the word DEFINE. */
export const NEWLINE = -1;
export const DEFINE = -2;

const defineWord = Uint8Array.from("DEFINE", (character) => character.charCodeAt(0));

/** How a tool splits its input into tokens. */
export interface Tokenizing {
  /** M1 makes line ends tokens; M0 takes them for blanks. */
  readonly newlines: boolean;
  /** M1 ends a comment at CR or LF, M0 at LF alone. */
  readonly commentEndsAtCarriageReturn: boolean;
  /** M0 takes the byte FC between tokens for the end of the input: its end of file is -4, and it reads signed bytes. */
  readonly endsAtByte: boolean;
  /** Most bytes of a token, and of a string with its opening quote. */
  readonly longestAtom: number;
  readonly longestString: number;
}

export const m1Tokenizing: Tokenizing = {
  newlines: true,
  commentEndsAtCarriageReturn: true,
  endsAtByte: false,
  longestAtom: longest,
  longestString: longest,
};

/**
 * The tokens of M1 sources: for each its word's number and where it stands. Equal words have equal numbers, so that
 * what a word means is found once, however often it is used.
 */
export class M1Tokens {
  /** Every distinct word. A string is a word with its opening quote and without the closing one. */
  readonly words: Symbols;
  /** Word of each token. */
  readonly ids: IntList;
  /** Offset of each token in the sources' text. */
  readonly starts: IntList;
  /** Indices of the tokens that say DEFINE, ascending. */
  readonly defines: number[] = [];
  readonly #view: DataView;
  /** Words with a NUL inside, and the words that they are cut to. */
  #cut: Map<number, number> | undefined;

  constructor(
    readonly findings: Findings,
    readonly how: Tokenizing,
  ) {
    const { text } = findings.sources;
    this.#view = viewOf(text);
    this.words = new Symbols(text);
    this.ids = new IntList(text.length >>> 2);
    this.starts = new IntList(text.length >>> 2);
  }

  get text(): Uint8Array {
    return this.words.text;
  }

  /** Offset behind a token, its closing quote included. */
  endOf(token: number): number {
    const id = this.ids.values[token]!;
    const start = this.starts.values[token]!;
    if (id === NEWLINE) return start + 1;
    if (id === DEFINE) return start + defineWord.length;
    return start + this.words.lengthOf(id) + (this.isString(id) ? 1 : 0);
  }

  isString(id: number): boolean {
    if (id < 0 || this.words.lengthOf(id) === 0) return false;
    const first = this.text[this.words.startOf(id)];
    return first === DOUBLE || first === SINGLE;
  }

  /** Reads one input: tokens are appended. Returns where the tool stops to read. */
  read(start: number, end: number): number {
    const { text } = this;
    const { newlines, endsAtByte } = this.how;
    let at = start;
    while (at < end) {
      const first = text[at]!;
      if (first === TAB || first === SPACE) {
        at++;
      } else if (first === LF) {
        if (newlines) this.#newline(at);
        at++;
      } else if (first === HASH || first === SEMICOLON) {
        at = this.#comment(at, end);
      } else if (first === DOUBLE || first === SINGLE) {
        at = this.#string(at, end, first);
      } else if (endsAtByte && first === endByte) {
        this.findings.add("m1/end-of-file-byte", at, at + 1, "The byte FC ends the input.");
        return at;
      } else {
        const stop = this.#endOfAtom(at, end);
        this.starts.push(at);
        this.ids.push(this.#atom(first, at, stop));
        at = stop;
      }
    }
    if (newlines) this.#newline(end);
    return end;
  }

  #endOfAtom(from: number, end: number): number {
    const { text } = this;
    let at = from + 1;
    while (at < end) {
      const byte = text[at]!;
      if (byte <= SPACE && endsAtom(byte)) break;
      at++;
    }
    return at;
  }

  #atom(first: number, at: number, stop: number): number {
    if (first === defineWord[0] && this.#isDefine(at, stop - at)) {
      this.defines.push(this.ids.length);
      return DEFINE;
    }
    const { count } = this.words;
    const id = this.words.intern(at, stop);
    // What is wrong with a word is wrong where it first stands; only then is it looked at.
    if (this.words.count !== count) this.#checkAtom(id, at, stop);
    return this.#cut === undefined ? id : (this.#cut.get(id) ?? id);
  }

  /** Line ends before the first token, and a second one in a row, are no tokens. */
  #newline(at: number): void {
    const { ids } = this;
    if (ids.length === 0 || ids.values[ids.length - 1] === NEWLINE) return;
    ids.push(NEWLINE);
    this.starts.push(at);
  }

  #comment(from: number, end: number): number {
    const { newlines, commentEndsAtCarriageReturn } = this.how;
    const at = (commentEndsAtCarriageReturn ? findLineEnd : findLineFeed)(this.#view, from + 1, end);
    if (newlines) this.#newline(Math.min(at, end - 1));
    return at + 1;
  }

  #string(from: number, end: number, quote: number): number {
    const { text } = this;
    const found = text.indexOf(quote, from + 1);
    const closed = found >= 0 && found < end;
    const stop = closed ? found : end;
    if (!closed) {
      this.findings.add(
        "m1/unterminated-string",
        from,
        lineEnd(text, from, end),
        "The string is not closed.",
      );
    }
    if (stop - from > this.how.longestString) {
      const most = this.how.longestString - 1;
      const message = `The string has ${stop - from - 1} bytes; ${most} are the most.`;
      this.findings.add("m1/string-too-long", from, lineEnd(text, from, stop), message);
    }
    const nul = text.subarray(from, stop).indexOf(0);
    if (nul >= 0)
      this.findings.add(
        "m1/nul-byte",
        from + nul,
        from + nul + 1,
        "A NUL ends the string; what stands behind it is dropped.",
      );
    this.ids.push(this.words.intern(from, nul < 0 ? stop : from + nul));
    this.starts.push(from);
    return stop + 1;
  }

  #isDefine(at: number, length: number): boolean {
    if (length !== defineWord.length) return false;
    return defineWord.every((byte, index) => this.text[at + index] === byte);
  }

  /** The tools keep words as C strings: a NUL ends them. */
  #checkAtom(id: number, at: number, stop: number): void {
    const { text, findings } = this;
    const most = this.how.longestAtom;
    if (stop - at > most)
      findings.add("m1/token-too-long", at, stop, `A token of ${stop - at} bytes; ${most} are the most.`);
    if (text[stop - 1] === CR) {
      const message = `The carriage return is part of ${quoted(text, at, stop)}.`;
      findings.add("m1/carriage-return", stop - 1, stop, message);
    }
    const nul = text.subarray(at, stop).indexOf(0);
    if (nul < 0) return;
    const message = "A NUL ends the token; what stands behind it is dropped.";
    findings.add("m1/nul-byte", at + nul, at + nul + 1, message);
    this.#cut ??= new Map();
    this.#cut.set(id, this.words.intern(at, at + nul));
  }
}

function endsAtom(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === TAB;
}

function lineEnd(text: Uint8Array, from: number, end: number): number {
  const lf = text.indexOf(LF, from);
  return lf < 0 || lf > end ? end : lf;
}

import { sizeOfSigil } from "../../assemble/linker";
import { digitOf } from "../../assemble/m1Numbers";
import { endOfComment, endOfDigits, lexHexInto } from "./hexLexer";
import { kind, Tokens } from "./tokens";

const LF = 0x0a;
const CR = 0x0d;
const defineWord = Uint8Array.from("DEFINE", (character) => character.charCodeAt(0));

/** The tokens of M1, M0's reading of a DEFINE over several lines included. */
export function lexM1(bytes: Uint8Array): Tokens {
  const tokens = new Tokens(bytes.length);
  new M1Lexer(bytes, tokens).run(0, () => false);
  return tokens;
}

/**
 * Adds the tokens from the start of a line on that no string and no DEFINE reaches to, up to the start of the first line
 * of which the same is true and that is where `enough` says so; returns that, or the end of the source.
 */
export function lexM1Into(
  tokens: Tokens,
  bytes: Uint8Array,
  from: number,
  enough: (lineStart: number) => boolean,
): number {
  return new M1Lexer(bytes, tokens).run(from, enough);
}

class M1Lexer {
  readonly #tokens: Tokens;
  /** What the next token is to a DEFINE: its name, its value, or nothing. */
  #expected: 0 | typeof kind.defineName | typeof kind.defineValue = 0;

  constructor(
    readonly bytes: Uint8Array,
    tokens: Tokens,
  ) {
    this.#tokens = tokens;
  }

  run(from: number, enough: (lineStart: number) => boolean): number {
    const { bytes } = this;
    const end = bytes.length;
    for (let at = from; at < end;) {
      const byte = bytes[at]!;
      if (byte === LF) {
        at++;
        if (this.#expected === 0 && enough(at)) return at;
      } else if (byte === 0x20 || byte === 0x09) at++;
      else if (byte === CR && (at + 1 === end || bytes[at + 1] === LF)) at++;
      else if (byte === 0x23 || byte === 0x3b) {
        const stop = endOfComment(bytes, at, end);
        this.#tokens.add(kind.comment, at, stop);
        at = stop;
      } else if (byte === 0x22 || byte === 0x27) at = this.#string(at, byte);
      else at = this.#atom(at);
    }
    return end;
  }

  #string(from: number, quote: number): number {
    const { bytes } = this;
    const found = bytes.indexOf(quote, from + 1);
    const stop = found < 0 ? bytes.length : found + 1;
    if (this.#took(from, stop)) return stop;
    if (quote === 0x22) this.#tokens.add(kind.string, from, stop);
    else {
      this.#tokens.add(kind.quote, from, from + 1);
      const inside = found < 0 ? stop : found;
      lexHexInto(this.#tokens, bytes, from + 1, inside, "hex2");
      if (found >= 0) this.#tokens.add(kind.quote, found, stop);
    }
    return stop;
  }

  /** Whether a DEFINE takes the token. */
  #took(start: number, end: number): boolean {
    const what = this.#expected;
    if (what === 0) return false;
    this.#tokens.add(what, start, end);
    this.#expected = what === kind.defineName ? kind.defineValue : 0;
    return true;
  }

  #atom(from: number): number {
    const { bytes } = this;
    const tokens = this.#tokens;
    let stop = from + 1;
    while (stop < bytes.length) {
      const byte = bytes[stop]!;
      if (byte === 0x20 || byte === 0x09 || byte === LF) break;
      if (byte === CR && (stop + 1 === bytes.length || bytes[stop + 1] === LF)) break;
      stop++;
    }
    if (this.#took(from, stop)) return stop;
    const first = bytes[from]!;
    if (stop - from === defineWord.length && defineWord.every((byte, at) => bytes[from + at] === byte)) {
      tokens.add(kind.define, from, stop);
      this.#expected = kind.defineName;
    } else if (first === 0x3a) tokens.add(kind.label, from, stop);
    else if (first === 0x5e) this.#behindCaret(from, stop);
    else if (first === 0x3c) tokens.add(stop === from + 1 ? kind.pad : kind.number, from, stop);
    else if (first < 128 && sizeOfSigil[first]! > 0) this.#reference(from, stop);
    else if (first === 0x2e && stop === from + 9 && endOfDigits(bytes, from + 1, stop) === stop)
      tokens.add(kind.word, from, stop);
    else if (isNumber(bytes, from, stop)) tokens.add(kind.number, from, stop);
    else tokens.add(kind.macro, from, stop);
    return stop;
  }

  #behindCaret(from: number, stop: number): void {
    this.#tokens.add(kind.caret, from, from + 1);
    const next = this.bytes[from + 1] ?? 0;
    if (from + 1 === stop) return;
    if (next < 128 && sizeOfSigil[next]! > 0) this.#reference(from + 1, stop);
    else lexHexInto(this.#tokens, this.bytes, from + 1, stop, "hex2");
  }

  #reference(from: number, stop: number): void {
    const { bytes } = this;
    if (isNumber(bytes, from + 1, stop)) {
      this.#tokens.add(kind.number, from, stop);
      return;
    }
    let base = from + 1;
    while (base < stop && bytes[base] !== 0x3e) base++;
    this.#tokens.add(kind.reference, from, base);
    if (base < stop) this.#tokens.add(kind.base, base, stop);
  }
}

/** Whether a word looks like a number of M1: `12`, `-3`, `0x1F`, `0b101`, `1_000`. */
function isNumber(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  if (bytes[at] === 0x2d) at++;
  if (at >= end || bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  if (bytes[at] === 0x30 && at + 1 < end && (bytes[at + 1]! | 0x20) === 0x78) {
    at += 2;
    if (bytes[at] === 0x2d) at++;
    while (at < end && (digitOf(bytes[at]!) < 16 || bytes[at] === 0x5f)) at++;
    return at === end;
  }
  if (bytes[at] === 0x30 && bytes[at + 1] === 0x62) at += 2;
  while (at < end && (digitOf(bytes[at]!) < 10 || bytes[at] === 0x5f)) at++;
  return at === end;
}

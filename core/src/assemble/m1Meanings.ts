import type { Traits } from "./architectures";
import type { Findings } from "./findings";
import { quoted } from "./findings";
import { sizeOfSigil } from "./linker";
import { strtoint } from "./m1Numbers";
import { NEWLINE, type M1Tokens } from "./m1Tokens";
import { expressNumber, expressWord, meaning, type Expressed } from "./m1Words";

/** More padding than this is no program, and would fill the memory of whoever looks at it. */
const mostZeros = 0x10000000;

const LESS = 0x3c;
const AND = 0x26;

/** What each word of a program means, once every DEFINE is known. Arrays are by the word's number. */
export class M1Meanings {
  readonly kinds: Uint8Array;
  /** See {@link meaning} for what they hold; for text, the stretch of the sources. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Offset of the token that is the DEFINE's value, or -1, and where that ends. */
  readonly defineStarts: Int32Array;
  readonly defineEnds: Int32Array;

  constructor(
    readonly tokens: M1Tokens,
    readonly traits: Traits,
    readonly findings: Findings,
  ) {
    const count = tokens.words.count;
    this.kinds = new Uint8Array(count);
    this.a = new Int32Array(count);
    this.b = new Int32Array(count);
    this.defineStarts = new Int32Array(count).fill(-1);
    this.defineEnds = new Int32Array(count);
  }

  set(id: number, kind: number, a: number, b: number): void {
    this.kinds[id] = kind;
    this.a[id] = a;
    this.b[id] = b;
  }

  /** Makes a token the value of a word. `quote` is whether an opening quote stays part of it, as it does in M0. */
  define(id: number, value: number, quote: boolean): void {
    const { tokens } = this;
    const start = tokens.starts.values[value]!;
    const valueId = tokens.ids.values[value]!;
    if (valueId === NEWLINE) {
      this.set(id, meaning.newline, 0, 0);
      return;
    }
    const string = tokens.isString(valueId);
    const end = tokens.endOf(value) - (string ? 1 : 0);
    this.set(id, meaning.text, string && !quote ? start + 1 : start, end);
    this.defineStarts[id] = start;
    this.defineEnds[id] = tokens.endOf(value);
  }

  /** `'…'` passes text on, `"…"` becomes bytes. */
  string(id: number): void {
    const { words, text } = this.tokens;
    const start = words.startOf(id);
    const end = start + words.lengthOf(id);
    const raw = text[start] === 0x27;
    this.set(id, raw ? meaning.text : meaning.string, start + 1, end);
  }

  /** The C tool shifts signed characters, and reads beside its table of digits (M1-macro.c, hexify_string). */
  checkAscii(id: number): void {
    if (this.kinds[id] !== meaning.string) return;
    const { text } = this.tokens;
    for (let at = this.a[id]!; at < this.b[id]!; at++) {
      if (text[at]! < 0x80) continue;
      let end = at + 1;
      while (end < this.b[id]! && (text[end]! & 0xc0) === 0x80) end++;
      this.findings.add(
        "m1/non-ascii-string",
        at,
        end,
        "A byte above 7F in a string: M1 writes something else for its upper digit.",
      );
      return;
    }
  }

  /** Words that no DEFINE names: numbers, references, labels (M1-macro.c, eval_immediates and preserve_other). */
  plain(id: number): void {
    const { words, text } = this.tokens;
    const start = words.startOf(id);
    const end = start + words.lengthOf(id);
    const first = start < end ? text[start]! : 0;
    if (first === LESS) this.#padding(id, start, end);
    else if (this.#immediate(id, start, end, first)) return;
    else if (isPassedOn(first)) this.set(id, meaning.text, start, end);
    else this.set(id, meaning.none, start, end);
  }

  #immediate(id: number, start: number, end: number, first: number): boolean {
    const { text } = this.tokens;
    const signed = first < 128 && sizeOfSigil[first]! > 0 && !(this.traits.words && first === AND);
    if (!signed) return this.traits.knight && this.#bare(id, start, end);
    const value = strtoint(text, start + 1, end);
    const zero = start + 1 < end && text[start + 1] === 0x30;
    if (value === 0 && !zero) return false;
    if (value === 0 && !onlyZeros(text, start + 1, end))
      this.#malformed(start, end, "It is no number, so it counts 0.");
    this.#express(
      id,
      start,
      end,
      this.traits.words ? expressWord(value, first) : expressNumber(value, first),
    );
    return true;
  }

  /** Knight: a bare number is 16 bits wide. */
  #bare(id: number, start: number, end: number): boolean {
    const { text } = this.tokens;
    const value = strtoint(text, start, end);
    if (value === 0 && text[start] !== 0x30) return false;
    if (value > 65536) return false;
    this.#express(id, start, end, expressNumber(value, value > 32767 ? 0x24 : 0x40));
    return true;
  }

  #express(id: number, start: number, end: number, { kind, value, size, outside, wrapped }: Expressed): void {
    const { text } = this.tokens;
    if (outside) {
      const room = size === 1 ? "1 byte" : `${size} bytes`;
      const message = `${value} does not fit in ${room} (${outside.low} to ${outside.high}).`;
      this.findings.add("m1/value-out-of-range", start, end, message);
    } else if (wrapped) {
      this.findings.add(
        "m1/value-wrapped",
        start,
        end,
        `${quoted(text, start, end)} is cut to its lowest bits.`,
      );
    }
    this.set(id, kind, value, size);
  }

  #padding(id: number, start: number, end: number): void {
    const { text } = this.tokens;
    const count = strtoint(text, start + 1, end);
    if (count < 0) this.findings.add("m1/negative-padding", start, end, `${count} bytes of padding.`);
    if (count > mostZeros)
      this.findings.add(
        "m1/padding-too-large",
        start,
        end,
        `${count} bytes of padding; ${mostZeros} are the most.`,
      );
    if (count === 0) this.set(id, meaning.text, start, end);
    else this.set(id, meaning.zeros, count < 0 || count > mostZeros ? 0 : count, 0);
  }

  #malformed(start: number, end: number, message: string): void {
    this.findings.add("m1/malformed-number", start, end, message);
  }
}

function isPassedOn(first: number): boolean {
  return (first < 128 && sizeOfSigil[first]! > 0) || first === 0x3a || first === 0x5e;
}

/** Whether a text reads as zero and means it: `0`, `00`, `0x0`, `0b0`, with `_` and `-`. */
function onlyZeros(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    const prefix = at === start + 1 && (byte === 0x78 || byte === 0x62);
    if (byte !== 0x30 && byte !== 0x5f && byte !== 0x2d && !prefix) return false;
  }
  return true;
}

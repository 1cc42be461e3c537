import { IntList } from "../../assemble/intList";
import type { Range } from "../../text/range";

/** What a stretch of a source is. */
export const kind = {
  /** `#` or `;` up to the line's end. */
  comment: 0,
  /** Digits without a blank between. */
  digits: 1,
  /** `:name` */
  label: 2,
  /** A sigil and a name. */
  reference: 3,
  /** `>name` behind a reference. */
  base: 4,
  /** `<` */
  pad: 5,
  /** `^` */
  caret: 6,
  /** `.` and eight digits. */
  word: 7,
  /** Of no meaning. */
  stray: 8,
  /** `"…"` of M1. */
  string: 9,
  /** A quote of `'…'`, whose inside is hex2. */
  quote: 10,
  /** The word DEFINE, its name and its value. */
  define: 11,
  defineName: 12,
  defineValue: 13,
  /** A sigil and a number. */
  number: 14,
  /** Any other word of M1. */
  macro: 15,
} as const;

const STRIDE = 3;

/** The tokens of a source, in order; three integers each. Between them are blanks. */
export class Tokens {
  readonly #list: IntList;

  /** Room for the tokens of a source of so many bytes; it grows where that is too little. */
  constructor(length: number) {
    this.#list = new IntList(Math.max(64, length >>> 1));
  }

  /**
   * These tokens with others in place of those from `from` on up to before `to` (indices). Those behind are moved by
   * `shift` bytes.
   */
  spliced(from: number, to: number, others: Tokens, shift: number): Tokens {
    const count = from + others.count + this.count - to;
    const result = new Tokens(0);
    result.#list.reserve(count * STRIDE);
    const { values } = result.#list;
    values.set(this.#list.values.subarray(0, from * STRIDE));
    values.set(others.#list.values.subarray(0, others.#list.length), from * STRIDE);
    const before = this.#list.values;
    const end = this.#list.length;
    let at = (from + others.count) * STRIDE;
    for (let old = to * STRIDE; old < end; old += STRIDE, at += STRIDE) {
      values[at] = before[old]!;
      values[at + 1] = before[old + 1]! + shift;
      values[at + 2] = before[old + 2]! + shift;
    }
    return result;
  }

  add(what: number, start: number, end: number): void {
    const at = this.#list.reserve(STRIDE);
    const { values } = this.#list;
    values[at] = what;
    values[at + 1] = start;
    values[at + 2] = end;
  }

  get count(): number {
    return this.#list.length / STRIDE;
  }

  kindOf(index: number): number {
    return this.#list.values[index * STRIDE]!;
  }

  startOf(index: number): number {
    return this.#list.values[index * STRIDE + 1]!;
  }

  endOf(index: number): number {
    return this.#list.values[index * STRIDE + 2]!;
  }

  rangeOf(index: number): Range {
    return { start: this.startOf(index), end: this.endOf(index) };
  }

  /** The part of a token that is a name: of labels and references without the character in front. */
  nameOf(index: number): Range {
    const start = this.startOf(index);
    const what = this.kindOf(index);
    const sigil = what === kind.label || what === kind.reference || what === kind.base;
    return { start: sigil ? start + 1 : start, end: this.endOf(index) };
  }

  /** Index of the first token that ends behind an offset; `count` where none does. */
  firstBehind(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.endOf(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The token that an offset is in, or else right behind; undefined between tokens. */
  at(offset: number): number | undefined {
    const index = this.firstBehind(offset);
    if (index < this.count && this.startOf(index) <= offset) return index;
    return index > 0 && this.endOf(index - 1) === offset ? index - 1 : undefined;
  }
}

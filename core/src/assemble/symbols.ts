import { viewOf } from "./skip";

/**
 * What a look-up needs of a symbol, in 32 bytes of one array: the cost of a large program is in the processor's cache.
 * Behind hash and length come the first bytes of the name, four to an integer.
 */
const STRIDE = 8;
const HASH = 0;
const LENGTH = 1;
const NAME = 2;
/** Bytes of a name that are kept beside the rest. */
const kept = 4 * (STRIDE - NAME);

const undefinedAt = -1;

/**
 * Names as byte ranges of one text, each with a number, found by a hash table of our own: a string a label would cost
 * more than all the rest of assembling.
 */
export class Symbols {
  /** Number of distinct names. */
  count = 0;
  #records: Int32Array;
  #starts: Int32Array;
  #targets: Int32Array;
  #definitions: Int32Array;
  /** Number of the symbol plus one, or 0. */
  #slots: Int32Array;

  readonly #view: DataView;

  constructor(readonly text: Uint8Array) {
    this.#view = viewOf(text);
    // A label and its references seldom take less than this; more is made when it is wanted.
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(512, text.length / 128)));
    this.#records = new Int32Array(capacity * STRIDE);
    this.#slots = new Int32Array(capacity * 2);
    this.#starts = new Int32Array(capacity);
    this.#targets = new Int32Array(capacity);
    this.#definitions = new Int32Array(capacity);
  }

  /** Number of the name that stands in [start, end); the same for equal bytes. */
  intern(start: number, end: number): number {
    const length = end - start;
    const hash = this.#hash(start, end);
    const slots = this.#slots;
    const records = this.#records;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const at = (found - 1) * STRIDE;
      if (records[at + HASH] === hash && records[at + LENGTH] === length && this.#same(at, start, end))
        return found - 1;
      slot = (slot + 1) & mask;
    }
    return this.#add(start, end, hash, slot);
  }

  #hash(start: number, end: number): number {
    const view = this.#view;
    let hash = end - start;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    if (at < end) {
      hash = Math.imul(hash ^ this.#tail(at, end), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  /** The last one to three bytes of a name as an integer. */
  #tail(at: number, end: number): number {
    const { text } = this;
    let value = text[at]!;
    if (at + 1 < end) value |= text[at + 1]! << 8;
    if (at + 2 < end) value |= text[at + 2]! << 16;
    return value;
  }

  #same(record: number, start: number, end: number): boolean {
    const view = this.#view;
    const records = this.#records;
    const near = Math.min(end, start + kept);
    let name = record + NAME;
    let at = start;
    for (; at + 4 <= near; at += 4) if (view.getInt32(at, true) !== records[name++]) return false;
    if (near === end) return at === end || this.#tail(at, end) === records[name];
    const { text } = this;
    const shift = this.#starts[record / STRIDE]! - start;
    for (; at < end; at++) if (text[at] !== text[at + shift]) return false;
    return true;
  }

  startOf(id: number): number {
    return this.#starts[id]!;
  }

  lengthOf(id: number): number {
    return this.#records[id * STRIDE + LENGTH]!;
  }

  endOf(id: number): number {
    return this.#starts[id]! + this.#records[id * STRIDE + LENGTH]!;
  }

  isDefined(id: number): boolean {
    return this.#definitions[id] !== undefinedAt;
  }

  /** What a defined name stands for. */
  targetOf(id: number): number {
    return this.#targets[id]!;
  }

  /** Offset of the definition that counts, or -1. */
  definitionOf(id: number): number {
    return this.#definitions[id]!;
  }

  define(id: number, target: number, at: number): void {
    this.#targets[id] = target;
    this.#definitions[id] = at;
  }

  #add(start: number, end: number, hash: number, slot: number): number {
    const id = this.count++;
    const record = id * STRIDE;
    if (record === this.#records.length) this.#grow();
    const records = this.#records;
    records[record + HASH] = hash;
    records[record + LENGTH] = end - start;
    this.#starts[id] = start;
    this.#definitions[id] = undefinedAt;
    const near = Math.min(end, start + kept);
    let name = record + NAME;
    let at = start;
    for (; at + 4 <= near; at += 4) records[name++] = this.#view.getInt32(at, true);
    if (at < near) records[name] = this.#tail(at, near);
    this.#slots[slot] = id + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #grow(): void {
    const doubled = (old: Int32Array): Int32Array => {
      const bigger = new Int32Array(old.length * 2);
      bigger.set(old);
      return bigger;
    };
    this.#records = doubled(this.#records);
    this.#starts = doubled(this.#starts);
    this.#targets = doubled(this.#targets);
    this.#definitions = doubled(this.#definitions);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      const hash = this.#records[id * STRIDE + HASH]!;
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

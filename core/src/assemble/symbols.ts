/** Multiplier and offset of the 32-bit FNV-1a hash. */
export const hashPrime = 16777619;
export const hashSeed = -2128831035;

const undefinedAt = -1;

/**
 * Names as byte ranges of one text, each with a number, found by a hash table of our own: a string a label would cost
 * more than all the rest of assembling.
 */
export class Symbols {
  count = 0;
  starts = new Int32Array(1024);
  lengths = new Int32Array(1024);
  #hashes = new Int32Array(1024);
  /** What the name stands for; see {@link isDefined}. */
  targets = new Int32Array(1024);
  /** Where the definition that counts stands in the text, or -1. */
  definitions = new Int32Array(1024);
  /** Number of the symbol plus one, or 0. */
  #slots = new Int32Array(4096);

  constructor(readonly text: Uint8Array) {}

  /** Number of the name that stands in [start, end); the same for equal bytes. */
  intern(start: number, end: number): number {
    const { text } = this;
    let hash = hashSeed;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ text[at]!, hashPrime);
    return this.internHashed(start, end - start, hash);
  }

  /** The same for a caller that has the name's FNV-1a hash from reading it. */
  internHashed(start: number, length: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      const id = found - 1;
      if (this.#hashes[id] === hash && this.lengths[id] === length && this.#same(id, start)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(start, length, hash, slot);
  }

  isDefined(id: number): boolean {
    return this.definitions[id] !== undefinedAt;
  }

  define(id: number, target: number, at: number): void {
    this.targets[id] = target;
    this.definitions[id] = at;
  }

  #same(id: number, start: number): boolean {
    const { text } = this;
    const first = this.starts[id]!;
    const length = this.lengths[id]!;
    for (let at = 0; at < length; at++) if (text[first + at] !== text[start + at]) return false;
    return true;
  }

  #add(start: number, length: number, hash: number, slot: number): number {
    const id = this.count++;
    if (id === this.starts.length) this.#growArrays();
    this.starts[id] = start;
    this.lengths[id] = length;
    this.#hashes[id] = hash;
    this.definitions[id] = undefinedAt;
    this.#slots[slot] = id + 1;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #growArrays(): void {
    const grow = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const bigger = new Int32Array(old.length * 2);
      bigger.set(old);
      return bigger;
    };
    this.starts = grow(this.starts);
    this.lengths = grow(this.lengths);
    this.#hashes = grow(this.#hashes);
    this.targets = grow(this.targets);
    this.definitions = grow(this.definitions);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      const hash = this.#hashes[id]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** A growing list of 32-bit integers in one typed array: no object an element. */
export class IntList {
  values: Int32Array;
  length = 0;

  constructor(capacity = 256) {
    this.values = new Int32Array(Math.max(capacity, 16));
  }

  push(value: number): void {
    if (this.length === this.values.length) this.#grow(1);
    this.values[this.length++] = value;
  }

  /** Makes room for `count` more elements and returns the index of the first; the caller fills `values` from there. */
  reserve(count: number): number {
    if (this.length + count > this.values.length) this.#grow(count);
    const first = this.length;
    this.length += count;
    return first;
  }

  #grow(count: number): void {
    const bigger = new Int32Array(Math.max(this.values.length * 2, this.length + count));
    bigger.set(this.values);
    this.values = bigger;
  }
}

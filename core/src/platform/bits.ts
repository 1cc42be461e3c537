/** Reads bits, the highest of each byte first. */
export class Bits {
  /** The next bits, from the highest on. */
  #held = 0;
  #count = 0;
  /** Of the next byte to hold; beyond the end zeros are held. */
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  #fill(): void {
    while (this.#count <= 24) {
      this.#held |= (this.bytes[this.#at++] ?? 0) << (24 - this.#count);
      this.#count += 8;
    }
  }

  /** The next 20 bits, which stay; zeros beyond the end. */
  peek20(): number {
    if (this.#count < 20) this.#fill();
    return this.#held >>> 12;
  }

  /** Goes on by 1 to 24 bits, which were looked at. */
  skip(count: number): void {
    this.#held <<= count;
    this.#count -= count;
  }

  /** Takes 1 to 24 bits. Throws where they are not there. */
  read(count: number): number {
    if (this.#count < count) this.#fill();
    const value = this.#held >>> (32 - count);
    this.skip(count);
    this.check();
    return value;
  }

  /** Throws where bits beyond the end were taken. */
  check(): void {
    if (8 * this.#at - this.#count > 8 * this.bytes.length) throw new Error("The bytes break off.");
  }

  /** Goes on to the start of the next byte. */
  align(): void {
    this.skip(this.#count % 8);
  }

  /** Whether the next bytes are these letters, at the start of a byte. */
  startsWith(letters: string): boolean {
    const at = this.#at - this.#count / 8;
    for (let index = 0; index < letters.length; index++)
      if (this.bytes[at + index] !== letters.charCodeAt(index)) return false;
    return true;
  }
}

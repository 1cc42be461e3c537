import { kinds, type Hex0Dialect } from "./hex0";
import module from "./hex0.wat";
import type { Kernel } from "./kernel";

/** What the kernel exports; hex0.wat explains it. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly high: WebAssembly.Global;
  readonly inComment: WebAssembly.Global;
  readonly push: (at: number, end: number, out: number, commentEnd: number) => number;
}

const LF = 0x0a;
const CR = 0x0d;

/** The piece that is read begins behind the table of kinds. */
const inputAt = 256;
const page = 0x10000;

/**
 * Assembles hex0 of digits, blanks and comments alone, and says of any other that it has something else in it.
 * WebAssembly reads sixteen bytes at a time, most of which are comments.
 */
export class Hex0Kernel implements Kernel {
  readonly #exports: Exports;
  readonly #commentEnd: number;
  readonly #outputAt: number;
  #out: number;
  #clean = true;

  /**
   * `pieceSize` is the most bytes that a piece has. Throws where WebAssembly or its SIMD instructions are not to be had.
   */
  constructor(
    dialect: Hex0Dialect,
    readonly pieceSize: number,
  ) {
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(module)).exports as Exports;
    this.#commentEnd = dialect.commentEndsAtCarriageReturn ? CR : LF;
    this.#outputAt = inputAt + pieceSize;
    this.#out = this.#outputAt;
    this.#room(this.#outputAt);
    new Uint8Array(this.#exports.memory.buffer).set(kinds.plain);
  }

  piece(): Uint8Array<ArrayBuffer> {
    this.#room(this.#out + (this.pieceSize >>> 1) + 1);
    return new Uint8Array(this.#exports.memory.buffer, inputAt, this.pieceSize);
  }

  push(length: number): boolean {
    if (!this.#clean) return false;
    const out = this.#exports.push(inputAt, inputAt + length, this.#out, this.#commentEnd);
    this.#clean = out >= 0;
    if (this.#clean) this.#out = out;
    return this.#clean;
  }

  endSource(): boolean {
    const { high, inComment } = this.#exports;
    this.#clean &&= high.value < 0;
    inComment.value = 0;
    return this.#clean;
  }

  end(): Uint8Array<ArrayBuffer> | undefined {
    if (!this.#clean) return undefined;
    const { buffer } = this.#exports.memory;
    return new Uint8Array(buffer, this.#outputAt, this.#out - this.#outputAt);
  }

  /** Lets the memory reach to an address, and doubles it at least: each growth may move it. */
  #room(end: number): void {
    const { memory } = this.#exports;
    const has = memory.buffer.byteLength;
    if (end <= has) return;
    memory.grow(Math.max(Math.ceil((end - has) / page), has / page));
  }
}

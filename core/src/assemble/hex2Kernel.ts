import kernel from "./hex2.wat";
import { traitsOf, type Architecture } from "./architectures";
import { sizeOfSigil, sigil } from "./linker";

/** What the kernel exports; hex2.wat explains it. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly labels: WebAssembly.Global;
  readonly mask: WebAssembly.Global;
  readonly free: WebAssembly.Global;
  readonly output: WebAssembly.Global;
  readonly out: WebAssembly.Global;
  readonly references: WebAssembly.Global;
  readonly reference: WebAssembly.Global;
  readonly base: WebAssembly.Global;
  readonly bigEndian: WebAssembly.Global;
  readonly high: WebAssembly.Global;
  readonly scan: (at: number, end: number) => number;
  readonly resolve: (at: number, end: number) => number;
}

const BLANK = 16;
const COMMENT = 17;
const LABEL = 18;
const REFERENCE = 32;
const ABSOLUTE = 8;
const OTHER = 64;

/** What `scan` returns. */
const CLEAN = 0;
const UNCLEAN = 1;
const TOO_MANY_LABELS = 2;

/** Bytes that the kernel is given at a time: engines put better code in place between calls, never in the midst of one. */
const turn = 0x10000;
const LF = 0x0a;
const labelSize = 16;
const referenceSize = 16;
const textAt = 256;
/** Bytes behind the sources that the kernel may look at. */
const slack = 32;
const page = 0x10000;
/** WebAssembly has 32-bit addresses, and what is reserved is about thirteen times the text. */
const mostText = 256 * 1024 * 1024;

export interface Hex2KernelOptions {
  /** Virtual address of the first byte, as a 32-bit integer. */
  readonly baseAddress: number;
  readonly bigEndian: boolean;
}

/**
 * Assembles hex2 of which nothing is to be said: plain digits, comments, labels that are there once, references that
 * fit. Of any other it says that it is not such a one, and the linker of linker.ts tells what is the matter.
 */
export class Hex2Kernel {
  readonly #exports: Exports;

  private constructor(readonly length: number) {
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(kernel)).exports as Exports;
    this.#reach(textAt + length + slack);
    new Uint8Array(this.#exports.memory.buffer, 0, textAt).set(meanings());
  }

  /**
   * For sources of so many bytes together; undefined where the processor's displacements are no plain differences, the
   * sources are too long, or there is no WebAssembly with SIMD instructions.
   */
  static for(length: number, architecture: Architecture): Hex2Kernel | undefined {
    const { displacement, words } = traitsOf(architecture);
    if (displacement !== "plain" || words || length > mostText) return undefined;
    try {
      return new Hex2Kernel(length);
    } catch {
      return undefined;
    }
  }

  /** Where the sources go, one behind the other. */
  get text(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer, textAt, this.length);
  }

  /**
   * The bytes of the sources, of which each ends at one of `ends`, in bytes of {@link text}; undefined where something
   * is to be said of them. To be called once.
   */
  assemble(ends: readonly number[], options: Hex2KernelOptions): Uint8Array<ArrayBuffer> | undefined {
    // A label and what is done with it seldom take less than 64 bytes; and never less than 4.
    for (let slots = powerBelow(this.length / 64); ; slots *= 4) {
      const outcome = this.#attempt(ends, slots, options);
      if (outcome !== TOO_MANY_LABELS) return outcome === CLEAN ? this.#bytes() : undefined;
    }
  }

  #attempt(ends: readonly number[], slots: number, { baseAddress, bigEndian }: Hex2KernelOptions): number {
    const kernel = this.#exports;
    const labels = aligned(textAt + this.length + slack);
    const output = labels + slots * labelSize;
    // A reference of three characters takes four bytes of output and, with its base, two entries.
    const references = aligned(output + (4 * this.length) / 3 + slack);
    this.#reach(references + (referenceSize * this.length) / 2 + slack);
    // New memory is zero; an attempt before this one has written to it.
    if (kernel.out.value > 0) new Uint8Array(kernel.memory.buffer, labels, slots * labelSize).fill(0);
    kernel.labels.value = labels;
    kernel.mask.value = slots - 1;
    kernel.free.value = slots - (slots >>> 3);
    kernel.output.value = kernel.out.value = output;
    kernel.references.value = kernel.reference.value = references;
    kernel.base.value = baseAddress;
    kernel.bigEndian.value = bigEndian ? 1 : 0;
    let at = 0;
    for (const end of ends) {
      const outcome = this.#scan(at, end);
      if (outcome !== CLEAN) return outcome;
      at = end;
    }
    return this.#resolve() ? CLEAN : UNCLEAN;
  }

  /** A source, some lines at a time. Half a byte before its end is something to be said. */
  #scan(start: number, end: number): number {
    const { scan, high } = this.#exports;
    const { text } = this;
    high.value = -1;
    for (let at = start; at < end;) {
      const feed = text.indexOf(LF, at + turn);
      const stop = feed < 0 ? end : Math.min(feed + 1, end);
      const outcome = scan(textAt + at, textAt + stop);
      if (outcome !== CLEAN) return outcome;
      at = stop;
    }
    return high.value < 0 ? CLEAN : UNCLEAN;
  }

  #resolve(): boolean {
    const { resolve, references, reference } = this.#exports;
    for (let at = references.value; at < reference.value;) {
      at = resolve(at, Math.min(at + turn, reference.value));
      if (at === 0) return false;
    }
    return true;
  }

  #bytes(): Uint8Array<ArrayBuffer> {
    const { memory, output, out } = this.#exports;
    return new Uint8Array(memory.buffer, output.value, out.value - output.value);
  }

  /** Lets the memory reach to an address. What is not written to costs nothing. */
  #reach(end: number): void {
    const { memory } = this.#exports;
    const pages = Math.ceil((end - memory.buffer.byteLength) / page);
    if (pages > 0) memory.grow(pages);
  }
}

/** A power of two, at least 1024. */
function powerBelow(value: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1024, value)));
}

function aligned(address: number): number {
  return Math.ceil(address / 16) * 16;
}

function meanings(): Uint8Array {
  const table = new Uint8Array(256).fill(OTHER);
  const set = (characters: string, meaning: (character: number) => number) => {
    for (const character of characters) {
      const code = character.charCodeAt(0);
      table[code] = meaning(code);
    }
  };
  set(" \t\n\r", () => BLANK);
  set("#;", () => COMMENT);
  set(":", () => LABEL);
  set("0123456789ABCDEFabcdef", (code) => Number.parseInt(String.fromCharCode(code), 16));
  set("!@$~%&", (code) => {
    const absolute = code === sigil.dollar || code === sigil.and;
    return REFERENCE + sizeOfSigil[code]! + (absolute ? ABSOLUTE : 0);
  });
  return table;
}

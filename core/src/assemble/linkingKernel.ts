import { traitsOf, type Architecture } from "./architectures";
import { kindTable, LABEL, REFERENCE } from "./hex2Syntax";
import type { Kernel } from "./kernel";
import { sigil, sizeOfSigil } from "./linker";

/** What a kernel exports; labels.wat, hex2.wat and m1.wat explain it. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly slots: WebAssembly.Global;
  readonly mask: WebAssembly.Global;
  readonly names: WebAssembly.Global;
  readonly kept: WebAssembly.Global;
  readonly pendings: WebAssembly.Global;
  readonly pending: WebAssembly.Global;
  readonly output: WebAssembly.Global;
  readonly out: WebAssembly.Global;
  readonly references: WebAssembly.Global;
  readonly reference: WebAssembly.Global;
  readonly base: WebAssembly.Global;
  readonly bigEndian: WebAssembly.Global;
  readonly last: WebAssembly.Global;
  readonly inComment: WebAssembly.Global;
  /** Of hex2. */
  readonly high?: WebAssembly.Global;
  readonly scan: (at: number, end: number) => number;
  readonly settle: () => number;
  readonly resolve: (at: number, end: number) => number;
}

/** What a byte means to the kernels, beside what hex2Syntax.ts says. */
const SIGIL = 32;
const ABSOLUTE = 8;
export const OTHER = 64;

const masksAt = 256;
/** What is left of the piece before stands in front of the next one: a token, or the three of a DEFINE. */
const mostLeft = 0x4000;
const leftAt = 288;
const inputAt = leftAt + mostLeft;
/** Bytes behind what is read or written that the kernels may look at, or write to. */
const slack = 64;
const page = 0x10000;
/** WebAssembly has 32-bit addresses, and what is reserved is about twenty-two times the text. */
const mostText = 160 * 1024 * 1024;
/** References that are filled in at a time: engines put better code in place between calls, never in the midst of one. */
const turn = 0x10000;

export interface KernelOptions {
  /** Virtual address of the first byte, as a 32-bit integer. */
  readonly baseAddress: number;
  readonly bigEndian: boolean;
}

/** One of the languages that the kernels read. */
export interface KernelLanguage {
  readonly module: Uint8Array<ArrayBuffer>;
  /** What each byte means to it. */
  readonly meanings: Uint8Array;
  /** Whether it takes sources that give no bytes; otherwise something may have to be said of them. */
  readonly mayBeEmpty: boolean;
}

/**
 * Assembles hex2 or M1 of which nothing is to be said: labels that are there once, references that fit, macros that are
 * defined before they are used. Of any other it says that it is not such a one, and the assembler beside it tells what is
 * the matter. It keeps of the sources but the names.
 */
export class LinkingKernel implements Kernel {
  readonly #exports: Exports;
  readonly #mayBeEmpty: boolean;
  /** Bytes of the sources that may still come. */
  #expected: number;
  /** Bytes of the piece before that stand in front of the next one. */
  #left = 0;
  #clean = true;

  /**
   * For sources of `length` bytes together, in pieces of at most `pieceSize`. Throws where WebAssembly or its SIMD
   * instructions are not to be had, or so much memory.
   */
  constructor(
    { module, meanings, mayBeEmpty }: KernelLanguage,
    length: number,
    readonly pieceSize: number,
    { baseAddress, bigEndian }: KernelOptions,
  ) {
    const kernel = new WebAssembly.Instance(new WebAssembly.Module(module)).exports as Exports;
    this.#exports = kernel;
    this.#mayBeEmpty = mayBeEmpty;
    this.#expected = length;
    // A label and what is done with it seldom take less than 64 bytes.
    const slots = powerBelow(length / 64);
    // Two names of two letters take seven bytes; of those with one letter there are but 256, twice with macros.
    const names = (2 * length) / 7 + 512;
    // A reference of three characters takes four bytes of output and, with its base in two more, two entries.
    const places = layout({
      input: [1, pieceSize],
      pendings: [16, (mostLeft + pieceSize) / 2],
      kept: [1, length],
      slots: [4, Math.max(slots, 4 * names)],
      names: [32, names + 1],
      output: [1, (4 * length) / 3],
      references: [8, length / 2],
    });
    kernel.memory.grow(Math.ceil(places.end / page));
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.set(meanings);
    memory.fill(0xff, masksAt, masksAt + 16);
    kernel.mask.value = slots - 1;
    kernel.slots.value = places.slots;
    kernel.names.value = places.names;
    kernel.kept.value = places.kept;
    kernel.pendings.value = kernel.pending.value = places.pendings;
    kernel.output.value = kernel.out.value = places.output;
    kernel.references.value = kernel.reference.value = places.references;
    kernel.base.value = baseAddress;
    kernel.bigEndian.value = bigEndian ? 1 : 0;
  }

  piece(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer, inputAt, this.pieceSize);
  }

  push(length: number): boolean {
    this.#expected -= length;
    if (this.#expected < 0) this.#clean = false;
    if (!this.#clean) return false;
    const end = inputAt + length;
    const stop = this.#read(end);
    this.#left = end - stop;
    this.#clean = stop > 0 && this.#left <= mostLeft;
    if (this.#clean) new Uint8Array(this.#exports.memory.buffer).copyWithin(inputAt - this.#left, stop, end);
    return this.#clean;
  }

  /** Half a byte at the end of a source is something to be said. */
  endSource(): boolean {
    const { last, high, inComment } = this.#exports;
    if (!this.#clean) return false;
    last.value = 1;
    this.#clean = this.#read(inputAt) === inputAt && (high === undefined || high.value < 0);
    last.value = inComment.value = 0;
    this.#left = 0;
    return this.#clean;
  }

  end(): Uint8Array<ArrayBuffer> | undefined {
    const { memory, output, out } = this.#exports;
    const length = out.value - output.value;
    if (!this.#clean || (length === 0 && !this.#mayBeEmpty) || !this.#resolve()) return undefined;
    return new Uint8Array(memory.buffer, output.value, length);
  }

  /** Reads what is left of the piece before, and what stands behind that; returns up to where, or 0. */
  #read(end: number): number {
    const { scan, settle } = this.#exports;
    const stop = scan(inputAt - this.#left, end);
    return stop > 0 && settle() === 1 ? stop : 0;
  }

  #resolve(): boolean {
    const { resolve, references, reference } = this.#exports;
    for (let at = references.value; at < reference.value;) {
      at = resolve(at, Math.min(at + turn, reference.value));
      if (at === 0) return false;
    }
    return true;
  }
}

/** Whether the kernels take sources of so many bytes for a processor: its displacements are plain differences. */
export function isForKernel(length: number, architecture: Architecture): boolean {
  const { displacement, words } = traitsOf(architecture);
  return displacement === "plain" && !words && length <= mostText;
}

/** What each byte of hex2 means to the kernels. */
export function meaningsFor(architecture: Architecture): Uint8Array {
  return kindTable(traitsOf(architecture), 16).map((kind, byte) => {
    if (kind === REFERENCE) {
      const absolute = byte === sigil.dollar || byte === sigil.and;
      return SIGIL + sizeOfSigil[byte]! + (absolute ? ABSOLUTE : 0);
    }
    return kind <= LABEL ? kind : OTHER;
  });
}

/** A power of two, at least 1024. */
function powerBelow(value: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1024, value)));
}

/** Addresses of areas one behind the other, each of so many bytes for so many things; and their end. */
function layout<Name extends string>(
  areas: Record<Name, readonly [size: number, count: number]>,
): Record<Name | "end", number> {
  const places: Record<string, number> = {};
  let at = inputAt;
  for (const [name, [size, count]] of Object.entries<readonly [number, number]>(areas)) {
    places[name] = at;
    at = Math.ceil((at + size * Math.ceil(count) + slack) / 64) * 64;
  }
  places["end"] = at;
  return places;
}

import type { Range } from "../text/range";

/**
 * Which stretch of the source every output byte came from. One entry per output byte in typed arrays, not an object
 * each: a map of a megabyte of output is eight megabytes.
 *
 * Source offsets are bytes of the source file and ascend with the output offset. A byte's range spans from its first
 * digit to behind its second one, whatever lies between.
 */
export class SourceMap {
  constructor(
    private readonly starts: Uint32Array,
    private readonly ends: Uint32Array,
    /** Number of output bytes. */
    readonly length: number,
  ) {}

  /** Where the output byte at a file offset is written in the source, or undefined past the end. */
  rangeOf(offset: number): Range | undefined {
    if (offset < 0 || offset >= this.length) return undefined;
    return { start: this.starts[offset]!, end: this.ends[offset]! };
  }

  /** From the first to behind the last source byte of `count` output bytes at a file offset. */
  rangeOfBytes(offset: number, count: number): Range | undefined {
    const first = this.rangeOf(offset);
    const last = this.rangeOf(offset + count - 1);
    return first && last && { start: first.start, end: last.end };
  }

  /** File offset of the output byte that is written at a source offset (cursor behind the last digit included). */
  byteAt(source: number): number | undefined {
    const offset = this.firstAfter(source + 1) - 1;
    return offset >= 0 && source <= this.ends[offset]! ? offset : undefined;
  }

  /** File offset of the first output byte that begins at or behind a source offset; `length` where there is none. */
  firstAfter(source: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! < source) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The output bytes whose first digit lies in a source range, as file offsets; empty when `start === end`. */
  bytesIn(range: Range): Range {
    return { start: this.firstAfter(range.start), end: this.firstAfter(range.end) };
  }
}

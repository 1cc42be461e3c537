import type { Range } from "../text/range";
import { IntList } from "./intList";
import { SourceMap } from "./sourceMap";
import type { Place, Sources } from "./sources";

/** Where a stretch of output bytes came from. */
export interface Origin extends Place {
  /** The output bytes, as file offsets. */
  readonly output: Range;
  /** For what a macro gave: the DEFINE's value. `input` and `range` are then the macro's use. */
  readonly define?: Place;
}

/** Integers of a segment: output offset, start and end of its source. */
const STRIDE = 3;

/**
 * Which stretch of which input every output byte came from, for programs of several inputs and of macros. One entry
 * for each segment (bytes of one origin) in one typed array. Both output offsets and sources ascend.
 */
export class OriginMap {
  readonly #segments: IntList;
  /** Start and end of the value of each segment's DEFINE, or 0, 0; as far as a segment has one. */
  readonly #defines = new IntList();
  /** Number of output bytes. */
  length = 0;

  constructor(readonly sources: Sources) {
    // A byte seldom takes less than four characters.
    this.#segments = new IntList((STRIDE * sources.text.length) >>> 2);
  }

  /** Adds a segment that begins at an output offset and ends where the next one begins. Offsets are of the sources' text. */
  add(output: number, start: number, end: number, defineStart = 0, defineEnd = 0): void {
    const at = this.#segments.reserve(STRIDE);
    const { values } = this.#segments;
    values[at] = output;
    values[at + 1] = start;
    values[at + 2] = end;
    if (defineEnd > 0) this.#define(at / STRIDE, defineStart, defineEnd);
  }

  #define(segment: number, start: number, end: number): void {
    const defines = this.#defines;
    const at = 2 * segment;
    if (defines.length < at + 2) defines.reserve(at + 2 - defines.length);
    defines.values[at] = start;
    defines.values[at + 1] = end;
  }

  /** Lets the last segment reach to a later place of the source. */
  extend(end: number, defineStart = 0, defineEnd = 0): void {
    const { values, length } = this.#segments;
    if (length === 0) return;
    values[length - STRIDE + 2] = end;
    const segment = this.count - 1;
    if (defineEnd > 0 || 2 * segment < this.#defines.length) this.#define(segment, defineStart, defineEnd);
  }

  /** Number of segments. */
  get count(): number {
    return this.#segments.length / STRIDE;
  }

  segment(index: number): Origin | undefined {
    if (index < 0 || index >= this.count) return undefined;
    const { values } = this.#segments;
    const at = index * STRIDE;
    const end = index + 1 < this.count ? values[at + STRIDE]! : this.length;
    const hasDefine = 2 * index < this.#defines.length;
    const defineStart = hasDefine ? this.#defines.values[2 * index]! : 0;
    const defineEnd = hasDefine ? this.#defines.values[2 * index + 1]! : 0;
    return {
      output: { start: values[at]!, end },
      ...this.sources.place(values[at + 1]!, values[at + 2]!),
      ...(defineEnd > 0 ? { define: this.sources.place(defineStart, defineEnd) } : {}),
    };
  }

  /** Where the output byte at a file offset is written, or undefined past the end. */
  originOf(offset: number): Origin | undefined {
    if (offset < 0 || offset >= this.length) return undefined;
    return this.segment(this.#lastAtOrBefore(0, offset));
  }

  /** File offsets of the bytes that are written around an offset of an input (behind its last character included). */
  bytesAt(input: number, offset: number): Range | undefined {
    const at = (this.sources.starts[input] ?? 0) + offset;
    const found = this.segment(this.#lastAtOrBefore(1, at));
    return found && found.input === input && offset <= found.range.end ? found.output : undefined;
  }

  /** File offset of the first byte that is written at or behind an offset of an input; `length` where there is none. */
  firstAfter(input: number, offset: number): number {
    const at = (this.sources.starts[input] ?? 0) + offset;
    return this.segment(this.#lastAtOrBefore(1, at - 1) + 1)?.output.start ?? this.length;
  }

  /** The last segment that begins at or before an offset of an input. */
  segmentAt(input: number, offset: number): Origin | undefined {
    const found = this.segment(this.#lastAtOrBefore(1, (this.sources.starts[input] ?? 0) + offset));
    return found?.input === input ? found : undefined;
  }

  /** The segments whose sources begin in a range of an input, in order. */
  *segmentsIn(input: number, { start, end }: Range): Iterable<Origin> {
    const shift = this.sources.starts[input] ?? 0;
    for (let index = this.#lastAtOrBefore(1, shift + start - 1) + 1; index < this.count; index++) {
      const found = this.segment(index)!;
      if (found.input !== input || found.range.start >= end) return;
      yield found;
    }
  }

  /** The map byte for byte, for a program of one input. */
  toSourceMap(): SourceMap {
    const starts = new Uint32Array(this.length);
    const ends = new Uint32Array(this.length);
    const { values } = this.#segments;
    for (let index = 0; index < this.count; index++) {
      const at = index * STRIDE;
      const from = values[at]!;
      const to = index + 1 < this.count ? values[at + STRIDE]! : this.length;
      starts.fill(values[at + 1]!, from, to);
      ends.fill(values[at + 2]!, from, to);
    }
    return new SourceMap(starts, ends, this.length);
  }

  /** Index of the last segment whose field (0: output offset, 1: start of its source) is at most `value`, or -1. */
  #lastAtOrBefore(field: 0 | 1, value: number): number {
    let low = -1;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#segments.values[middle * STRIDE + field]! <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

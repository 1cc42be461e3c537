import { IntList } from "../../../assemble/intList";
import type { OriginMap } from "../../../assemble/originMap";
import type { Range } from "../../../text/range";

const STRIDE = 4;

/**
 * Which stretch of a source became which stretch of something else, piece by piece: four integers each. Both ascend, so
 * that either can be looked up.
 */
export class Pieces {
  readonly #list = new IntList();

  get count(): number {
    return this.#list.length / STRIDE;
  }

  /** Adds a piece: [start, end) of the source became [from, to). */
  add(start: number, end: number, from: number, to: number): void {
    const at = this.#list.reserve(STRIDE);
    const { values } = this.#list;
    values[at] = start;
    values[at + 1] = end;
    values[at + 2] = from;
    values[at + 3] = to;
  }

  start(index: number): number {
    return this.#list.values[index * STRIDE]!;
  }

  end(index: number): number {
    return this.#list.values[index * STRIDE + 1]!;
  }

  from(index: number): number {
    return this.#list.values[index * STRIDE + 2]!;
  }

  to(index: number): number {
    return this.#list.values[index * STRIDE + 3]!;
  }

  /** What a stretch of the source became, from the first piece that it touches to the last. */
  became(source: Range): Range | undefined {
    return this.#other(source, 0, 2);
  }

  /** What a stretch was in the source. */
  was(written: Range): Range | undefined {
    return this.#other(written, 2, 0);
  }

  #other({ start, end }: Range, own: 0 | 2, other: 0 | 2): Range | undefined {
    const { values, length } = this.#list;
    let at = this.#firstBehind(start, own) * STRIDE;
    // Right behind a piece it is still touched, if no other begins there.
    const touched = start === end && !(at < length && values[at + own]! <= start);
    if (touched && at >= STRIDE && values[at - STRIDE + own + 1] === start) at -= STRIDE;
    let from = -1;
    let to = -1;
    for (; at < length; at += STRIDE) {
      if (values[at + own]! >= Math.max(end, start + 1)) break;
      if (from < 0) from = values[at + other]!;
      from = Math.min(from, values[at + other]!);
      to = Math.max(to, values[at + other + 1]!);
    }
    return from < 0 ? undefined : { start: from, end: to };
  }

  /** Index of the first piece that ends behind a place. */
  #firstBehind(place: number, own: 0 | 2): number {
    const { values } = this.#list;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[middle * STRIDE + own + 1]! <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The bytes of an input of a program, piece by piece: they became file offsets. What begins in one input and ends in a
 * later one counts for that, and what begins before what came already, behind that: the pieces of all inputs are all
 * bytes in their order.
 */
export function bytePieces(map: OriginMap, input: number): Pieces {
  const pieces = new Pieces();
  let current = 0;
  let last = 0;
  for (let index = 0; index < map.count; index++) {
    const { input: its, range, output } = map.segment(index)!;
    if (its > current) {
      if (its > input && current <= input) break;
      current = its;
      last = 0;
    }
    if (its === current) last = Math.max(last, range.start);
    if (current === input) pieces.add(last, Math.max(last, range.end), output.start, output.end);
  }
  return pieces;
}

/** The bytes from the first of some pieces to the last. */
export function rangeOf(pieces: Pieces): Range {
  return pieces.count === 0
    ? { start: 0, end: 0 }
    : { start: pieces.from(0), end: pieces.to(pieces.count - 1) };
}

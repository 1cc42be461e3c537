import type { Range } from "../text/range";

/** One input of an assembly. */
export interface AssemblyInput {
  /** As findings and maps name it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A stretch of one input, in bytes of that input. */
export interface Place {
  /** Index into the assembly's inputs. */
  readonly input: number;
  readonly range: Range;
}

/**
 * All inputs behind one another in one array, so that a place is one number while assembling. Only findings and maps
 * turn it back into an input and an offset.
 */
export class Sources {
  readonly text: Uint8Array;
  /** Offset of each input in `text`, and behind them `text.length`. */
  readonly starts: readonly number[];

  constructor(readonly inputs: readonly AssemblyInput[]) {
    const starts = [0];
    for (const { bytes } of inputs) starts.push(starts.at(-1)! + bytes.length);
    this.starts = starts;
    if (inputs.length === 1) {
      this.text = inputs[0]!.bytes;
    } else {
      this.text = new Uint8Array(starts.at(-1)!);
      inputs.forEach(({ bytes }, index) => this.text.set(bytes, starts[index]));
    }
  }

  /** The input that an offset of `text` lies in; an offset at the very end belongs to the last one that is not empty. */
  inputOf(offset: number): number {
    let low = 0;
    let high = this.inputs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  /** A stretch of `text` as a place in the input that it starts in. */
  place(start: number, end: number): Place {
    const input = this.inputOf(start);
    const shift = this.starts[input] ?? 0;
    const length = this.inputs[input]?.bytes.length ?? 0;
    return {
      input,
      range: { start: Math.min(start - shift, length), end: Math.min(Math.max(end, start) - shift, length) },
    };
  }
}

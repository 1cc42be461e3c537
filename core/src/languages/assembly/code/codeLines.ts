import type { Decoder, Instruction, Mode } from "../../../isa/decoder";
import type { HeaderField } from "../../../isa/headers/field";
import { fieldsAt, leadingFields } from "../../../isa/headers/headers";
import { mayJump } from "../../../isa/mayJump";
import type { Image } from "./image";

/** An instruction, and the line (zero-based) that gives it. */
export interface Placed {
  readonly instruction: Instruction;
  readonly line: number;
}

/** A line of more bytes is data. */
const mostBytes = 256;

/** The instructions of a document by their lines (zero-based), each decoded when it is asked for: a line begins one. */
export class CodeLines {
  readonly #headers: readonly HeaderField[];
  readonly #decoded = new Map<number, readonly Instruction[]>();

  /** @param isCode whether a line may be code of the mode */
  constructor(
    private readonly image: Image,
    private readonly decoder: Decoder,
    private readonly mode: Mode,
    private readonly isCode: (line: number) => boolean,
  ) {
    this.#headers = leadingFields(image.bytes);
  }

  /** The instructions of some lines that have a target. */
  *jumps(first: number, last: number): Generator<Placed> {
    const { image, mode } = this;
    for (let line = Math.max(0, first); line <= Math.min(last, image.text.lineCount - 1); line++) {
      const { start, end } = image.bytesOfLine(line);
      if (end - start > mostBytes || !mayJump(image.bytes.subarray(start, end), mode)) continue;
      for (const instruction of this.#at(line))
        if (instruction.target !== undefined) yield { instruction, line };
    }
  }

  /**
   * The instruction that ends at a file offset in or right behind a line, `data` where something else does; undefined where no
   * line from the first one on gives a byte in front of it.
   */
  before(offset: number, line: number, first: number): Placed | "data" | undefined {
    for (let at = line; at >= first; at--) {
      const { start, end } = this.image.bytesOfLine(at);
      if (start === end || start >= offset) continue;
      const instruction = this.#at(at).find((each) => each.offset + each.length === offset);
      return instruction === undefined ? "data" : { instruction, line: at };
    }
    return undefined;
  }

  #at(line: number): readonly Instruction[] {
    let found = this.#decoded.get(line);
    if (found === undefined) this.#decoded.set(line, (found = this.#decode(line)));
    return found;
  }

  /** What runs past its line is data. */
  #decode(line: number): readonly Instruction[] {
    const { image, decoder } = this;
    const { start, end } = image.bytesOfLine(line);
    const found: Instruction[] = [];
    if (end - start > mostBytes || fieldsAt(this.#headers, start).length > 0 || !this.isCode(line))
      return found;
    for (let offset = start; offset < end;) {
      const instruction = decoder.decode(image.bytes, offset, image.addressOf(offset));
      if (instruction === undefined || offset + instruction.length > end) break;
      found.push(instruction);
      offset += instruction.length;
    }
    return found;
  }
}

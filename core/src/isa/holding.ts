import type { Range } from "../text/range";
import type { Decoder, Instruction } from "./decoder";

/** The longest instruction (x86) has 15 bytes, so its first is at most so many before any other. */
const furthestBack = 14;
/** Bytes with more of their line before them are data, whatever they decode to. */
const mostBefore = 256;

/** The instruction, of those found by their file offsets, that the byte at an offset belongs to. */
export function holding(
  found: { get(offset: number): Instruction | undefined },
  offset: number,
): Instruction | undefined {
  for (let start = offset; start >= Math.max(0, offset - furthestBack); start--) {
    const instruction = found.get(start);
    if (instruction !== undefined && offset < start + instruction.length) return instruction;
  }
  return undefined;
}

/**
 * The instruction that the byte at an offset belongs to, by the line that it stands in: sources are written an instruction a
 * line, so the first byte of a line begins one. An instruction that would run past its line is taken for data.
 *
 * @param line file offsets of the line's bytes
 */
export function decodedInLine(
  decoder: Decoder,
  bytes: Uint8Array,
  line: Range,
  offset: number,
  addressOf: (offset: number) => bigint,
): Instruction | undefined {
  if (offset - line.start > mostBefore) return undefined;
  for (let start = line.start; start <= offset;) {
    const instruction = decoder.decode(bytes, start, addressOf(start));
    if (instruction === undefined || start + instruction.length > line.end) return undefined;
    start += instruction.length;
    if (offset < start) return instruction;
  }
  return undefined;
}

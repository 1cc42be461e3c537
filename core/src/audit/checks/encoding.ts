import type { Decoder, Instruction, Mode } from "../../isa/decoder";
import type { Claim } from "../claim";
import type { Comparison } from "../compare";
import { encodeAarch64 } from "./aarch64Encoding";
import { encodeRiscv } from "./riscvEncoding";

/**
 * The second check, which goes the other way: the comment's instruction is encoded, and the bytes must be among what comes out. It
 * shares nothing with the decoder, so that a mistake in one of them is seen by the other. Of x86, whose comments leave the choice of
 * an encoding open, the decoded instruction is encoded again: bits that mean nothing are not there by an assembler's hand.
 */
export function checkEncoding(
  claim: Claim,
  instruction: Instruction,
  mode: Mode,
  decoder: Decoder,
  bytes: Uint8Array,
): Comparison {
  const { offset, length, address } = instruction;
  if (decoder.isPlain?.(bytes, offset, address) === false)
    return {
      verdict: "disagrees",
      reason: `“${instruction.text}” is encoded in a way that no assembler uses`,
    };
  const encoded =
    mode === "riscv32" || mode === "riscv64"
      ? encodeRiscv(claim, instruction)
      : mode === "aarch64"
        ? encodeAarch64(claim, instruction)
        : undefined;
  if (encoded === undefined) return { verdict: "agrees" };
  const own = bytes.subarray(offset, offset + length).reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (length === 4 && encoded.includes(own)) return { verdict: "agrees" };
  const shown = encoded.map((word) => bytesOf(word)).join(" or ");
  return { verdict: "disagrees", reason: `the comment's instruction is encoded as ${shown}` };
}

function bytesOf(word: number): string {
  return [0, 8, 16, 24]
    .map((shift) => ((word >>> shift) & 0xff).toString(16).toUpperCase().padStart(2, "0"))
    .join(" ");
}

import type { Decoder, Instruction, Mode } from "../../isa/decoder";
import { sameButForPrefixes } from "../../isa/x86Encoder";
import type { Claim, Wanted } from "../claim";
import type { Comparison, LabelPlaces } from "../compare";
import { encodeAarch64 } from "./aarch64Encoding";
import { encodeArm } from "./armEncoding";
import { operandsLike } from "./claimedOperands";
import { encodeKnight } from "./knightEncoding";
import { encodeRiscv } from "./riscvEncoding";

/** What the second check is given beside the claim: the bytes, what they were decoded to, and where labels are. */
export interface Decoded {
  readonly instruction: Instruction;
  readonly mode: Mode;
  readonly decoder: Decoder;
  readonly bytes: Uint8Array;
  readonly labels: LabelPlaces;
}

/**
 * The second check, which goes the other way: the comment's instruction is encoded, and the bytes must be among what comes out. Of the
 * decoded instruction it takes no operand; of x86, whose comments leave the choice of an encoding open, it takes just that choice.
 */
export function checkEncoding(claim: Claim, decoded: Decoded): Comparison {
  const { instruction, decoder, bytes, mode } = decoded;
  const { offset, length, address } = instruction;
  const own = bytes.subarray(offset, offset + length);
  const encoded = encodingsLike(claim, decoded);
  const same = mode.startsWith("x86") ? sameButForPrefixes : sameBytes;
  if (encoded?.some((each) => same(each, own)) === true) return { verdict: "agrees" };
  if (decoder.isPlain?.(bytes, offset, address) === false)
    return {
      verdict: "disagrees",
      reason: `“${instruction.text}” is encoded in a way that no assembler uses`,
    };
  if (encoded === undefined) return { verdict: "agrees" };
  const shown = [...new Set(encoded.map(shownBytes))].join(" or ");
  return { verdict: "disagrees", reason: `the comment's instruction is encoded as ${shown}` };
}

/** What the claim comes to in the encoding of the bytes; undefined where that cannot be told. */
function encodingsLike(claim: Claim, decoded: Decoded): readonly Uint8Array[] | undefined {
  const { instruction, mode, decoder, bytes, labels } = decoded;
  const { offset, length, address } = instruction;
  // Where a name stands for what the bytes have, there is nothing that it would be encoded as.
  if (labels.meet !== undefined && claim.operands.some(hasName)) return undefined;
  const place = { address, offset, labels };
  if (mode === "riscv32" || mode === "riscv64") return encodeRiscv(claim, place)?.map(littleEndian);
  if (mode === "aarch64") return encodeAarch64(claim, place)?.map(littleEndian);
  if (mode === "arm") return encodeArm(claim, place)?.map(littleEndian);
  if (mode === "knight") return someOf(encodeKnight(claim, place));
  if (decoder.encodedLike === undefined) return undefined;
  const meant = operandsLike(claim, instruction, { mode, labels, address, offset, length });
  const encoded = meant
    ?.map((operands) => decoder.encodedLike!(bytes, offset, address, operands))
    .filter((each) => each !== undefined);
  return encoded && someOf(encoded);
}

function hasName(wanted: Wanted): boolean {
  if (wanted.kind === "memory") return wanted.displacement !== undefined && hasName(wanted.displacement);
  if (wanted.kind === "far") return hasName(wanted.segment) || hasName(wanted.offset);
  return wanted.kind === "label" || wanted.kind === "upper" || wanted.kind === "lower";
}

function someOf<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

export function littleEndian(word: number): Uint8Array {
  return Uint8Array.of(word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function shownBytes(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

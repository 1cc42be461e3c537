import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Instruction } from "../../isa/decoder";
import { isInstructionPointer } from "../../isa/x86Encoder";
import { auditLine } from "../audit";
import { byteEdits } from "../byteEdits";
import { encodeAarch64 } from "../checks/aarch64Encoding";
import { encodeArm } from "../checks/armEncoding";
import { operandsOf } from "../checks/claimedOperands";
import { littleEndian } from "../checks/encoding";
import { encodeKnight } from "../checks/knightEncoding";
import { encodeRiscv } from "../checks/riscvEncoding";
import type { Claim, Wanted } from "../claim";
import { claimOf } from "../claimOf";
import type { LabelPlaces } from "../compare";
import { decodedMnemonics } from "../mnemonics";
import type { Disagreement } from "./context";

/** The bytes that a line's comment asks for, and the edits that write them. */
export interface OtherBytes {
  readonly bytes: Uint8Array;
  readonly edits: readonly TextEdit[];
  /** Whether nothing is another but where the instruction goes, or what it reaches. */
  readonly placeOnly: boolean;
}

/**
 * What the comment's instruction is encoded as, in as many bytes as the line has. Of several encodings it is the one that leaves most of
 * the bytes as they are. Undefined where there is no such one, where the comment's label has no place or more than one, and where the
 * bytes are not made of digits alone.
 */
export function correctedBytes(wrong: Disagreement): OtherBytes | undefined {
  const { listing, line, mode, decoder, instruction } = wrong;
  const { bytes } = line;
  const claim = claimOf(listing, line, mode);
  if (claim === undefined || "unclear" in claim) return undefined;
  const length = bytes.end - bytes.start;
  const found = encodingsOf(claim, wrong).filter((each) => each.length === length);
  const right = found.filter((each) => agreesWith(wrong, each));
  const [only, ...others] = nearest(right, listing.bytes.subarray(bytes.start, bytes.end));
  if (only === undefined || others.length > 0) return undefined;
  const edits = byteEdits(listing, bytes.start, only);
  if (edits === undefined) return undefined;
  const after = decoder.decode(only, 0, listing.addressOf(bytes.start));
  return { bytes: only, edits, placeOnly: instruction !== undefined && differsInPlace(instruction, after) };
}

function encodingsOf(claim: Claim, wrong: Disagreement): readonly Uint8Array[] {
  const claims = [claim, ...(claim.alternative ? [claim.alternative] : [])];
  const found = new Map<string, Uint8Array>();
  for (const bytes of claims.flatMap((each) => encodingsOfOne(each, wrong))) found.set(bytes.join(), bytes);
  return [...found.values()];
}

function encodingsOfOne(claim: Claim, { listing, line, mode, decoder }: Disagreement): readonly Uint8Array[] {
  const { start, end } = line.bytes;
  const address = listing.addressOf(start);
  const labels = onlyPlaces(listing);
  switch (mode) {
    case "riscv32":
    case "riscv64":
      return encodeRiscv(claim, { address, labels })?.map(littleEndian) ?? [];
    case "aarch64":
      return encodeAarch64(claim, { address, labels })?.map(littleEndian) ?? [];
    case "knight":
      return encodeKnight(claim, { address, labels });
    case "arm":
      return encodeArm(claim, { address, labels })?.map(littleEndian) ?? [];
    case "x86-16":
    case "x86-32":
    case "x86-64": {
      const place = { mode, labels, address, offset: start, length: end - start };
      const { prefixes } = claim;
      return decodedMnemonics(claim.mnemonic, mode).flatMap((mnemonic) =>
        [claim, ...fuller(claim, mnemonic)].flatMap((each) =>
          (operandsOf(each, place) ?? []).flatMap(
            (operands) => decoder.encodings?.({ mnemonic, prefixes, operands }, address) ?? [],
          ),
        ),
      );
    }
  }
}

/** A label at several places says of none of them that it is meant. */
function onlyPlaces(labels: LabelPlaces): LabelPlaces {
  return {
    addressesOf: (name) => {
      const places = labels.addressesOf(name);
      return places.length === 1 ? places : [];
    },
  };
}

const accumulators: Readonly<Record<string, string>> = { b: "al", w: "ax", d: "eax", q: "rax" };

/** A claim with the operands that comments leave out: the accumulator, or a shift by one. */
function fuller(claim: Claim, mnemonic: string): readonly Claim[] {
  const { operands } = claim;
  const register = (name: string): Wanted => ({ kind: "register", name });
  const string = /^(?:stos|lods|scas)([bwdq])$/.exec(mnemonic)?.[1];
  if (string !== undefined) return [{ ...claim, operands: [register(accumulators[string]!)] }];
  if (/^(?:ins|outs)[bwd]$/.test(mnemonic)) return [{ ...claim, operands: [register("dx")] }];
  if (/^(sh[lr]|sa[lr]|ro[lr]|rc[lr])$/.test(mnemonic) && operands.length === 1)
    return [{ ...claim, operands: [...operands, { kind: "number", values: [1n] }] }];
  if (!claim.loose || operands.length !== 1) return [];
  return Object.values(accumulators).map((name) => ({ ...claim, operands: [register(name), ...operands] }));
}

/** Whether the line would be in agreement with other bytes. */
function agreesWith({ listing, line, mode, decoder }: Disagreement, bytes: Uint8Array): boolean {
  const all = Uint8Array.from(listing.bytes);
  all.set(bytes, line.bytes.start);
  return auditLine({ ...listing, bytes: all }, line, mode, decoder).verdict === "agrees";
}

/** Those of which the fewest bytes are others. */
function nearest(all: readonly Uint8Array[], own: Uint8Array): readonly Uint8Array[] {
  const distance = (bytes: Uint8Array) => bytes.filter((byte, index) => byte !== own[index]).length;
  const least = Math.min(...all.map(distance));
  return all.filter((bytes) => distance(bytes) === least);
}

/** Whether two instructions are the same but for the place that they go to or reach. */
function differsInPlace(before: Instruction, after: Instruction | undefined): boolean {
  if (after === undefined || (before.target ?? before.data) === undefined) return false;
  const rest = ({ mnemonic, operands }: Instruction) =>
    JSON.stringify(
      [
        mnemonic,
        ...operands.map((each) => {
          if (each.kind === "address") return "place";
          return each.kind === "memory" && isInstructionPointer(each.base)
            ? { ...each, displacement: 0n }
            : each;
        }),
      ],
      (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
    );
  return rest(before) === rest(after);
}

import type { EncodableOperand, Instruction, MemoryOperand, Mode, Operand } from "../../isa/decoder";
import { isInstructionPointer } from "../../isa/x86Encoder";
import type { Claim, Wanted, WantedMemory } from "../claim";
import {
  addressBits,
  aligned,
  defaultSegment,
  explicitOperands,
  memoryBits,
  splitLike,
  type LabelPlaces,
} from "../compare";
import { lowerHalf } from "../registers";

type Operands = readonly EncodableOperand[];
/** Each of several things that a part of a comment may mean. */
type Meanings = readonly EncodableOperand[];

/** Where an instruction of x86 is: what numbers and labels in its comment are counted from. */
export interface ClaimedPlace {
  readonly mode: Mode;
  readonly labels: LabelPlaces;
  /** Virtual address and file offset of its first byte, and its length. */
  readonly address: bigint;
  readonly offset: number;
  readonly length: number;
}

/** More meanings than these are no comment that says something. */
const most = 64;

/**
 * The operands of x86 that a claim speaks of, in every reading, for an instruction of the form that the bytes have: what comments
 * leave open is taken from it, nothing else. Undefined where something is not said in a way that can be encoded.
 */
export function operandsLike(
  claim: Claim,
  instruction: Instruction,
  place: ClaimedPlace,
): readonly Operands[] | undefined {
  const own = explicitOperands(instruction.operands);
  const wanted = aligned(claim, own);
  if (wanted === undefined) return undefined;
  const straight = product(
    own.map((operand, index) =>
      wanted[index] === undefined ? [operand] : meaningsLike(wanted[index], operand, place),
    ),
  );
  const [a, b] = wanted;
  if (!/^(xchg|test)$/.test(claim.mnemonic) || a === undefined || b === undefined || own.length !== 2)
    return straight;
  // Which of both comes first is the same to the processor.
  const swapped = product([meaningsLike(b, own[0]!, place), meaningsLike(a, own[1]!, place)]);
  return straight === undefined || swapped === undefined ? straight : [...straight, ...swapped];
}

/** The operands of x86 that a claim speaks of, in every reading, whatever the bytes are. */
export function operandsOf(claim: Claim, place: ClaimedPlace): readonly Operands[] | undefined {
  return product(claim.operands.map((wanted) => freeMeanings(wanted, place)));
}

function meaningsLike(wanted: Wanted, own: Operand, place: ClaimedPlace): Meanings | undefined {
  switch (wanted.kind) {
    case "register":
      // A segment register takes the lower half of whatever register: which one is named does not matter. The first check has
      // told apart what is more than half a register, where that matters.
      return own.kind === "register" && lowerHalf(own.name) === lowerHalf(wanted.name)
        ? [own]
        : [{ kind: "register", name: wanted.name }];
    case "memory":
      return own.kind === "memory" ? memoryMeanings(wanted, own, place) : undefined;
    case "far":
      return farMeanings(wanted, place);
    case "number":
    case "label":
    case "distance":
      return valueMeanings(wanted, own, place);
    case "upper":
    case "lower":
    case "list":
    case "unclear":
      return undefined;
  }
}

type Value = Wanted & { kind: "number" | "label" | "distance" };

function valueMeanings(wanted: Value, own: Operand, place: ClaimedPlace): Meanings | undefined {
  const values = valuesOf(wanted, place);
  switch (own.kind) {
    case "immediate":
      return values.map((value) => ({ ...own, value }));
    case "address":
      return addressesOf(wanted, values, place).map((value) => ({ kind: "address", value }));
    case "far":
      return values.flatMap((value) =>
        [value, value - BigInt(own.segment * 16)].map((each) => ({ ...own, offset: Number(each) })),
      );
    case "memory":
      if (wanted.kind !== "label" || (own.base !== undefined && !isInstructionPointer(own.base)))
        return undefined;
      return values.map((value) =>
        isInstructionPointer(own.base)
          ? { ...own, to: value }
          : { ...own, displacement: inAddress(value, place) },
      );
    case "register":
    case "other":
      return undefined;
  }
}

/** Where a jump goes to; a number may be counted from its end, or from the start of the file. */
function addressesOf(
  wanted: Value,
  values: readonly bigint[],
  { address, offset, length }: ClaimedPlace,
): readonly bigint[] {
  if (wanted.kind !== "number") return values;
  return values.flatMap((value) => [
    value,
    value + address - BigInt(offset),
    value + address + BigInt(length),
  ]);
}

/** The numbers that something may stand for; of a label, its addresses. */
function valuesOf(wanted: Wanted, { labels, address }: ClaimedPlace): readonly bigint[] {
  if (wanted.kind === "number") return wanted.values;
  if (wanted.kind === "distance") return [address + wanted.bytes];
  if (wanted.kind !== "label") return [];
  const places = labels.addressesOf(wanted.name).map((each) => each + wanted.plus);
  return [...(wanted.values ?? []), ...places];
}

function memoryMeanings(said: WantedMemory, own: MemoryOperand, place: ClaimedPlace): Meanings {
  const wanted = splitLike(said, own);
  const crossed = own.scale === 1 && wanted.base === own.index && wanted.index === own.base;
  const { base, index } = crossed ? own : wanted;
  const segment = wanted.segment === undefined || wanted.segment === defaultSegment(own) ? own : wanted;
  const { displacement } = wanted;
  // A number beside rip or eip is the displacement itself.
  if (isInstructionPointer(base) && displacement?.kind === "number")
    return displacement.values.map((value) => ({
      ...own,
      to: place.address + BigInt(place.length) + value,
    }));
  return placed(
    {
      kind: "memory",
      scale: own.index === undefined ? own.scale : wanted.scale,
      displacement: 0n,
      ...(base !== undefined && { base }),
      ...(index !== undefined && { index }),
      ...(segment.segment !== undefined && { segment: segment.segment }),
    },
    wanted.displacement,
    place,
  );
}

/** Memory with each of the displacements that are meant. */
function placed(memory: MemoryOperand, displacement: Wanted | undefined, place: ClaimedPlace): Meanings {
  if (displacement === undefined) return [memory];
  const label = displacement.kind === "label";
  return valuesOf(displacement, place).map((value) => {
    if (isInstructionPointer(memory.base) && label) return { ...memory, to: value };
    const based = memory.base !== undefined || memory.index !== undefined;
    const bits = memoryBits(memory, place.mode);
    return { ...memory, displacement: based ? BigInt.asIntN(bits, value) : inAddress(value, place) };
  });
}

function inAddress(value: bigint, { mode }: ClaimedPlace): bigint {
  return BigInt.asUintN(addressBits(mode), value);
}

function farMeanings(
  { segment, offset }: Wanted & { kind: "far" },
  place: ClaimedPlace,
): Meanings | undefined {
  return product([numbers(segment, place), numbers(offset, place)])?.map(([first, second]) => ({
    kind: "far",
    segment: numberOf(first),
    offset: numberOf(second),
  }));
}

function numbers(wanted: Wanted, place: ClaimedPlace): Meanings {
  return valuesOf(wanted, place).map((value) => ({ kind: "immediate", value, bits: 64 }));
}

function numberOf(operand: EncodableOperand | undefined): number {
  return operand?.kind === "immediate" ? Number(operand.value) : Number.NaN;
}

/** A number may be an immediate or an address to go to, a name besides what lies there. */
function freeMeanings(wanted: Wanted, place: ClaimedPlace): Meanings | undefined {
  switch (wanted.kind) {
    case "register":
      return [{ kind: "register", name: wanted.name }];
    case "memory":
      return placed(
        {
          kind: "memory",
          scale: wanted.scale,
          displacement: 0n,
          ...(wanted.base !== undefined && { base: wanted.base }),
          ...(wanted.index !== undefined && { index: wanted.index }),
          ...(wanted.segment !== undefined && { segment: wanted.segment }),
          ...(wanted.size !== undefined && { size: wanted.size }),
        },
        wanted.displacement,
        place,
      );
    case "far":
      return farMeanings(wanted, place);
    case "number":
    case "label":
    case "distance": {
      const values = valuesOf(wanted, place);
      const immediates = values.map((value): EncodableOperand => ({ kind: "immediate", value, bits: 64 }));
      const addresses = addressesOf(wanted, values, place).map((value): EncodableOperand => ({
        kind: "address",
        value,
      }));
      const memory = wanted.kind !== "label" ? [] : values.flatMap((value) => atAddress(value, place));
      return [...immediates, ...addresses, ...memory];
    }
    case "upper":
    case "lower":
    case "list":
    case "unclear":
      return undefined;
  }
}

function atAddress(value: bigint, place: ClaimedPlace): Meanings {
  const absolute = { kind: "memory", scale: 1, displacement: inAddress(value, place) } as const;
  return place.mode === "x86-64"
    ? [absolute, { kind: "memory", base: "rip", scale: 1, displacement: 0n, to: value }]
    : [absolute];
}

/** Every choice of one meaning of each; undefined where one has none, or there are too many. */
function product(all: readonly (Meanings | undefined)[]): readonly Operands[] | undefined {
  let found: Operands[] = [[]];
  for (const meanings of all) {
    if (meanings === undefined || meanings.length === 0) return undefined;
    found = found.flatMap((operands) => meanings.map((meaning) => [...operands, meaning]));
    if (found.length > most) return undefined;
  }
  return found;
}

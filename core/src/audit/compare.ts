import type { Instruction, MemoryOperand, Mode, Operand } from "../isa/decoder";
import { canonical } from "../isa/canonical";
import type { Claim, Wanted, WantedMemory } from "./claim";
import { idleIndex, isInstructionPointer } from "../isa/x86Encoder";
import { memoryText, operandName, quoted, shownNumber, valueText } from "./compareText";
import { sameMnemonic } from "./mnemonics";
import { lowerHalf, sameRegister } from "./registers";

/** Where labels are. A name may stand at several places. */
export interface LabelPlaces {
  addressesOf(name: string): readonly bigint[];
  /** Every label that is at an address, where that is known. */
  namesAt?(address: bigint): readonly string[];
  /**
   * Where it is there, a name stands for whatever the bytes have in its place, and this is told of both: for those who
   * look for references, be they right or not.
   */
  readonly meet?: (name: WantedName, value: bigint) => void;
}

/** A name in a comment that stands for a place, or for a part of the distance to one. */
export type WantedName = Wanted & { kind: "label" | "upper" | "lower" };

/** AArch64: both sources are the same to it. */
const commutes = /^(add|and|orr|eor|mul)$/;

type Pair = readonly [Wanted, Operand];

type WantedValue = Wanted & { kind: "number" | "label" | "distance" | "upper" | "lower" };

/** What a comparison came to; `differs` and `unclear` say in words what it was. */
export type Comparison =
  | { readonly verdict: "agrees" }
  | { readonly verdict: "disagrees"; readonly reason: string }
  | { readonly verdict: "cannot tell"; readonly reason: string };

/** Bits of the immediates of RISC-V's I and S formats: M1 takes as many of a number, so `!0xFFF` is -1. */
const RISCV_IMMEDIATE = 12;

/** Bits of Knight's immediates, which are written with a sign or without. */
const KNIGHT_IMMEDIATE = 16;

const agrees: Comparison = { verdict: "agrees" };

/** Compares what a comment claims with what the bytes decode to. */
export function compare(claim: Claim, instruction: Instruction, mode: Mode, labels: LabelPlaces): Comparison {
  return new Comparer(instruction, mode, labels).compare(claim);
}

/**
 * For each operand of an instruction what the claim says of it, undefined where comments leave one out; undefined where there are
 * more of one than of the other.
 */
export function aligned(
  { operands, loose, mnemonic }: Claim,
  own: readonly Operand[],
): readonly (Wanted | undefined)[] | undefined {
  if (operands.length === own.length) return operands;
  if (operands.length + 1 !== own.length) return undefined;
  const [first, second] = own;
  const twice = first?.kind === "register" && second?.kind === "register" && first.name === second.name;
  // Shifts by one have an encoding without the one, which decoders show all the same.
  const byOne = own[1]?.kind === "immediate" && own[1].value === 1n;
  if (/^(sh[lr]|sa[lr]|ro[lr]|rc[lr])$/.test(mnemonic) && byOne && operands[0]?.kind !== "number")
    return [...operands, undefined];
  if (/^xlatb?$/.test(mnemonic)) return [undefined];
  // Digits in decimal are what they adjust.
  if (/^aa[dm]$/.test(mnemonic) && first?.kind === "immediate" && first.value === 10n) return [undefined];
  // The accumulator, or the other of two equal registers, is often left out.
  const accumulator = first?.kind === "register" && /^[er]?ax$|^al$/.test(first.name);
  if (loose && (accumulator || twice)) return [undefined, ...operands];
  // `insw` and its like have no port but dx.
  if (/^(ins|outs)[bwd]$/.test(mnemonic) && first?.kind === "register") return [undefined];
  // `imul eax, 10` is short for `imul eax, eax, 10`.
  if (mnemonic === "imul" && twice) return [operands[0], undefined, ...operands.slice(1)];
  return undefined;
}

/** Operands that somebody writes: those of string instructions are the mnemonic's own. */
export function explicitOperands(operands: readonly Operand[]): readonly Operand[] {
  return operands.filter((operand) => operand.kind !== "memory" || operand.implicit !== true);
}

class Comparer {
  readonly #operands: readonly Operand[];
  readonly #mnemonic: string;
  readonly #takesLow: boolean;

  constructor(
    readonly instruction: Instruction,
    readonly mode: Mode,
    readonly labels: LabelPlaces,
  ) {
    const { mnemonic, operands } = canonical(instruction, mode);
    this.#mnemonic = mnemonic;
    const explicit = explicitOperands(operands);
    this.#takesLow = mode.startsWith("x86") && takesLow(mnemonic, explicit);
    this.#operands = this.#takesLow ? explicit.map(lowHalf) : explicit;
  }

  compare(claim: Claim): Comparison {
    const { instruction, mode } = this;
    if (mode.startsWith("x86") && this.#isOtherName(claim)) return agrees;
    const same = sameMnemonic(claim.mnemonic, this.#mnemonic, mode);
    if (!same && this.#mayBeProse(claim))
      return {
        verdict: "cannot tell",
        reason: `${quoted(instruction.mnemonic)} may be what is told in words`,
      };
    // Intel reserves them, and processors do nothing on them.
    if (!same && /^(?:reservednop|prefetch)/.test(instruction.mnemonic) && claim.mnemonic === "nop")
      return { verdict: "cannot tell", reason: "the bytes are a nop that manuals keep for something else" };
    if (!same)
      return disagrees(`the bytes are ${quoted(instruction.mnemonic)}, not ${quoted(claim.mnemonic)}`);
    if (claim.prefixes.join() !== instruction.prefixes.join())
      return disagrees(
        instruction.prefixes.length > 0
          ? `the bytes have the prefix ${quoted(instruction.prefixes.join(" "))}`
          : `the bytes have no prefix ${quoted(claim.prefixes.join(" "))}`,
      );
    const bases = instruction.operands.flatMap((each) => (each.kind === "memory" ? (each.base ?? []) : []));
    const elsewhere = claim.implied?.find((name) => !bases.includes(name));
    if (elsewhere !== undefined)
      return disagrees(`the address is in ${bases.join(" and ")}, not ${elsewhere}`);
    const bits = displacementBits(instruction);
    if (claim.displacementBits !== undefined && bits !== undefined && claim.displacementBits !== bits)
      return disagrees(`the displacement has ${bits} bits, not ${claim.displacementBits}`);
    const pairs = this.#pairs(claim);
    if (pairs === undefined) return this.#otherCount(claim);
    return this.#best(claim.mnemonic, pairs);
  }

  /** `call kernel` of what goes nowhere: no label is called so. */
  #mayBeProse({ mnemonic, operands, loose }: Claim): boolean {
    const [only, ...others] = operands;
    return (
      loose &&
      this.mode.startsWith("x86") &&
      /^(?:call|loop|jmp)$/.test(mnemonic) &&
      this.instruction.flow !== "jump" &&
      this.instruction.target === undefined &&
      others.length === 0 &&
      only?.kind === "label" &&
      this.labels.meet === undefined &&
      this.labels.addressesOf(only.name).length === 0
    );
  }

  /** `int 3` of one byte, and the exchange of the accumulator with itself, which decoders call by names of their own. */
  #isOtherName({ mnemonic, operands, prefixes }: Claim): boolean {
    const { instruction, mode } = this;
    if (prefixes.length > 0 || instruction.prefixes.length > 0) return false;
    const [first, second] = operands;
    if (instruction.mnemonic === "int3" && mnemonic === "int")
      return operands.length === 1 && first?.kind === "number" && first.values.includes(3n);
    if (instruction.mnemonic !== "nop" || mnemonic !== "xchg" || instruction.operands.length > 0)
      return false;
    const wide = (instruction.length === 2) !== (mode === "x86-16") ? "ax" : "eax";
    return [first, second].every((each) => each?.kind === "register" && each.name === wide);
  }

  /** Sets the operands of the claim beside those of the instruction; undefined where there are more of one. */
  #pairs(claim: Claim): readonly Pair[] | undefined {
    return aligned(claim, this.#operands)?.flatMap((wanted, index) =>
      wanted === undefined ? [] : [[wanted, this.#operands[index]!] as const],
    );
  }

  #otherCount({ operands }: Claim): Comparison {
    const unclear = operands.find((wanted) => wanted.kind === "unclear");
    if (unclear) return { verdict: "cannot tell", reason: `“${unclear.text}” is not understood` };
    const count = (number: number) =>
      number === 1 ? "one operand" : `${number === 0 ? "no" : number} operands`;
    return disagrees(
      `the bytes are ${quoted(this.instruction.text)} with ${count(this.#operands.length)}, not ${operands.length}`,
    );
  }

  /** The operands of some instructions may stand in either order. */
  #best(mnemonic: string, pairs: readonly (readonly [Wanted, Operand])[]): Comparison {
    const straight = this.#all(pairs);
    if (
      pairs.length === 3 &&
      this.mode === "aarch64" &&
      straight.verdict === "disagrees" &&
      commutes.test(mnemonic)
    ) {
      const [to, [a, x], [b, y]] = pairs as readonly [Pair, Pair, Pair];
      if (b.kind === "register" && b.shift === undefined) {
        const swapped = this.#all([to, [a, y], [b, x]]);
        return swapped.verdict === "agrees" ? swapped : straight;
      }
    }
    if (straight.verdict !== "disagrees" || pairs.length !== 2 || !/^(xchg|test)$/.test(mnemonic))
      return straight;
    const [[a, x], [b, y]] = pairs as readonly [readonly [Wanted, Operand], readonly [Wanted, Operand]];
    const swapped = this.#all([
      [a, y],
      [b, x],
    ]);
    return swapped.verdict === "agrees" ? swapped : straight;
  }

  #all(pairs: readonly (readonly [Wanted, Operand])[]): Comparison {
    let result: Comparison = agrees;
    const width = widthOf(
      pairs.map(([, operand]) => operand),
      this.mode,
      this.#mnemonic,
    );
    for (const [wanted, operand] of pairs) {
      const one = this.#operand(wanted, operand, width);
      if (one.verdict === "disagrees") return one;
      if (one.verdict === "cannot tell") result = one;
    }
    return result;
  }

  #operand(wanted: Wanted, operand: Operand, width: number): Comparison {
    if (wanted.kind === "unclear")
      return { verdict: "cannot tell", reason: `“${wanted.text}” is not understood` };
    if (wanted.kind === "register") return this.#register(wanted, operand);
    if (wanted.kind === "memory")
      return operand.kind === "memory" ? this.#memory(wanted, operand) : this.#other(operand, "memory");
    if (wanted.kind === "list") return this.#list(wanted, operand);
    if (wanted.kind === "far") {
      if (operand.kind !== "far") return this.#other(operand, "a far address");
      return worst(
        this.#value(wanted.segment, BigInt(operand.segment), 16),
        this.#value(wanted.offset, BigInt(operand.offset), 32),
      );
    }
    return this.#number(wanted, operand, width);
  }

  #list({ registers }: Wanted & { kind: "list" }, operand: Operand): Comparison {
    const shown = `{${registers.join(", ")}}`;
    if (operand.kind !== "other") return this.#other(operand, shown);
    const own = operand.text.replace(/[{} ]/g, "").split(",");
    const same =
      own.length === registers.length &&
      registers.every((name) => own.some((each) => sameRegister(name, each, this.mode)));
    return same ? agrees : disagrees(`the registers are ${operand.text}, not ${shown}`);
  }

  /** A number or a name, which may stand for a number, a place, or what lies there. */
  #number(wanted: WantedValue, operand: Operand, width: number): Comparison {
    if (operand.kind === "immediate" && wanted.kind === "number" && wanted.bare)
      return this.#target(wanted, operand.value);
    if (operand.kind === "immediate") return this.#value(wanted, shifted(operand), width);
    if (operand.kind === "address") return this.#target(wanted, operand.value);
    if (operand.kind === "far") return this.#far(wanted, operand);
    if (operand.kind === "memory" && wanted.kind === "label") {
      const relative = isInstructionPointer(operand.base);
      if (operand.base !== undefined && !relative) return this.#other(operand, wanted.name);
      const place = relative ? (this.instruction.data ?? 0n) : operand.displacement;
      return this.#value(wanted, place, addressBits(this.mode));
    }
    return this.#other(operand, valueText(wanted));
  }

  /**
   * A far address where the comment names its place alone: in real mode segment and offset come to it together; a segment of
   * protected mode is one of the first of its table.
   */
  #far(wanted: Wanted, { segment, offset }: Operand & { kind: "far" }): Comparison {
    const place = this.#value(wanted, BigInt(offset), 32);
    if (segment === 0 || (segment % 8 === 0 && segment <= 0x40) || place.verdict === "cannot tell")
      return place;
    return this.#value(wanted, BigInt(segment * 16 + offset), 32);
  }

  /**
   * Where a jump goes. A number may be the displacement, too, and comments that a disassembler wrote count from the start of the file;
   * where it has no prefix and is none of these, there may be more that it counts from.
   */
  #target(wanted: WantedValue, value: bigint): Comparison {
    if (wanted.kind === "label" && wanted.hexadecimal !== undefined && this.#isNowhere(wanted.name))
      return this.#target({ kind: "number", values: [wanted.hexadecimal], bare: true }, value);
    const bits = addressBits(this.mode);
    const compared = this.#value(wanted, value, bits);
    if (compared.verdict !== "disagrees" || wanted.kind !== "number") return compared;
    const { address, offset, length } = this.instruction;
    const others = [value - (address - BigInt(offset)), value - (address + BigInt(length))];
    if (wanted.bare) others.push(value - address);
    if (others.some((each) => this.#value(wanted, each, bits).verdict === "agrees")) return agrees;
    const shown = wanted.values[0]!.toString();
    return wanted.bare
      ? { verdict: "cannot tell", reason: `nothing tells what ${shown} counts from` }
      : compared;
  }

  #isNowhere(name: string): boolean {
    return this.labels.meet === undefined && this.labels.addressesOf(name).length === 0;
  }

  #register(wanted: Wanted & { kind: "register" }, operand: Operand): Comparison {
    if (operand.kind !== "register") return this.#other(operand, wanted.name);
    const name = this.#takesLow ? lowerHalf(wanted.name) : wanted.name;
    if (!sameRegister(name, operand.name, this.mode))
      return disagrees(`the register is ${operand.name}, not ${wanted.name}`);
    const own = operand.shift === undefined ? "" : `${operand.shift.kind} #${operand.shift.amount}`;
    const other = wanted.shift === undefined ? "" : `${wanted.shift.kind} #${wanted.shift.amount}`;
    return own === other ? agrees : disagrees(`${operand.name} is shifted by “${own}”, not by “${other}”`);
  }

  #memory(said: WantedMemory, operand: MemoryOperand): Comparison {
    const { mode } = this;
    // What objdump writes for a SIB that has no index: all of it but its scale is left to the encoding.
    const idle = idleIndex.test(said.index ?? "");
    if (idle && (operand.index !== undefined || said.scale !== operand.scale))
      return this.#other(operand, memoryText(said));
    const wanted = idle ? withoutIndex(said) : splitLike(said, operand);
    const bases: [string | undefined, string | undefined][] = [
      [wanted.base, operand.base],
      [wanted.index, operand.index],
    ];
    // Without a scale, base and index are the same to the processor.
    const crossed =
      operand.scale === 1 &&
      wanted.scale === 1 &&
      !pairsAgree(bases, mode) &&
      pairsAgree(
        [
          [wanted.base, operand.index],
          [wanted.index, operand.base],
        ],
        mode,
      );
    if (!crossed && !pairsAgree(bases, mode)) return this.#other(operand, memoryText(wanted));
    if (wanted.scale !== operand.scale && operand.index !== undefined)
      return this.#other(operand, memoryText(wanted));
    if (wanted.update !== operand.update)
      return disagrees(`the bytes are ${quoted(this.instruction.text)}: another way of addressing`);
    if (wanted.size !== undefined && operand.size !== undefined && wanted.size !== operand.size)
      return disagrees(`the memory operand has ${operand.size} bytes, not ${wanted.size}`);
    if (wanted.segment !== undefined && wanted.segment !== (operand.segment ?? defaultSegment(operand)))
      return disagrees(`the segment is ${operand.segment ?? defaultSegment(operand)}, not ${wanted.segment}`);
    if (
      wanted.segment === undefined &&
      operand.segment !== undefined &&
      operand.segment !== defaultSegment(operand)
    )
      return disagrees(`the bytes have the segment ${operand.segment}`);
    if (wanted.displacement === undefined)
      return operand.displacement === 0n
        ? agrees
        : disagrees(`the displacement is ${shownNumber(operand.displacement)}, not 0`);
    if (isInstructionPointer(operand.base) && wanted.displacement.kind === "label")
      return this.#value(wanted.displacement, this.instruction.data ?? 0n, 64);
    const bits = mode.startsWith("riscv") ? RISCV_IMMEDIATE : memoryBits(operand, mode);
    return this.#value(wanted.displacement, operand.displacement, bits);
  }

  /** Whether a number is what was wanted, in so many bits. */
  #value(wanted: Wanted, value: bigint, bits: number): Comparison {
    const same = (other: bigint) => BigInt.asUintN(bits, other) === BigInt.asUintN(bits, value);
    if (wanted.kind === "number")
      return wanted.values.some(same)
        ? agrees
        : disagrees(`the number is ${shownNumber(value)}, not ${shownNumber(wanted.values[0]!)}`);
    if (wanted.kind === "distance") {
      const { address } = this.instruction;
      return same(address + wanted.bytes)
        ? agrees
        : disagrees(`it goes ${shownNumber(value - address)} bytes, not ${shownNumber(wanted.bytes)}`);
    }
    if (wanted.kind === "label" || wanted.kind === "upper" || wanted.kind === "lower")
      return this.#label(wanted, value, same);
    return wanted.kind === "unclear"
      ? { verdict: "cannot tell", reason: `“${wanted.text}” is not understood` }
      : { verdict: "cannot tell", reason: "a number stands where something else is expected" };
  }

  /** A name that no label has: where a jump goes to one that is spelled nearly so, the comment has it wrong. */
  #nowhere(name: string, value: bigint): Comparison {
    const reason = `no label is called ${name}`;
    const jumps = this.instruction.target === value;
    // `loop` for `divide_loop` is a word for it, not a slip.
    const actual =
      jumps && (this.labels.namesAt?.(value) ?? []).find((each) => letters(each) === letters(name));
    return actual === undefined || actual === false
      ? { verdict: "cannot tell", reason }
      : disagrees(`it goes to ${actual}; ${reason}`);
  }

  #label(wanted: WantedName, value: bigint, same: (other: bigint) => boolean): Comparison {
    const places = this.labels.addressesOf(wanted.name);
    if (wanted.kind === "label" && wanted.values !== undefined) {
      if (wanted.values.some(same)) return agrees;
      if (places.length === 0) return this.#value({ kind: "number", values: wanted.values }, value, 64);
    }
    if (this.labels.meet !== undefined) {
      this.labels.meet(wanted, value);
      return agrees;
    }
    if (places.length === 0) return this.#nowhere(wanted.name, value);
    const { address } = this.instruction;
    const comesTo = (place: bigint): bigint => {
      if (wanted.kind === "label") return place + wanted.plus;
      // The lower part belongs to the auipc right before it.
      if (wanted.kind === "upper") return BigInt.asUintN(20, (place - address + 0x800n) >> 12n);
      return BigInt.asIntN(12, place - (address - 4n));
    };
    if (places.some((place) => same(comesTo(place)))) return agrees;
    const shown =
      wanted.kind === "label"
        ? `${shownNumber(value)}, ${wanted.name} is at`
        : `${shownNumber(value)}, for ${wanted.name} it would be`;
    return disagrees(`the bytes say ${shown} ${shownNumber(comesTo(places[0]!))}`);
  }

  #other(operand: Operand, wanted: string): Comparison {
    return disagrees(
      `the bytes are ${quoted(this.instruction.text)}: ${operandName(operand)} where the comment says ${wanted}`,
    );
  }
}

function withoutIndex({ segment, base, displacement, size }: WantedMemory): WantedMemory {
  return {
    kind: "memory",
    scale: 1,
    ...(segment !== undefined && { segment }),
    ...(base !== undefined && { base }),
    ...(displacement !== undefined && { displacement }),
    ...(size !== undefined && { size }),
  };
}

/**
 * Whether an instruction takes the lower 16 bits of whatever register, so that the processor's width shows nowhere in the bytes: those
 * with a segment register, and those with a selector or the machine status word.
 */
function takesLow(mnemonic: string, operands: readonly Operand[]): boolean {
  return (
    /^(?:arpl|ver[rw]|lldt|ltr|lmsw)$/.test(mnemonic) ||
    operands.some((operand) => operand.kind === "register" && /^[c-gs]s$/.test(operand.name))
  );
}

function lowHalf(operand: Operand): Operand {
  return operand.kind === "register" ? { ...operand, name: lowerHalf(operand.name) } : operand;
}

function disagrees(reason: string): Comparison {
  return { verdict: "disagrees", reason };
}

function worst(a: Comparison, b: Comparison): Comparison {
  if (a.verdict === "disagrees" || b.verdict === "agrees") return a;
  return b;
}

/** The number that a processor makes of an immediate and its shift. */
function shifted({ value, shift }: Operand & { kind: "immediate" }): bigint {
  return shift?.kind === "lsl" && typeof shift.amount === "number" ? value << BigInt(shift.amount) : value;
}

/** `[eax*2]` as `[eax+eax]`, where the bytes have that: NASM makes it so, since it is shorter. */
export function splitLike(wanted: WantedMemory, own: MemoryOperand): WantedMemory {
  const { base, index, scale } = wanted;
  const splits =
    base === undefined && index !== undefined && own.base === index && [1, 2, 3, 5, 9].includes(scale);
  if (!splits) return wanted;
  const { segment, displacement, size } = wanted;
  if (scale === 1)
    return {
      kind: "memory",
      base: index,
      scale,
      ...(segment !== undefined && { segment }),
      ...(displacement !== undefined && { displacement }),
      ...(size !== undefined && { size }),
    };
  return own.index === index ? { ...wanted, base: index, scale: scale - 1 } : wanted;
}

function pairsAgree(
  pairs: readonly (readonly [string | undefined, string | undefined])[],
  mode: Mode,
): boolean {
  return pairs.every(([a, b]) => (a === undefined || b === undefined ? a === b : sameRegister(a, b, mode)));
}

/** How many bits a number beside these operands has: as many as a register or the memory among them. */
function widthOf(operands: readonly Operand[], mode: Mode, mnemonic: string): number {
  if (mode === "riscv32" || mode === "riscv64") return /^(lui|auipc)$/.test(mnemonic) ? 20 : RISCV_IMMEDIATE;
  const widths = operands.flatMap((operand) =>
    operand.kind === "immediate"
      ? [operand.bits]
      : operand.kind === "memory" && operand.size !== undefined
        ? [operand.size * 8]
        : [],
  );
  if (mode === "knight") return KNIGHT_IMMEDIATE;
  return mode.startsWith("x86") ? Math.max(8, ...widths) : mode === "arm" ? 32 : 64;
}

/** A name without what people leave out of one, or put into it. */
function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

export function addressBits(mode: Mode): number {
  if (mode === "x86-16") return 16;
  return mode === "x86-64" || mode === "aarch64" || mode === "riscv64" ? 64 : 32;
}

/** Width of the address of a memory operand: that of its registers, where x86 has some. */
export function memoryBits({ base, index }: MemoryOperand, mode: Mode): number {
  const register = base ?? index;
  if (register === undefined || !mode.startsWith("x86")) return addressBits(mode);
  return register.startsWith("r") ? (register.endsWith("d") ? 32 : 64) : register.startsWith("e") ? 32 : 16;
}

export function defaultSegment({ base }: MemoryOperand): string {
  return base !== undefined && /^[er]?[bs]p$/.test(base) ? "ss" : "ds";
}

function displacementBits({ parts, target }: Instruction): number | undefined {
  if (target === undefined) return undefined;
  const part = parts.find(({ kind }) => kind === "displacement");
  return part && part.size * 8;
}

import type { Instruction, Mode, Operand, Shift } from "../../isa/decoder";
import type { Listing } from "../listing";

/** What the comment of an instruction is to name: its registers, numbers, and the labels of the places that it speaks of. */
export interface Vocabulary {
  readonly instruction: Instruction;
  readonly mode: Mode;
  readonly registers: readonly string[];
  readonly numbers: readonly bigint[];
  readonly labels: readonly string[];
  /** How wide the memory is that it works on: `dword`. */
  readonly sizes: readonly string[];
}

const sizeWords: Readonly<Record<number, string>> = { 1: "byte", 2: "word", 4: "dword", 8: "qword" };

/** The words that a comment on an instruction can be made of. */
export function vocabularyOf(instruction: Instruction, mode: Mode, listing: Listing): Vocabulary {
  const { operands, target, data, address, length } = instruction;
  const place = target ?? data;
  const numbers = operands.flatMap(numbersOf);
  if (place !== undefined) numbers.push(place, place - address - BigInt(length), place - address);
  const labels = [...numbers, ...operands.flatMap(placesOf)].flatMap((value) =>
    value > 0n ? listing.namesAt(value) : [],
  );
  const sizes = operands.flatMap((operand) =>
    operand.kind === "memory" && operand.size !== undefined ? (sizeWords[operand.size] ?? []) : [],
  );
  return {
    instruction,
    mode,
    sizes,
    registers: [...new Set(operands.flatMap(registersOf))],
    numbers: [...new Set(numbers)],
    labels: [...new Set([...(place === undefined ? [] : listing.namesAt(place)), ...labels])],
  };
}

function registersOf(operand: Operand): readonly string[] {
  if (operand.kind === "register") return [operand.name];
  if (operand.kind !== "memory") return [];
  return [operand.base, operand.index].filter((name) => name !== undefined);
}

function numbersOf(operand: Operand): readonly bigint[] {
  switch (operand.kind) {
    case "immediate":
      return [operand.value, BigInt.asUintN(operand.bits, operand.value), ...amountOf(operand.shift)];
    case "memory":
      return [operand.displacement];
    case "far":
      return [BigInt(operand.segment), BigInt(operand.offset)];
    case "register":
      return amountOf(operand.shift);
    case "address":
    case "other":
      return [];
  }
}

function amountOf(shift: Shift | undefined): readonly bigint[] {
  return typeof shift?.amount === "number" ? [BigInt(shift.amount)] : [];
}

/** In real mode segment and offset are one place together. */
function placesOf(operand: Operand): readonly bigint[] {
  return operand.kind === "far" ? [BigInt(operand.segment * 16 + operand.offset)] : [];
}

/** A number as another one is written: in its base, with its marks, and in as many digits. Undefined where it cannot be. */
export function numberLike(written: string, value: bigint): string | undefined {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  const digits = written.replace(/^[-+]/, "");
  const hex = (count: number, sample: string) => {
    const text = size.toString(16).padStart(sign === "" ? count : 0, "0");
    return /[a-f]/.test(sample) && !/[A-F]/.test(sample) ? text : text.toUpperCase();
  };
  if (/^0x/i.test(digits) && sign !== "" && size < 10n) return `${sign}${size}`;
  if (/^0x/i.test(digits)) return `${sign}${digits.slice(0, 2)}${hex(digits.length - 2, digits.slice(2))}`;
  if (/^[0-9a-f]+h$/i.test(digits)) return `${sign}${hex(digits.length - 1, digits)}h`;
  if (/^'.'$|^'\\.'$/.test(digits))
    return size > 0x20n && size < 0x7fn && size !== 0x27n && size !== 0x5cn && sign === ""
      ? `'${String.fromCharCode(Number(size))}'`
      : undefined;
  if (/^0[0-7]+$/.test(digits)) return `${sign}${size.toString(8).padStart(digits.length, "0")}`;
  if (/^\d+$/.test(digits)) return `${sign}${size}`;
  return /^[0-9a-f]+$/i.test(digits) ? `${sign}${hex(digits.length, digits)}` : undefined;
}

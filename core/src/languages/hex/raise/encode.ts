import { traitsOf } from "../../../assemble/architectures";
import { displacementTo, wordOf } from "../../../assemble/hex2Resolve";
import { sizeOfSigil } from "../../../assemble/linker";
import type { Machine } from "./target";

/** A reference as hex2 writes it, its labels by their file offsets. */
export interface Reference {
  /** Character code. */
  readonly sigil: number;
  readonly aligned: boolean;
  readonly target: number;
  /** What stands behind `>`. */
  readonly base: number | undefined;
}

/** A reference at a place: the bytes that it covers, and what they were without it, where it is merged into them. */
export interface Fitting {
  readonly size: number;
  /** Of RISC-V's merged references, the four bytes without what the reference adds; undefined for all others. */
  readonly rest: Uint8Array | undefined;
}

/** The bits that a merged reference of RISC-V may fill, by its sigil: I, B, J and U format. */
const fields: Readonly<Record<string, number>> = {
  "!": 0xfff00000,
  "@": 0xfe000f80,
  $: 0xfffff000,
  "~": 0xfffff000,
};

/**
 * Whether the bytes at a file offset are just what hex2 makes of a reference there, and the tool would not refuse it.
 * Undefined where they are not.
 */
export function fits(
  bytes: Uint8Array,
  at: number,
  reference: Reference,
  machine: Machine,
): Fitting | undefined {
  const { words } = traitsOf(machine.architecture);
  const character = String.fromCharCode(reference.sigil);
  const field = words ? fields[character] : undefined;
  if (field !== undefined)
    return reference.base === undefined ? merged(bytes, at, reference, field) : undefined;
  const size = sizeOfSigil[reference.sigil]!;
  const value = valueOf(at + size, reference, machine);
  const absolute = character === "&" || character === "$";
  if (value === undefined || at + size > bytes.length || !isInRange(value, size, absolute)) return undefined;
  for (let index = 0; index < size; index++) {
    const place = machine.bigEndian ? size - 1 - index : index;
    if (bytes[at + index] !== ((value >> (8 * place)) & 0xff)) return undefined;
  }
  return { size, rest: undefined };
}

function valueOf(
  behind: number,
  { sigil, aligned, target, base }: Reference,
  { architecture, baseAddress }: Machine,
): number | undefined {
  const absolute = sigil === 0x26 || sigil === 0x24;
  // `>` beside an absolute reference is ignored: nobody means that.
  if (absolute)
    return baseAddress === undefined || base !== undefined ? undefined : (baseAddress + target) | 0;
  if (base !== undefined) return target - base;
  const rule = traitsOf(architecture).displacement;
  const arm = rule === "armv7l" || rule === "aarch64";
  const first = baseAddress ?? 0;
  if (rule === "plain" ? aligned : aligned && arm && ((first + target) & 3) !== 0) return undefined;
  return displacementTo(rule, (first + target) | 0, (first + behind) | 0, aligned);
}

/** hex2_linker.c, range_check. */
function isInRange(value: number, size: number, absolute: boolean): boolean {
  if (size === 4) return true;
  const span = 2 ** (8 * size);
  return absolute ? value >= 0 && value < span : value >= -span / 2 && value < span / 2;
}

function merged(bytes: Uint8Array, at: number, reference: Reference, field: number): Fitting | undefined {
  if (at + 4 > bytes.length || reference.aligned) return undefined;
  const value = reference.target - at;
  const limit = reference.sigil === 0x40 ? 0x1000 : reference.sigil === 0x24 ? 0x100000 : Infinity;
  if (value < -limit || value >= limit || (limit !== Infinity && (value & 1) !== 0)) return undefined;
  const word = wordOf(reference.sigil, value);
  const there = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  if ((there & field) !== word) return undefined;
  const rest = new Uint8Array(4);
  for (let index = 0; index < 4; index++) rest[index] = ((there ^ word) >>> (8 * index)) & 0xff;
  return { size: 4, rest };
}

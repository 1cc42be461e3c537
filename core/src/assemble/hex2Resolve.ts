import type { DiagnosticCode } from "../diagnostics/codes";
import type { Traits } from "./architectures";
import { quoted } from "./findings";
import { nowhere, reference, sigil, sizeOfSigil, type Linker } from "./linker";

/** Fills in every reference, once all labels are known. */
export function resolveReferences(linker: Linker): void {
  const { references, symbols } = linker;
  for (let at = 0; at < references.length; at += reference.stride) {
    const { values } = references;
    const symbol = values[at + reference.symbol]!;
    const base = values[at + reference.base]!;
    if (!symbols.isDefined(symbol)) {
      undefinedLabel(linker, at, symbol);
      continue;
    }
    if (base >= 0 && !symbols.isDefined(base)) {
      undefinedLabel(linker, at, base);
      continue;
    }
    const character = values[at + reference.sigil]!;
    const words = linker.traits.words && character !== sigil.percent && character !== sigil.and;
    if (words) merge(linker, at, character, symbols.targetOf(symbol));
    else fill(linker, at, character, symbols.targetOf(symbol), base < 0 ? undefined : symbols.targetOf(base));
  }
  addUpperDigits(linker);
}

/** What is merged into a byte as the hex2-0 of RISC-V does it (hex2_riscv64.hex1, DoByte). */
function addUpperDigits({ bytes, masks, length }: Linker): void {
  if (masks === undefined) return;
  for (let at = 0; at < length; at++) {
    const mask = masks[at]!;
    if (mask !== 0) bytes[at] = (bytes[at]! & 0xf0) + ((bytes[at]! & 0xf) ^ mask);
  }
}

function undefinedLabel(linker: Linker, at: number, symbol: number): void {
  const { symbols } = linker;
  if (linker.options.incomplete === true) return;
  const start = symbols.startOf(symbol);
  const name = quoted(symbols.text, start, start + symbols.lengthOf(symbol));
  report(linker, at, "hex2/undefined-label", `No label ${name}.`);
}

function report(
  linker: Linker,
  at: number,
  code: DiagnosticCode,
  message: string,
  severity?: "warning",
): void {
  const { values } = linker.references;
  const start = values[at + reference.start]!;
  let end = values[at + reference.end]!;
  if (end <= start) {
    const { text } = linker.symbols;
    end = start;
    while (end < text.length && text[end]! > 0x20) end++;
  }
  linker.findings.add(code, start, end, message, undefined, severity);
}

/** What the stage tools cut they do not refuse. */
function cut(linker: Linker): "warning" | undefined {
  return linker.traits.stage === undefined ? undefined : "warning";
}

/** A reference with bytes of its own (hex2_linker.c, storePointer; hex2_word.c, WordStorePointer). */
function fill(linker: Linker, at: number, character: number, target: number, base: number | undefined): void {
  const { values } = linker.references;
  const offset = values[at + reference.at]!;
  const size = sizeOfSigil[character]!;
  const address = (linker.options.baseAddress + offset + size) | 0;
  const absolute = character === sigil.and || character === sigil.dollar;
  const aligned = values[at + reference.extra] === 1;
  const { stage } = linker.traits;
  let value = target;
  if (base !== undefined && (!absolute || stage?.absoluteBases === true)) value = (target - base) | 0;
  else if (!absolute) value = displacement(linker, at, target, address, size, aligned);
  // hex2 works a displacement out before it looks at the sigil, and refuses it for an address, too.
  else if (aligned && linker.traits.displacement === "armv7l") checkAligned(linker, at, target);
  if (aligned && !absolute && stage?.fromReference === true) value >>= 2;
  if (size < 4) checkRange(linker, at, value, size, absolute);
  const { bytes } = linker;
  if (linker.options.bigEndian) {
    for (let index = 0; index < size; index++) bytes[offset + index] = value >> (8 * (size - 1 - index));
  } else {
    for (let index = 0; index < size; index++) bytes[offset + index] = value >> (8 * index);
  }
}

function displacement(
  linker: Linker,
  at: number,
  target: number,
  address: number,
  size: number,
  aligned: boolean,
): number {
  const { displacement: rule, stage } = linker.traits;
  if (aligned) checkAligned(linker, at, target);
  if (stage?.fromReference === true) return (target - (address - size)) | 0;
  return displacementTo(rule, target, address, aligned);
}

/**
 * What a relative reference to a target holds, as a 32-bit integer: Architectural_displacement of hex2_linker.c.
 * `address` is the one behind the reference, `aligned` whether `^` stands in front of it.
 */
export function displacementTo(
  rule: Traits["displacement"],
  target: number,
  address: number,
  aligned: boolean,
): number {
  switch (rule) {
    case "plain":
      return (target - address) | 0;
    case "armv7l":
      if (!aligned) return (target - address - 8 + (address & 3)) | 0;
      return (((target - address + (address & 3)) | 0) >> 2) - 2;
    case "aarch64":
      if (!aligned) return (target - address - 8 + (address & 3)) | 0;
      return ((target - (address & ~3)) | 0) >> 2;
    case "ppc64le":
      return (target - (address & ~3)) | 0 | (aligned ? 1 : 0);
  }
}

/** Behind a `^` a target is to be a multiple of four, where instructions are counted instead of bytes. */
function checkAligned(linker: Linker, at: number, target: number): void {
  const { displacement: rule } = linker.traits;
  if ((target & 3) === 0 || (rule !== "armv7l" && rule !== "aarch64")) return;
  if (linker.options.incomplete === true) return;
  const code = rule === "armv7l" ? "hex2/unaligned-branch" : "hex2/unaligned-target";
  report(linker, at, code, `The target 0x${(target >>> 0).toString(16)} is not a multiple of 4.`);
}

/** hex2_linker.c, range_check. Four bytes hold every value. */
function checkRange(linker: Linker, at: number, value: number, size: number, absolute: boolean): void {
  const span = 2 ** (8 * size);
  const low = absolute ? 0 : -span / 2;
  const high = absolute ? span - 1 : span / 2 - 1;
  if (value >= low && value <= high) return;
  const kind = absolute ? "An absolute" : "A relative";
  const bytes = size === 1 ? "1 byte" : `${size} bytes`;
  report(
    linker,
    at,
    "hex2/displacement-out-of-range",
    `${kind} displacement of ${value} does not fit in ${bytes} (${low} to ${high}).`,
    cut(linker),
  );
}

/** A reference of RISC-V that is merged into the bytes behind it (hex2_word.c, UpdateShiftRegister). */
function merge(linker: Linker, at: number, character: number, target: number): void {
  const { values } = linker.references;
  const address = (linker.options.baseAddress + values[at + reference.at]!) | 0;
  const value = (target - address) | 0;
  if (character === sigil.at) checkField(linker, at, value, "B", 0x1000);
  else if (character === sigil.dollar) checkField(linker, at, value, "J", 0x100000);
  const word = wordOf(character, value);
  const slot = values[at + reference.extra]!;
  for (let index = 0; index < 4; index++) {
    const offset = linker.merged.values[slot + index]!;
    if (offset !== nowhere) (linker.masks ?? linker.bytes)[offset]! ^= (word >>> (8 * index)) & 0xff;
  }
}

function checkField(linker: Linker, at: number, value: number, field: "B" | "J", limit: number): void {
  if (value >= -limit && value < limit && (value & 1) === 0) return;
  const why = (value & 1) !== 0 ? "is odd" : `is out of range (${-limit} to ${limit - 2})`;
  const message = `The displacement ${value} ${why} for field type ${field}.`;
  report(linker, at, "hex2/field-out-of-range", message, cut(linker));
}

/** The immediate of a RISC-V instruction format, where it stands in the instruction's word. */
export function wordOf(character: number, value: number): number {
  switch (character) {
    // I: the second half of an auipc pair; 4 because the displacement is the first half's.
    case sigil.bang:
      return ((value + 4) & 0xfff) << 20;
    case sigil.at:
      return (
        ((value & 0x1e) << 7) | ((value & 0x7e0) << 20) | ((value & 0x800) >> 4) | ((value & 0x1000) << 19)
      );
    case sigil.dollar:
      return (
        ((value & 0x7fe) << 20) | ((value & 0x800) << 9) | (value & 0xff000) | ((value & 0x100000) << 11)
      );
    default:
      return upper(value);
  }
}

/** The U format's upper 20 bits, one more when the lower 12 will be taken as negative. */
export function upper(value: number): number {
  return ((value & 0xfffff000) + ((value & 0xfff) < 0x800 ? 0 : 0x1000)) | 0;
}

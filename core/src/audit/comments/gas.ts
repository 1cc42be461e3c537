import type { Claim, Wanted, WantedMemory } from "../claim";
import { wantedNumber } from "./numbers";

/** What a comment in the syntax of GNU as is made of: `ldr w0, [x22, #8]`. */
export interface GasText {
  /** In lower case. */
  readonly mnemonic: string;
  /** What stands between the commas that are in no bracket, without blanks around it. */
  readonly pieces: readonly string[];
}

/** Undefined where a comment does not even begin like an instruction. */
export function gasText(text: string): GasText | undefined {
  const match = /^([a-z][a-z0-9]*(?:\.[a-z0-9]+)*)(?:\s+(\S.*))?$/i.exec(text);
  if (match === null) return undefined;
  const pieces =
    match[2] === undefined ? [] : match[2].split(/,(?![^[(]*[\])])/).map((piece) => piece.trim());
  return { mnemonic: match[1]!.toLowerCase(), pieces };
}

/** A number as GNU as reads it, `#` before it or not. */
export function gasNumber(piece: string): (Wanted & { kind: "number" }) | undefined {
  const match = /^#?(-?(?:0[xX][0-9A-Fa-f]+|0[bB][01]+|\d+|'\\?.'))$/.exec(piece);
  const number = match === null ? undefined : wantedNumber(match[1]!, "decimal");
  return number?.kind === "number" ? number : undefined;
}

/** A name of a label, with a number behind it or not. */
function gasLabel(piece: string): (Wanted & { kind: "label" }) | undefined {
  const match = /^([A-Za-z_.$][\w.$]*)(?:\s*([-+])\s*(0[xX][0-9A-Fa-f]+|\d+))?$/.exec(piece);
  if (match === null) return undefined;
  const plus = match[3] === undefined ? 0n : BigInt(match[3]);
  return { kind: "label", name: match[1]!, plus: match[2] === "-" ? -plus : plus };
}

/**
 * Where a jump goes: `.+8`, a number, a label. Digits alone may be hexadecimal, as objdump writes them, and so may what looks like a
 * short name: `f8`.
 */
export function gasTarget(piece: string): Wanted | undefined {
  const dot = /^\.(?:\s*([-+])\s*(\w+))?$/.exec(piece);
  if (dot !== null) {
    const distance = gasNumber(`${(dot[1] ?? "").replace("+", "")}${dot[2] ?? "0"}`);
    return distance && { kind: "distance", bytes: distance.values[0]! };
  }
  if (/^\d[\da-f]*$/i.test(piece) && !/^0[bx]/i.test(piece)) {
    const readings = [...(/^\d+$/.test(piece) ? [BigInt(piece)] : []), BigInt(`0x${piece}`)];
    return { kind: "number", values: [...new Set(readings)], bare: true };
  }
  const number = gasNumber(piece);
  if (number !== undefined) return number;
  const label = gasLabel(piece);
  return label && /^[a-f][\da-f]*$/i.test(piece) ? { ...label, hexadecimal: BigInt(`0x${piece}`) } : label;
}

/** Memory at a register and so many bytes behind it. */
export function gasMemory(base: string, displacement?: Wanted): WantedMemory {
  return { kind: "memory", base, scale: 1, ...(displacement && { displacement }) };
}

/** A jump to a number: an address to GNU as, but to whoever counted it may be how far it goes. */
export function orDistance(claim: Claim): Claim {
  const last = claim.operands.at(-1);
  if (last?.kind !== "number") return claim;
  const distance: Wanted = { kind: "distance", bytes: last.values[0]! };
  return { ...claim, alternative: { ...claim, operands: [...claim.operands.slice(0, -1), distance] } };
}

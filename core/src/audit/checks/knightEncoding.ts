import { knightForms, knightOpcodes } from "../../isa/knightOpcodes";
import type { Claim, Wanted } from "../claim";
import type { EncodingPlace } from "./place";

/** Every encoding of a claim of Knight: opcode, a digit for each register, and an immediate of 16 bits. */
export function encodeKnight({ mnemonic, operands }: Claim, place: EncodingPlace): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const [form, opcode, name] of knightOpcodes) {
    const { nibbles, registers, immediate } = knightForms[form];
    if (name.toLowerCase() !== mnemonic || operands.length !== registers + (immediate ? 1 : 0)) continue;
    const digits = operands.slice(0, registers).map(digitOf);
    if (digits.includes(undefined)) continue;
    const tails = immediate ? immediatesOf(operands.at(-1)!, nibbles / 2, place) : [""];
    for (const tail of tails) {
      const text = opcode + digits.join("") + tail;
      if (text.length === nibbles) found.push(bytesOf(text));
    }
  }
  return found;
}

function digitOf(wanted: Wanted): string | undefined {
  if (wanted.kind !== "register") return undefined;
  const number = Number(wanted.name.slice(1));
  return number < 16 ? number.toString(16) : undefined;
}

/** A number as it is, or a place: how far it is from behind the instruction (`@label`), or where (`$label`). In four digits. */
function immediatesOf(wanted: Wanted, length: number, { address, labels }: EncodingPlace): readonly string[] {
  const values =
    wanted.kind === "number"
      ? wanted.values
      : wanted.kind === "label"
        ? labels.addressesOf(wanted.name).flatMap((label) => {
            const place = label + wanted.plus;
            return [place - address - BigInt(length), place];
          })
        : [];
  return values
    .filter((value) => value >= -0x8000n && value < 0x10000n)
    .map((value) => BigInt.asUintN(16, value).toString(16).padStart(4, "0"));
}

function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}

import { knightOpcodes } from "../../isa/knightOpcodes";
import type { ReadClaim, Wanted } from "../claim";
import { wantedNumber } from "./numbers";

const mnemonics = new Set(knightOpcodes.map(([, , name]) => name));

/** `CMPSKIPI.GE R0 48`, `JUMP @loop`: Knight's assembly, operands between blanks. */
export function readKnightComment(text: string): ReadClaim {
  const [name = "", ...words] = text.split(/\s+/);
  if (!mnemonics.has(name)) return undefined;
  const operands = words.map((word): Wanted => {
    if (/^R\d+$/.test(word)) return { kind: "register", name: word.toLowerCase() };
    if (/^[@$!%&]/.test(word))
      return wantedNumber(word.slice(1), "decimal") ?? { kind: "label", name: word.slice(1), plus: 0n };
    return wantedNumber(word, "decimal") ?? { kind: "unclear", text: word };
  });
  return { mnemonic: name.toLowerCase(), prefixes: [], operands, loose: false };
}

import type { Instruction } from "../decoder";
import { hexByte, shownDistance, shownNumber, type Piece } from "./piece";

/** The nibbles of an instruction of Knight: opcode, a nibble for each register, an immediate of 16 bits. */
export function knightPieces(bytes: Uint8Array, instruction: Instruction): readonly Piece[] {
  const digits = [...bytes].map(hexByte).join("");
  const registers = instruction.operands.filter(({ kind }) => kind === "register");
  const last = instruction.operands.at(-1);
  const constant = last?.kind === "immediate" || last?.kind === "address" ? 4 : 0;
  const opcode = digits.length - constant - registers.length;
  const pieces = [piece("opcode", digits, 0, opcode, "", instruction.text.split(" ")[0]!)];
  registers.forEach((register, index) => {
    if (register.kind !== "register") return;
    const name = register.name.toUpperCase();
    pieces.push(piece("register", digits, opcode + index, 1, name, `the register ${name}`));
  });
  if (constant > 0) {
    const value = BigInt.asIntN(16, BigInt(`0x${digits.slice(-4)}`));
    const relative = last?.kind === "address";
    const shown = relative ? shownDistance(value) : shownNumber(value);
    const meaning = relative ? `${shown} bytes from behind the instruction` : `the number ${shown}`;
    const name = relative ? "displacement" : "immediate";
    pieces.push(piece(name, digits, digits.length - 4, 4, shown.replace(/ \(.*/, ""), meaning));
  }
  return pieces;
}

function piece(
  name: string,
  digits: string,
  from: number,
  count: number,
  short: string,
  meaning: string,
): Piece {
  const start = from >> 1;
  const end = (from + count + 1) >> 1;
  return { name, digits: digits.slice(from, from + count), short, meaning, fields: [], start, end };
}

import type { Decoder, Instruction, Mode } from "../decoder";
import { aarch64Pieces } from "./aarch64Pieces";
import { armPieces } from "./armPieces";
import { knightPieces } from "./knightPieces";
import type { Piece } from "./piece";
import { riscvPieces } from "./riscvPieces";
import { x86Pieces } from "./x86Pieces";

/** What an instruction is made of, in the order in which its manual draws it. `bytes` are its own. */
export function piecesOf(
  bytes: Uint8Array,
  instruction: Instruction,
  mode: Mode,
  decoder: Decoder,
): readonly Piece[] {
  switch (mode) {
    case "riscv32":
    case "riscv64":
      return riscvPieces(bytes, instruction);
    case "aarch64":
      return aarch64Pieces(bytes, instruction);
    case "arm":
      return armPieces(bytes, instruction);
    case "knight":
      return knightPieces(bytes, instruction);
    case "x86-16":
    case "x86-32":
    case "x86-64": {
      const encoding = decoder.examine?.("encoding", bytes, 0, instruction.address);
      if (encoding === undefined) return [];
      const bitness = mode === "x86-16" ? 16 : mode === "x86-32" ? 32 : 64;
      return x86Pieces(bytes, instruction, encoding, decoder, bitness);
    }
  }
}

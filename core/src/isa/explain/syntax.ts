import type { Decoder, Instruction, Mode } from "../decoder";
import { m1Name, type NameOf } from "./m1Names";

/** How instructions are written: as their maker does, as GNU as does for x86, as upstream's M1 macros are named. */
export const syntaxes = ["intel", "att", "m1"] as const;

export type Syntax = (typeof syntaxes)[number];

/** An instruction in a syntax; as its maker writes it where that syntax has no way to. */
export function written(
  instruction: Instruction,
  bytes: Uint8Array,
  mode: Mode,
  decoder: Decoder,
  syntax: Syntax,
  nameOf: NameOf,
): string {
  if (syntax === "m1") return m1Name(instruction, mode, nameOf) ?? instruction.text;
  if (syntax === "att") return decoder.examine?.("att", bytes, 0, instruction.address) ?? instruction.text;
  return instruction.text;
}

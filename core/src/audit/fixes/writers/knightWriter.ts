import type { Vocabulary } from "../words";

/** `CMPSKIPI.GE R0 48`, `JUMP @loop`. */
export function knightComments({ instruction, labels }: Vocabulary): readonly string[] {
  const { mnemonic, operands, address, length } = instruction;
  const write = (place: string) =>
    [
      mnemonic.toUpperCase(),
      ...operands.map((operand) => {
        if (operand.kind === "register") return operand.name.toUpperCase();
        return operand.kind === "immediate" ? `${operand.value}` : place;
      }),
    ].join(" ");
  const place = instruction.target ?? instruction.data;
  if (place === undefined) return [write("")];
  return [...labels.slice(0, 1), `${place - address - BigInt(length)}`].map((each) => write(`@${each}`));
}

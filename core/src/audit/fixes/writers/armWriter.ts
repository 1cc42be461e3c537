import type { Operand } from "../../../isa/decoder";
import { canonical } from "../../../isa/canonical";
import type { Vocabulary } from "../words";

/** `MOV R3,R0`, `BNE loop`: GNU's assembly, in capitals where the comment that it takes the place of has them. */
export function armComments({ instruction, labels, mode }: Vocabulary, written: string): readonly string[] {
  const { target } = instruction;
  const { mnemonic, operands } = canonical(instruction, mode);
  const capitals = !/^[a-z]/.test(written);
  const inCase = (text: string) => (capitals ? text.toUpperCase() : text);
  const name = inCase(mnemonic);
  if (target !== undefined)
    return [...labels.slice(0, 1), `0x${target.toString(16)}`].map((place) => `${name} ${place}`);
  const separator = /,\S/.test(written) ? "," : ", ";
  return [`${name} ${operands.map((operand) => inCase(shown(operand))).join(separator)}`];
}

function shown(operand: Operand): string {
  switch (operand.kind) {
    case "register":
      return operand.name + shiftText(operand.shift);
    case "immediate":
      return `#${operand.value}`;
    case "memory": {
      const { base = "", index, displacement, update } = operand;
      const inside = index !== undefined ? `,${index}` : displacement === 0n ? "" : `,#${displacement}`;
      if (update === "after") return `[${base}]${inside}`;
      return `[${base}${inside}]${update === "before" ? "!" : ""}`;
    }
    case "other":
      return operand.text;
    case "address":
      return `0x${operand.value.toString(16)}`;
    case "far":
      return "";
  }
}

function shiftText(shift: (Operand & { kind: "register" })["shift"]): string {
  return shift === undefined ? "" : `,${shift.kind} #${shift.amount}`;
}

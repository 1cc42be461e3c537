import type { Operand } from "../isa/decoder";
import type { Wanted, WantedMemory } from "./claim";

export function operandName(operand: Operand): string {
  switch (operand.kind) {
    case "register":
      return operand.name;
    case "immediate":
    case "address":
      return shownNumber(operand.value);
    case "memory":
      return "memory";
    case "far":
      return "a far address";
    case "other":
      return operand.text;
  }
}

export function memoryText({ base, index, scale, displacement }: WantedMemory): string {
  const parts = [base, index === undefined || scale === 1 ? index : `${index}*${scale}`].filter(
    (part) => part !== undefined,
  );
  const shown =
    displacement?.kind === "number"
      ? shownNumber(displacement.values[0]!)
      : displacement?.kind === "label"
        ? displacement.name
        : undefined;
  return `[${[...parts, ...(shown === undefined ? [] : [shown])].join(" + ")}]`;
}

/** Small numbers in decimal, as comments have them; large ones in hexadecimal. */
export function shownNumber(value: bigint): string {
  const size = value < 0n ? -value : value;
  return size < 0x1000n ? value.toString() : `${value < 0n ? "-" : ""}0x${size.toString(16).toUpperCase()}`;
}

export function quoted(text: string): string {
  return `“${text}”`;
}

export function valueText(
  wanted: Wanted & { kind: "number" | "label" | "distance" | "upper" | "lower" },
): string {
  if (wanted.kind === "number") return shownNumber(wanted.values[0]!);
  return wanted.kind === "distance" ? `${shownNumber(wanted.bytes)} bytes on` : wanted.name;
}

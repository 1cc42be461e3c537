import type { Decoder, Flow, Instruction, Operand } from "./decoder";
import { knightForms, knightOpcodes, type KnightForm } from "./knightOpcodes";

/** The first byte tells the form; HAL codes and what has no operands are whole words. */
const formOfByte: ReadonlyMap<number, KnightForm> = new Map([
  [0x01, "4OP"],
  [0x05, "3OP"],
  [0x09, "2OP"],
  [0x0d, "1OP"],
  [0xe1, "2OPI"],
  [0xe0, "1OPI"],
  [0x3c, "0OPI"],
  [0x42, "0OP"],
  [0x00, "0OP"],
  [0xff, "0OP"],
]);

const names = new Map<string, string>();
for (const [form, opcode, name] of knightOpcodes) names.set(`${form} ${opcode}`, name);

/** Knight is big-endian; its instructions are 4 or 6 bytes long (stage0's ISA map). */
export const knightDecoder: Decoder = {
  decode(bytes, offset, address): Instruction | undefined {
    const form = formOfByte.get(bytes[offset] ?? -1);
    if (form === undefined) return undefined;
    const { nibbles, registers, immediate } = knightForms[form];
    const length = nibbles / 2;
    const word = bytes.subarray(offset, offset + length);
    if (word.length < length) return undefined;
    const text = [...word]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase();
    const opcodeLength = nibbles - registers - (immediate ? 4 : 0);
    const mnemonic = names.get(`${form} ${text.slice(0, opcodeLength)}`);
    if (mnemonic === undefined) return undefined;
    const operands: Operand[] = Array.from({ length: registers }, (_, index) => ({
      kind: "register",
      name: `r${Number.parseInt(text[opcodeLength + index]!, 16)}`,
    }));
    const flow = flowOf(mnemonic);
    const relative = immediate && (flow !== "next" || /^(LOADR|STORER)/.test(mnemonic));
    const value = immediate ? BigInt.asIntN(16, BigInt(`0x${text.slice(-4)}`)) : 0n;
    const place = address + BigInt(length) + value;
    if (immediate)
      operands.push(relative ? { kind: "address", value: place } : { kind: "immediate", value, bits: 16 });
    return {
      offset,
      length,
      address,
      text: [mnemonic, ...operands.map(shown)].join(" "),
      mnemonic: mnemonic.toLowerCase(),
      prefixes: [],
      operands,
      flow,
      target: relative && flow !== "next" ? place : undefined,
      data: relative && flow === "next" ? place : undefined,
      parts: [
        { kind: "opcode", start: 0, size: immediate ? length - 2 : length },
        ...(immediate
          ? [
              {
                kind: relative ? ("displacement" as const) : ("immediate" as const),
                start: length - 2,
                size: 2,
              },
            ]
          : []),
      ],
    };
  },
};

function shown(operand: Operand): string {
  if (operand.kind === "register") return operand.name.toUpperCase();
  if (operand.kind === "immediate") return operand.value.toString();
  return operand.kind === "address" ? `0x${operand.value.toString(16)}` : "";
}

function flowOf(mnemonic: string): Flow {
  if (mnemonic === "JUMP") return "jump";
  if (/^(JUMP\.|CMPJUMPU?I\.)/.test(mnemonic)) return "branch";
  if (mnemonic === "CALLI") return "call";
  if (mnemonic === "CALL") return "indirect call";
  if (mnemonic === "RET" || mnemonic === "POPPC") return "return";
  if (/^CMPJUMP|^JSR_COROUTINE$|^BRANCH$/.test(mnemonic)) return "indirect jump";
  if (mnemonic === "HALT") return "trap";
  return /^(SYS_|F[A-Z]+|HSCMEM)/.test(mnemonic) && mnemonic !== "FALSE" ? "interrupt" : "next";
}

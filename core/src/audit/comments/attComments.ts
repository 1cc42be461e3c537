import type { ReadClaim, Wanted } from "../claim";
import type { AttOperation } from "./attWords";
import { wantedNumber } from "./numbers";
import { isX86Register } from "./x86Words";

/** AT&T's syntax, as GAS takes it: `movl $1, %eax`, `mov 0x10(%rsp), %rdi`; sources come first. */
export function readAttComment(
  { mnemonic, size }: AttOperation,
  prefixes: readonly string[],
  rest: string,
): ReadClaim {
  const pieces = rest.split(/,(?![^(]*\))/).map((piece) => piece.trim());
  const operands = pieces.map((piece) => attOperand(piece, mnemonic)).filter((each) => each !== undefined);
  if (operands.length < pieces.length) return { unclear: `“${rest}” is not understood` };
  const target = operands.at(-1);
  // Sources come first in it; who puts the target there means another syntax.
  const inOrder = mnemonic === "enter";
  if (/^l?(?:jmp|call)$/.test(mnemonic) && operands.length === 2)
    return {
      mnemonic,
      prefixes,
      operands: [{ kind: "far", segment: operands[0]!, offset: operands[1]! }],
      loose: false,
    };
  if (operands.length > 1 && target?.kind === "number" && !inOrder && mnemonic !== "out")
    return { unclear: `“${rest}” has a number for its target` };
  const width = size === undefined ? undefined : widthInMemory(mnemonic, size);
  const sized = operands.map((each) =>
    each.kind === "memory" && width !== undefined ? { ...each, size: width } : each,
  );
  return { mnemonic, prefixes, operands: inOrder ? sized : sized.reverse(), loose: false };
}

/**
 * Bytes of a memory operand by those of the suffix: far pointers have a segment more; of what is asked of a segment, and of tables, the
 * suffix is about something else.
 */
function widthInMemory(mnemonic: string, size: number): number | undefined {
  if (/^l(?:[d-g]s|ss|jmp|call)$/.test(mnemonic)) return size + 2;
  return /^(?:l(?:ar|sl)|[ls][gi]dt)$/.test(mnemonic) ? undefined : size;
}

function attOperand(text: string, mnemonic: string): Wanted | undefined {
  const register = /^\*?%([a-z0-9]+)$/i.exec(text)?.[1]?.toLowerCase();
  if (register !== undefined)
    return isX86Register(register) ? { kind: "register", name: register } : undefined;
  if (text.startsWith("$")) {
    const body = text.slice(1);
    return wantedNumber(body, "decimal") ?? { kind: "label", name: body, plus: 0n };
  }
  if (/^\(%dx\)$/i.test(text) && /^(in|out|ins[bwd]|outs[bwd])$/.test(mnemonic))
    return { kind: "register", name: "dx" };
  const far = /^\*?%([c-gs]s):(.*)$/.exec(text);
  if (far) {
    const inside = attOperand(far[2]!, mnemonic);
    return inside?.kind === "memory" ? { ...inside, segment: far[1]! } : undefined;
  }
  const memory = /^\*?([-\w]*)\(([^)]*)\)$/.exec(text);
  if (memory) {
    const [base = "", index, scale] = memory[2]!.split(",").map((part) => part.trim().replace(/^%/, ""));
    const displacement =
      memory[1] === ""
        ? undefined
        : (wantedNumber(memory[1]!, "decimal") ?? ({ kind: "label", name: memory[1]!, plus: 0n } as const));
    return {
      kind: "memory",
      ...(base !== "" && { base }),
      ...(index !== undefined && index !== "" && { index }),
      scale: Number(scale ?? 1),
      ...(displacement && { displacement }),
    };
  }
  if (/^[A-Za-z_.][\w.]*$/.test(text)) return { kind: "label", name: text, plus: 0n };
  const number = wantedNumber(text, "decimal");
  // A number alone is an address: of what lies there, or of where to go.
  return number === undefined || /^(j|call|loop)/.test(mnemonic)
    ? number
    : { kind: "memory", scale: 1, displacement: number };
}

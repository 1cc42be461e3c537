import type { Instruction, Operand } from "../decoder";

/** The instructions that were gone through in a straight line, the last one last; so many are remembered. */
const LENGTH = 24;

/** What straight-line code before an instruction tells about registers. Sure only as far as nothing else jumps into it. */
export class Window {
  readonly #instructions: Instruction[] = [];

  add(instruction: Instruction): void {
    this.#instructions.push(instruction);
    if (this.#instructions.length > LENGTH) this.#instructions.shift();
  }

  /**
   * The number that a register of 8 or 16 bits (`ah`, `si`) was given last, by `mov` with an immediate; undefined where something
   * else wrote it or nothing did. Calls and interrupts may write anything.
   */
  constant(register: string): number | undefined {
    for (const instruction of this.#instructions.toReversed()) {
      if (instruction.flow === "call" || instruction.flow === "indirect call") return undefined;
      if (instruction.flow === "interrupt") return undefined;
      const [target, source] = instruction.operands;
      if (target?.kind !== "register" || readsOnly.has(instruction.mnemonic)) continue;
      const part = partOf(register, target.name);
      if (part === "none") continue;
      if (instruction.mnemonic !== "mov" || source?.kind !== "immediate" || part === "unclear")
        return undefined;
      return (
        Number(BigInt.asUintN(16, source.value) >> BigInt(part)) & (register.endsWith("h") ? 0xff : 0xffff)
      );
    }
    return undefined;
  }

  /**
   * Whether the lowest bit of eax is 1 or 0 for sure: `or`, `and`, `inc` or a `mov` of a number made it so. It is the bit PE when eax
   * goes into cr0.
   */
  lowBit(): boolean | undefined {
    for (const { mnemonic, operands, flow } of this.#instructions.toReversed()) {
      if (flow !== "next") return undefined;
      const [target, source] = operands;
      if (target?.kind !== "register" || !/^(e?ax|al)$/.test(target.name)) continue;
      const bit = source?.kind === "immediate" ? (source.value & 1n) === 1n : undefined;
      if (mnemonic === "or" && bit === true) return true;
      if (mnemonic === "and" && bit === false) return false;
      if (mnemonic === "mov") return bit;
      // After a start in real mode the bit is 0: so `inc` sets it.
      if (mnemonic === "inc") return true;
      if (!readsOnly.has(mnemonic)) return undefined;
    }
    return undefined;
  }
}

const readsOnly = new Set(["cmp", "test", "push", "out"]);

/** By how many bits what was written to a register is to be shifted to have another one that is part of it. */
function partOf(register: string, written: string): number | "none" | "unclear" {
  if (register === written || written === `e${register}`) return 0;
  const whole = /^([a-d])h$/.exec(register)?.[1];
  if (whole === undefined)
    return register.startsWith(written.slice(0, 1)) && /^[a-d][hl]$/.test(written) ? "unclear" : "none";
  if (written === `${whole}x` || written === `e${whole}x`) return 8;
  return "none";
}

/** The address that a memory operand names by itself, without a register. */
export function plainAddress(operand: Operand | undefined): bigint | undefined {
  if (operand?.kind !== "memory" || operand.base !== undefined || operand.index !== undefined)
    return undefined;
  return operand.implicit === true ? undefined : operand.displacement;
}

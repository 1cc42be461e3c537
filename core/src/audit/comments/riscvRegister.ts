import { riscvRegisters } from "../../isa/riscvRegisters";

/** The calling convention's name of a register; undefined where there is none. */
export function riscvRegister(name: string): string | undefined {
  const number = /^x(\d+)$/.exec(name);
  if (number) return riscvRegisters[Number(number[1])];
  return name === "fp" ? "s0" : riscvRegisters.includes(name) ? name : undefined;
}

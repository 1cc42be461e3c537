import type { Mode } from "../isa/decoder";

/** Other names of a register, by mode; the first is the one that the decoder uses. */
const arm: Readonly<Record<string, string>> = {
  r9: "sb",
  r10: "sl",
  r11: "fp",
  r12: "ip",
  r13: "sp",
  r14: "lr",
  r15: "pc",
  bp: "fp",
};

/** `x29` and `x30` are what Capstone calls fp and lr in some places, by number in others. */
const aarch64: Readonly<Record<string, readonly string[]>> = {
  lr: ["x30", "lr"],
  x30: ["x30", "lr"],
  fp: ["x29", "fp"],
  x29: ["x29", "fp"],
  // M2-Planet and M2libc keep a stack of their own in x18, with its frame in x17, since sp must stay aligned to 16.
  sp: ["sp", "x18"],
  bp: ["x17"],
};

/** Whether a comment's name of a register is that of a decoded one. */
export function sameRegister(written: string, decoded: string, mode: Mode): boolean {
  if (written === decoded) return true;
  if (mode === "arm") return (arm[written] ?? written) === (arm[decoded] ?? decoded);
  // What Intel calls r8l is r8b to every assembler.
  if (mode === "x86-64") return written.replace(/^(r\d+)b$/, "$1l") === decoded;
  if (mode === "aarch64") return aarch64[written]?.includes(decoded) === true;
  return false;
}

/** The name of the lower 16 bits of an x86 register; another name as it is. */
export function lowerHalf(name: string): string {
  return name.replace(/^[er](?=[a-ds][xip]$)/, "").replace(/^(r\d+)d?$/, "$1w");
}

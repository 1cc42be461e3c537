import type { Mode } from "../isa/decoder";

/** Names that comments use for what decoders call something else. */
const x86: Readonly<Record<string, readonly string[]>> = {
  jz: ["je"],
  jnz: ["jne"],
  jc: ["jb"],
  jnae: ["jb"],
  jnc: ["jae"],
  jnb: ["jae"],
  jna: ["jbe"],
  jnbe: ["ja"],
  jnge: ["jl"],
  jnl: ["jge"],
  jng: ["jle"],
  jnle: ["jg"],
  jpe: ["jp"],
  jpo: ["jnp"],
  loopz: ["loope"],
  loopnz: ["loopne"],
  sal: ["shl"],
  ljmp: ["jmp"],
  lcall: ["call"],
  retn: ["ret"],
  pushf: ["pushf", "pushfd", "pushfq"],
  popf: ["popf", "popfd", "popfq"],
  pusha: ["pusha", "pushad"],
  popa: ["popa", "popad"],
  iret: ["iret", "iretd", "iretq"],
  iretw: ["iret"],
  xlat: ["xlatb"],
  int3: ["int3", "int"],
  movabs: ["mov"],
  movsx: ["movsx", "movsxd"],
  sete: ["sete"],
  setz: ["sete"],
  setnz: ["setne"],
  setc: ["setb"],
  setnc: ["setae"],
  cmovz: ["cmove"],
  cmovnz: ["cmovne"],
};

/** Whether a comment's mnemonic is that of the decoded instruction. */
export function sameMnemonic(written: string, decoded: string, mode: Mode): boolean {
  // Boot code calls far now and then, and writes the return from it as any other; the other way round it is wrong.
  if (mode === "x86-16" && written === "ret" && decoded === "retf") return true;
  const names = mode.startsWith("x86") ? x86[written] : undefined;
  return names === undefined ? written === decoded : names.includes(decoded);
}

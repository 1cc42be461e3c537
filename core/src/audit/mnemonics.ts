import type { Mode } from "../isa/decoder";

/** Other names of the conditions of jumps and their like, and what decoders call them. */
const conditions: Readonly<Record<string, string>> = {
  z: "e",
  nz: "ne",
  c: "b",
  nae: "b",
  nc: "ae",
  nb: "ae",
  na: "be",
  nbe: "a",
  nge: "l",
  nl: "ge",
  ng: "le",
  nle: "g",
  pe: "p",
  po: "np",
};

/** Names that comments use for what decoders call something else. */
const x86: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ["j", "set", "cmov"].flatMap((verb) =>
      Object.entries(conditions).map(([other, own]) => [verb + other, [verb + own]]),
    ),
  ),
  loopz: ["loope"],
  loopnz: ["loopne"],
  // iced calls the twin of shl, which no assembler uses, sal.
  sal: ["shl", "sal"],
  shl: ["shl", "sal"],
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
};

/** What decoders call an instruction that comments call so. */
export function decodedMnemonics(written: string, mode: Mode): readonly string[] {
  return (mode.startsWith("x86") ? x86[written] : undefined) ?? [written];
}

/** What comments may call an instruction of x86, the decoder's name first. */
export function writtenMnemonics(decoded: string): readonly string[] {
  return [decoded, ...Object.keys(x86).filter((name) => x86[name]!.includes(decoded))];
}

/** Whether a comment's mnemonic is that of the decoded instruction. */
export function sameMnemonic(written: string, decoded: string, mode: Mode): boolean {
  // Intel's manual calls both returns RET, and boot code that calls far does so, too; the other way round it is wrong.
  if (mode === "x86-16" && written === "ret" && decoded === "retf") return true;
  const names = mode.startsWith("x86") ? x86[written] : undefined;
  return names === undefined ? written === decoded : names.includes(decoded);
}

import type { ReadClaim, Wanted } from "../claim";

const operations = /^(movs|cmps|scas|lods|stos|ins|outs)([bwdq])?$|^xlatb?$/;
const sizeLetters: Readonly<Record<string, string>> = {
  byte: "b",
  word: "w",
  dword: "d",
  qword: "q",
  al: "b",
  ax: "w",
  eax: "d",
  rax: "q",
};

/**
 * String instructions, and `xlat`, with the operands that they have by themselves, as disassemblers show them: `movs BYTE PTR
 * es:[rdi],BYTE PTR ds:[rsi]`, `stosb %al,%es:(%rdi)`. Undefined where there are none.
 */
export function readStringComment(mnemonic: string, prefixes: readonly string[], rest: string): ReadClaim {
  const named = operations.exec(mnemonic);
  if (named === null || !/[[(]/.test(rest)) return undefined;
  const pieces = rest.split(",").map((piece) => piece.trim().toLowerCase());
  const implied: string[] = [];
  const operands: Wanted[] = [];
  let letter = named[2];
  for (const piece of pieces) {
    const register = /^%?(al|[er]?ax|dx)$|^\(%(dx)\)$/.exec(piece);
    if (register) {
      const name = register[1] ?? register[2]!;
      operands.push({ kind: "register", name });
      letter ??= sizeLetters[name];
      continue;
    }
    const memory = /^(?:(byte|d?word|qword) ptr )?%?(ds|es):[[(]%?([er]?(?:[sd]i|bx))[\])]$/.exec(piece);
    const isTarget = memory?.[3]!.endsWith("di") === true;
    if (!memory || (memory[2] === "es") !== isTarget) return { unclear: `“${rest}” is not understood` };
    letter ??= sizeLetters[memory[1] ?? ""];
    implied.push(memory[3]!);
  }
  const name = named[1];
  if (name !== undefined && letter === undefined) return { unclear: `“${rest}” is not understood` };
  return {
    mnemonic: name === undefined ? mnemonic : name + letter!,
    prefixes,
    operands,
    implied,
    loose: true,
  };
}

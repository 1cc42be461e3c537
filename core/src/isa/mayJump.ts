import type { Mode } from "./decoder";

/**
 * Whether some instruction among bytes may have a target, told by opcodes alone: decoding takes a hundred times as long. `false` is sure;
 * `true` may be due to what is no opcode. `bytes` hold whole instructions, and the first byte begins one.
 */
export function mayJump(bytes: Uint8Array, mode: Mode): boolean {
  switch (mode) {
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return bytes.some(isX86Jump);
    case "arm":
    case "aarch64":
      return someWord(bytes, 4, mode === "arm" ? isArmJump : isAarch64Jump);
    case "riscv32":
    case "riscv64":
      return someWord(bytes, 2, isRiscvJump);
    case "knight":
      return true;
  }
}

/** Jcc, LOOPcc, JCXZ, CALL, JMP and XBEGIN (Intel SDM volume 2, appendix A). */
function isX86Jump(byte: number, at: number, bytes: Uint8Array): boolean {
  const before = bytes[at - 1];
  if (byte >= 0x80 && byte <= 0x8f) return before === 0x0f;
  if (byte === 0xf8) return before === 0xc7;
  return (byte >= 0x70 && byte <= 0x7f) || (byte >= 0xe0 && byte <= 0xe3) || (byte >= 0xe8 && byte <= 0xeb);
}

/** B, BL and BLX (ARM Architecture Reference Manual ARMv7-A, section A5.5 and A5.7). */
const isArmJump = (word: number) => (word & 0x0e000000) === 0x0a000000;

/** B, BL, B.cond, CBZ, CBNZ, TBZ and TBNZ (ARM Architecture Reference Manual ARMv8-A, section C4.1). */
const isAarch64Jump = (word: number) =>
  (word & 0x7c000000) === 0x14000000 ||
  (word & 0xfe000000) === 0x54000000 ||
  (word & 0x7c000000) === 0x34000000;

/** BRANCH, JAL, C.J, C.JAL, C.BEQZ and C.BNEZ, by their lowest 16 bits (The RISC-V Instruction Set Manual, volume I). */
function isRiscvJump(half: number): boolean {
  const opcode = half & 0x7f;
  if (opcode === 0x63 || opcode === 0x6f) return true;
  return (half & 3) === 1 && [1, 5, 6, 7].includes(half >> 13);
}

/** Whether some of the words of so many bytes (little-endian), one behind the other, is what is looked for. */
function someWord(bytes: Uint8Array, size: number, is: (word: number) => boolean): boolean {
  for (let at = 0; at + size <= bytes.length; at += size) {
    let word = 0;
    for (let byte = size; byte-- > 0;) word = (word << 8) | bytes[at + byte]!;
    if (is(word)) return true;
  }
  return false;
}

import type { CodeEntry } from "../codeEntry";

/** Codes of the audit: comments held against the bytes that they speak of. */
export const auditCodes = {
  "audit/disagrees": {
    severity: "warning",
    title: "The comment names another instruction than the bytes are.",
    why: "The bytes run, and the comment is what people read. A seed is trusted because somebody held every line's comment against its bytes; where both differ, either the program does not do what it seems to, or the reader is misled. The comment is read in the dialects that upstream uses (names of M1's macros, Intel's and AT&T's syntax, RISC-V's fields, Knight), the bytes are decoded, and the comment's instruction is encoded again where its encoding is known.",
    remedy:
      "Find out which of both is meant: correct the comment where the program is right, the bytes where it is not. Behind inserted or removed bytes check the displacements, too.",
  },
  "audit/define": {
    severity: "warning",
    title: "The name of a macro is another instruction than its bytes.",
    why: "Everything that is written with the macro reads well and does something else. M1 knows no instructions: it puts the DEFINE's value in the place of its name, whatever that says.",
    remedy:
      "Correct the value, or the name and its uses. What is used by many sources is best left and renamed with them.",
  },
  "audit/out-of-reach": {
    severity: "error",
    title: "A reference cannot reach the label that its comment names.",
    why: "The bytes have too few bits for the distance, or the target is not where the processor counts to. Bytes that were put in between moved the label away. Whatever stands in the bytes, it is another place.",
    remedy:
      "Take the long form of the instruction (`0F 84` with four bytes for `74` with one), jump by way of another jump, or move the code. *Bootstrap: Fix All Displacements* leaves this line as it is.",
  },
  "audit/address-note": {
    severity: "warning",
    title: "The address that a comment gives is not where its bytes are.",
    why: "hex0 has no labels. Who changes a jump by hand counts from the addresses in the comments (`#:loop ; (0x60009E)`, `#[7E14]`, `[_start+0x42]`), so a wrong one makes a wrong jump. Bytes that were inserted or removed above move everything behind them.",
    remedy: "Correct the number, after looking whether the jumps to that place are right.",
  },
  "audit/displacement-note": {
    severity: "warning",
    title: "The displacement that a comment gives is not the instruction's.",
    why: "RISC-V scatters the bits of a displacement over the instruction, so that sources say it in a comment (`# +192B`). A reader checks jumps by it.",
    remedy: "Correct the number, or the instruction where the note is right.",
  },
  "audit/unknown-isa": {
    severity: "warning",
    title: "A modeline names a processor that is not known.",
    why: "`# isa: x86-16` in a comment of the first twenty lines says what the bytes are decoded as. A name that is not known says nothing: the source is read as its header, the scripts that build it or its path tell, or its comments are not checked at all.",
    remedy:
      "Write a mode (`x86-16`, `x86-32`, `x86-64`, `arm`, `aarch64`, `riscv32`, `riscv64`, `knight`), or an architecture as `--architecture` takes it (`x86`, `amd64`, `armv7l`, `knight-native`, `knight-posix`).",
  },
  "audit/cannot-tell": {
    severity: "hint",
    title: "The comment speaks of an instruction, but not so that it can be checked.",
    why: "It names a label that no comment or source gives to a place, or an operand in words that are not understood. A person has to look at this line.",
    remedy:
      "Give the place a label comment (`#:name` alone on the line before it), or write the operand as a number.",
  },
  "audit/twin": {
    severity: "hint",
    title: "A source and its prototype in another language give different bytes.",
    why: "Seeds are written first in a language with labels and macros, and kept beside what was made of it: `hex0_x86.hex0` and `Development/hex0_x86.M1`, `builder-hex0.hex0` and `builder-hex0.hex2`. Readers understand the seed by its prototype. One of both was changed alone, or a slip is in one. Only twins are compared that can be assembled for certain; those with less than nine of ten bytes in common are taken as two programs, and zeros behind the end and an ELF header of which the prototype has none are not looked at.",
    remedy:
      "Find out which of both is meant, and change the other. Nothing is wrong where they are meant to differ.",
  },
} as const satisfies Record<string, CodeEntry>;

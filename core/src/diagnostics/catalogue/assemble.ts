import type { CodeEntry } from "../codeEntry";

/** Codes of what the assemblers find: hex1, hex2 and M1 (with M0), by the tool that says or keeps silent about it. */
export const assembleCodes = {
  "hex2/undefined-label": {
    severity: "error",
    title: "A reference to a label that is defined nowhere",
    why: "The C `hex2` stops with `Target label X is not valid` and leaves a partial output (hex2_linker.c, GetTarget). The stage tools exit with 1 and say nothing, or crash when there is no label at all.",
    remedy:
      "Define the label, or correct the name. A name ends at a blank, a tab, a line feed or `>`, and at nothing else: `%a#x` looks for a label `a#x`.",
  },
  "hex2/duplicate-label": {
    severity: "warning",
    title: "A label is defined twice",
    why: "`hex2` takes the last definition for every reference, also for those that stand before it, and says nothing (hex2_linker.c, storeLabel).",
    remedy: "Give one of them another name.",
  },
  "hex2/displacement-out-of-range": {
    severity: "error",
    title: "A target is too far away for the width of the reference",
    why: "The C `hex2` stops with `A relative displacement of N does not fit in K bytes` or `An absolute displacement of N does not fit in K bytes` (hex2_linker.c, range_check). The stage tools do not check: they cut the value, and the program jumps somewhere else.",
    remedy:
      "Take a wider reference (`!` 1 byte, `@` and `$` 2, `~` 3, `%` and `&` 4), or move the target nearer.",
  },
  "hex2/field-out-of-range": {
    severity: "error",
    title: "A branch target does not fit the instruction's field",
    why: "RISC-V branches (`@`, B format) reach 4 KiB and jumps (`$`, J format) 1 MiB, in steps of 2 bytes. The C `hex2` stops with `value N out of range for field type B` or `J` (hex2_word.c); the stage tools cut the value.",
    remedy: "Branch around a jump, or jump through a register (`auipc` and `jalr`).",
  },
  "hex2/unaligned-branch": {
    severity: "error",
    title: "A branch to an address that is no multiple of 4",
    why: "ARM counts branch displacements in instructions. The C `hex2` stops with `Unaligned branch target` (hex2_linker.c, Architectural_displacement).",
    remedy: "Put `<` in front of the label: it pads to the next multiple of 4.",
  },
  "hex2/unaligned-target": {
    severity: "warning",
    title: "A branch target that is no multiple of 4 loses its lowest bits",
    why: "AArch64 counts branch displacements in instructions. `hex2` divides by 4 and says nothing about the rest, so the branch goes to another address than the label's.",
    remedy: "Put `<` in front of the label: it pads to the next multiple of 4.",
  },
  "hex2/stray-character": {
    severity: "warning",
    title: "Characters outside a comment that hex2 drops",
    why: "`hex2` knows no error for what is neither digit, label, reference nor comment: it drops the character and takes the letters a to f beside it as digits.",
    remedy:
      "Put `#` or `;` in front of a comment. `?` is no sigil; `%` with the name of a 4-byte field may be what was meant.",
  },
  "hex2/ignored-sigil": {
    severity: "warning",
    title: "A sigil that does nothing on this architecture",
    why: "`<` pads only on armv7l, aarch64 and RISC-V, `^` is for ARM and PowerPC, and `.` for RISC-V. Elsewhere `hex2` drops the character; digits behind a `.` are then put out.",
    remedy: "Remove it, or check the architecture that the file is assembled for.",
  },
  "hex2/odd-nibble": {
    severity: "warning",
    title: "An incomplete byte at the end of a file",
    why: "The C `hex2` drops a digit without its second one at the end of each input file. `catm` and a stage tool would join it with the first digit of the next file.",
    remedy: "Write the missing digit, or remove the lone one.",
  },
  "hex2/unfinished-word": {
    severity: "error",
    title: "A `.` word with fewer than 8 digits before the end of the file",
    why: "On RISC-V `hex2` reads four bytes behind a `.`, and goes on reading at the end of the file for ever (hex2_word.c).",
    remedy: "Write all 8 digits.",
  },
  "hex2/unmerged-word": {
    severity: "warning",
    title: "A word or reference with no instruction behind it",
    why: "On RISC-V `.`, `!`, `@`, `~` and `$` give no bytes: they are merged into the four bytes that follow. At the end of the program nothing follows, and they are lost.",
    remedy: "Write the opcode behind them. The opcode has no dot and comes last.",
  },
  "hex2/base-ignored": {
    severity: "warning",
    title: "An absolute reference with a base",
    why: "`%a>b` is the distance from b to a. For `&` and `$` the C `hex2` looks the base up and then puts out the address of `a` alone; the riscv stage tools put out the distance.",
    remedy: "Take `%` for a distance, or remove `>` and the base.",
  },
  "hex2/base-unsupported": {
    severity: "warning",
    title: "`>` behind a reference that takes no base",
    why: "On RISC-V only `%` and `&` take a base. Behind the others `>` ends the name, and the text of the base is read as digits.",
    remedy: "Remove `>` and the base.",
  },
  "hex2/token-too-long": {
    severity: "error",
    title: "A name of more than 4095 bytes",
    why: "The C `hex2` stops with `Consumed token exceeds length restriction` (hex2_linker.c, consume_token).",
    remedy: "Take a shorter name, or look for the blank that is missing.",
  },
  "hex2/carriage-return": {
    severity: "warning",
    title: "A name ends with a carriage return",
    why: "A name ends at a blank, a tab, a line feed or `>`. The carriage return of a CR LF line end is part of it, so `:a` at the end of such a line and `%a` in the middle of one are two names.",
    remedy: "Use line feeds alone.",
  },
} as const satisfies Record<string, CodeEntry>;

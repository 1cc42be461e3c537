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
  "hex2/unknown-to-stage": {
    severity: "error",
    title: "A construct that the hex2-0 of the build does not know",
    why: "The hex2-0 of x86 and AMD64 knows `! @ $ % &` and `>`, and drops every other character: of `~label` it reads the letters a to f as digits. The hex2-0 of AArch64 forgets a `^` at the next character (stage0-posix, hex2_x86.hex1, hex2_AMD64.hex1, hex2_AArch64.hex1). mescc-tools' `hex2` reads both. Which tool builds a file is found from the tree's kaem scripts.",
    remedy: "Use what the stage knows (`%` for 4 bytes), or assemble the file with the later `hex2`.",
  },
  "hex2/unended-line": {
    severity: "error",
    title: "The last line of a file has no line end, and hex2-0 needs one",
    why: "Inside a comment the hex2-0 of every architecture waits for the line feed for ever. A label or a reference at the end of the file makes it hang (x86, AMD64) or crash (RISC-V). When `catm` joins files, the last line runs into the first one of the next file.",
    remedy: "End the last line with a line feed.",
  },
  "hex2/unused-label": {
    severity: "hint",
    title: "A label that nothing refers to",
    why: "No reference of the whole program that the tree's kaem scripts build from this file names the label. It may be there for readers.",
    remedy: "Remove it, or leave it as a name for the place.",
  },
  "m1/unused-define": {
    severity: "hint",
    title: "A DEFINE that nothing uses",
    why: "No word of the whole program that the tree's kaem scripts build from this file is this macro. M0 looks through every DEFINE for every word, so each costs time.",
    remedy: "Remove it, or leave it for what is to come.",
  },
  "m1/unknown-token": {
    severity: "error",
    title: "A word that is no macro, label, reference or number",
    why: "M1 stops with `Received invalid other; WORD` (M1-macro.c, print_hex). M0 passes the word on, and hex2 takes its letters a to f as digits.",
    remedy:
      "Define the macro, assemble the file that defines it (`<arch>_defs.M1`) in front of this one, or correct the name. Raw digits need single quotes: `'90'`.",
  },
  "m1/empty-input": {
    severity: "error",
    title: "Nothing to assemble",
    why: "M1 stops with `Either no input files were given or they were empty`; M0 crashes.",
    remedy: "Name the right file.",
  },
  "m1/unterminated-string": {
    severity: "error",
    title: "A string is not closed",
    why: 'A string runs to the next quote of the same kind, over line ends, and has no escapes. M1 stops with `Unmatched "!` at the end of the file; M0 reads on for ever, until it crashes.',
    remedy: "Close the string. A string with one kind of quote in it is put in the other.",
  },
  "m1/string-too-long": {
    severity: "error",
    title: "A string is too long for the tool",
    why: "M1 stops with `exceeds max string size` at 4095 bytes. M0 has 256 bytes for a string, 512 on AArch64 and RISC-V, does not check, and writes over what comes behind.",
    remedy: 'Split the string: `"a"` ends with a NUL, so give the first part as digits in single quotes.',
  },
  "m1/token-too-long": {
    severity: "error",
    title: "A token is too long for the tool",
    why: "M1 stops with `storing atom of size larger than max_string` at 4096 bytes. M0 has 256 bytes for a token, 512 on RISC-V, does not check, and writes over what comes behind.",
    remedy: "Take a shorter name, or look for the blank that is missing.",
  },
  "m1/incomplete-define": {
    severity: "error",
    title: "DEFINE at the end without a name or a value",
    why: "M1 stops with `Macro name must exist` or `Macro value must exist` (M1-macro.c, line_macro); M0 crashes.",
    remedy: "Write `DEFINE name value`.",
  },
  "m1/define-across-lines": {
    severity: "warning",
    title: "DEFINE and its name and value are not in one line",
    why: "A line's end is a token for M1, so it becomes the name or the value, and the word of the next line is lost or put out. M0 takes line ends for blanks.",
    remedy: "Write `DEFINE name value` in one line. An empty value is `''`.",
  },
  "m1/duplicate-define": {
    severity: "warning",
    title: "A macro is defined twice, with different values",
    why: "For M1 the last definition holds in the whole program, also above it (M1-macro.c, line_macro). For M0 a definition holds from its place downwards, so the two give different bytes.",
    remedy: "Give one of them another name, or remove it.",
  },
  "m1/value-out-of-range": {
    severity: "error",
    title: "A number does not fit the width of its sigil",
    why: "M1 stops with `A displacement of N does not fit in K bytes` (M1-macro.c, range_check), also when the number is only the value of a DEFINE that nothing uses. M0 cuts the number.",
    remedy: "Take a wider sigil (`!` 1 byte, `@` and `$` 2, `~` 3, `%` and `&` 4), or another number.",
  },
  "m1/value-wrapped": {
    severity: "warning",
    title: "A number is cut to its lowest bits",
    why: "M1's ranges are one too wide at each end (`!256` becomes 00, `!-129` becomes 7F), and on RISC-V it does not check immediates at all (M1-macro.c, range_check and express_word). M0 checks nothing.",
    remedy: "Take a wider form, or another number.",
  },
  "m1/malformed-number": {
    severity: "warning",
    title: "What looks like a number counts 0",
    why: "A number is read to its end or not at all: `!0XFF`, `%08` and `!0x1G` come to 0 (M2libc, strtoint), because they begin with `0`.",
    remedy: "Write `0x` and `0b` with a small letter; a leading `0` means octal.",
  },
  "m1/negative-padding": {
    severity: "error",
    title: "`<` with a negative count",
    why: "M1 stops with `negative null padding not possible`.",
    remedy: "Write the count of zeros to put out, or `<` alone to align.",
  },
  "m1/padding-too-large": {
    severity: "error",
    title: "`<` with a very large count",
    why: "M1 makes a string of that many zeros in memory, and fails when there is not enough. Above 256 MiB we do not try.",
    remedy:
      "Write the count of zeros to put out. Memory that only has to be there belongs in `p_memsz`, not in the file.",
  },
  "m1/non-ascii-string": {
    severity: "warning",
    title: "A byte above 7F in a double-quoted string",
    why: 'The C `M1` shifts signed characters, and so reads beside its table of digits: `"é"` comes out as characters that are no digits (M1-macro.c, hexify_string). M0 writes the right bytes, and so do we.',
    remedy: "Give the bytes as digits in single quotes: `'C3A9'`.",
  },
  "m1/carriage-return": {
    severity: "warning",
    title: "A token ends with a carriage return",
    why: "Tokens end at a blank, a tab or a line feed. The carriage return of a CR LF line end is part of the token, so the word is another one than the same word inside a line.",
    remedy: "Use line feeds alone.",
  },
  "m1/nul-byte": {
    severity: "warning",
    title: "A NUL inside a token",
    why: "The tools keep tokens as C strings: what stands behind the NUL is lost, and may come back as part of a later token, because the C `M1` clears its buffer up to the first NUL only.",
    remedy: "Remove the NUL.",
  },
  "hex1/undefined-label": {
    severity: "warning",
    title: "A reference to a label that is defined nowhere",
    why: "hex1 keeps its labels in a table of 256 addresses that begins as zeros, and knows no errors: the reference is resolved to address 0.",
    remedy: "Define the label (`:x`), or correct the letter.",
  },
  "hex1/duplicate-label": {
    severity: "warning",
    title: "A label is defined twice",
    why: "hex1 takes the last definition for every reference and says nothing. There are only 256 names, so this happens easily.",
    remedy: "Take another letter.",
  },
  "hex1/label-inside-byte": {
    severity: "warning",
    title: "A label between the two digits of a byte",
    why: "The first pass of the x86, AMD64 and AArch64 hex1 counts a byte at its first digit, so the label is the address behind the byte; on RISC-V it is the address of the byte.",
    remedy: "Put the label in front of the byte, and look for a digit that is missing.",
  },
  "hex1/missing-name": {
    severity: "error",
    title: "The file ends behind a sigil",
    why: "hex1 takes the end of the file (-4) for the name, and reads or writes in front of its table: over its own code or file numbers.",
    remedy: "Write the name.",
  },
  "hex1/unusable-name": {
    severity: "error",
    title: "A byte that cannot be a label's name",
    why: "A name is one byte, and its number is the place in hex1's table. The entry of NUL is also the buffer that bytes are read into; on RISC-V bytes above 7F are negative, and their place is inside of hex1's own code. A letter outside of ASCII is several bytes.",
    remedy: "Take an ASCII letter, digit or sign.",
  },
  "hex1/upper-immediate": {
    severity: "warning",
    title: "A backward `~` reference that spoils what comes behind it",
    why: "riscv64's hex1 rounds the upper immediate with a 32-bit addition, whose negative sum fills the upper half of its 64-bit register with ones. They are merged into the four bytes behind the instruction.",
    remedy:
      "Move the target so that the lower 12 bits of the displacement are below 800 (hexadecimal), or write the immediate as digits.",
  },
  "hex1/end-of-file-byte": {
    severity: "warning",
    title: "The byte FC outside a comment ends the input",
    why: "RISC-V's hex1 extends the sign of what it reads and takes -4 for the end of the file. UTF-8 never contains that byte: the file is in Latin-1 or no text.",
    remedy: "Save the file as UTF-8.",
  },
  "hex1/comment-at-end": {
    severity: "error",
    title: "The file ends inside a comment, without a line end",
    why: "Every hex1 looks for the line end for ever.",
    remedy: "End the last line with a line feed.",
  },
  "hex1/unknown-sigil": {
    severity: "warning",
    title: "A sigil that this architecture's hex1 does not know",
    why: "It is dropped, and the name behind it is read as hexadecimal: `!a` adds the digit A. x86 and AMD64 know `%`; AArch64 `~`, `$` and `&`; RISC-V `!`, `@`, `$` and `~`.",
    remedy: "Take a reference that the architecture knows, or write the bytes.",
  },
  "hex1/stray-character": {
    severity: "warning",
    title: "A character outside a comment that hex1 drops",
    why: "hex1 drops what is neither digit, label, reference nor comment, and takes the letters a to f beside it as digits.",
    remedy: "Put `#` or `;` in front of a comment.",
  },
  "hex1/odd-nibble": {
    severity: "warning",
    title: "Half a byte at the end of the file",
    why: "Two digits make a byte. A last lone digit is dropped without a word, so the program is a byte shorter than its source looks.",
    remedy: "Write the missing digit, or remove the lone one.",
  },
  "m1/define-at-end": {
    severity: "error",
    title: "A DEFINE with nothing behind it",
    why: "M0 applies a DEFINE to the tokens behind it without looking whether there are any, and crashes.",
    remedy: "Remove it, or assemble the file in front of another one (`catm`).",
  },
  "m1/unended-comment": {
    severity: "error",
    title: "The file ends inside a comment, without a line end",
    why: "M0 looks for the line feed for ever.",
    remedy: "End the last line with a line feed.",
  },
  "m1/unended-token": {
    severity: "error",
    title: "The file ends with a token, without a line end",
    why: "M0 takes the end of the file (-4) for one character of the token after the other, until it crashes.",
    remedy: "End the last line with a line feed.",
  },
  "m1/number-without-sigil": {
    severity: "error",
    title: "A number behind a character that RISC-V's M0 knows no form for",
    why: "M0 tries every token from its second character on as a number. On RISC-V it can write one behind `!`, `@`, `~` and `%`, and exits with 1 for every other, labels such as `:1` and raw digits included.",
    remedy:
      "Take one of these sigils, let the label begin with a letter (and no `x` behind it), or put digits in single quotes.",
  },
  "m1/taken-for-number": {
    severity: "warning",
    title: "A token that M0 takes for a number",
    why: "M0 tries every token from its second character on as a number: `83` is written as `03`, and the label `:1` as `01`, so that it does not exist. `x` as the third character makes what follows hexadecimal: `:ax12` is written as `12`.",
    remedy: "Put digits in single quotes (`'83'`), and let labels begin with a letter, and no `x` behind it.",
  },
  "m1/narrow-number": {
    severity: "warning",
    title: "A number that M0 writes as one byte",
    why: "The M0 of x86, AMD64 and AArch64 knows `%` (4 bytes) and `@` (2). Behind every other sigil a number becomes 1 byte, also behind `$`, `~` and `&`, for which M1 writes 2, 3 and 4.",
    remedy: "Take `%` or `@`, or write the digits in single quotes.",
  },
  "m1/number-reading": {
    severity: "warning",
    title: "A number that M0 and M1 read differently",
    why: "M0 knows decimal and `0x` with capital letters. `0xff` counts 0, `010` is ten (8 for M1), and `0b1` and `1_000` are no numbers.",
    remedy: "Write it in decimal, or with capital letters behind `0x`.",
  },
  "m1/passed-on": {
    severity: "warning",
    title: "A word that M0 passes on to hex2",
    why: "M0 knows no errors: a word that is no macro goes into its output, and hex2 takes the letters a to f in it as digits. M1 refuses it.",
    remedy:
      "Define the macro above its use, or correct the name. Digits are meant as such in single quotes: `'90'`.",
  },
  "m1/label-at-end": {
    severity: "error",
    title: "The file ends behind a colon",
    why: "`blood-elf` stops with `Can not have an EOF token`.",
    remedy: "Write the label's name.",
  },
} as const satisfies Record<string, CodeEntry>;

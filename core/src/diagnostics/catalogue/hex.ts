import type { CodeEntry } from "../codeEntry";

/** Codes of hex0, hex1 and hex2. */
export const hexCodes = {
  "hex0/odd-nibble": {
    severity: "error",
    title: "Half a byte at the end of the file.",
    why: "Two digits make a byte. Every hex0 drops a last lone digit without a word, so the program is a byte shorter than its source looks.",
    remedy:
      "Write the missing digit, or remove the lone one. When the count is right at the end but wrong here, a digit is missing somewhere above: look for a line with an odd number of digits.",
  },
  "hex0/stray-text": {
    severity: "error",
    title: "Text outside a comment of which hex0 takes some letters as digits.",
    why: "hex0 knows no errors. It drops every character that is no hex digit, and keeps those that are: the word `load` outside a comment becomes the digits A and D, and shifts every byte behind it.",
    remedy: "Put `#` or `;` in front of a comment, or correct the digits.",
  },
  "hex0/stray-character": {
    severity: "warning",
    title: "A character outside a comment that hex0 drops.",
    why: "hex0 drops every character that is neither a hex digit nor the start of a comment. The bytes are not changed by it, but a reader may think that it means something. `:label` and `%label` have no meaning before hex1.",
    remedy: "Remove the character, or put `#` or `;` in front of it.",
  },
  "hex0/digit-g": {
    severity: "error",
    title: "`G` counts as the digit 16 in the x86 and AMD64 seeds.",
    why: "The range check of the x86 and AMD64 hex0 seeds lets one letter too many through: `4G` becomes 50 (hexadecimal). The other hex0 programs drop the letter, so the same source gives other bytes on other machines.",
    remedy: "Write the digit that you meant (0-9, A-F).",
  },
  "hex0/split-byte": {
    severity: "warning",
    title: "The two digits of a byte do not stand together.",
    why: "hex0 skips blanks, line ends and comments between the two digits of a byte. So a lone digit swallows the first digit of what follows, and every byte behind it is shifted by half a byte until another lone digit puts it right.",
    remedy:
      "Look for a missing or surplus digit in the marked line; write the two digits of a byte side by side.",
  },
  "hex0/comment-at-end": {
    severity: "info",
    title: "The file ends inside a comment, without a line end.",
    why: "builder-hex0's second stage looks for the line end for ever, and hex1 and hex2 of every architecture hang on such a file. The hex0 seeds read it well.",
    remedy: "End the last line with a line feed.",
  },
  "hex0/carriage-return": {
    severity: "warning",
    title: "A carriage return inside a comment.",
    why: "The riscv seeds and the C prototype end a comment at a carriage return, the x86, AMD64 and AArch64 seeds only at a line feed: what stands behind it is code for the former and comment for the latter.",
    remedy: "Use line feeds alone.",
  },
  "elf/truncated-header": {
    severity: "error",
    title: "The file begins like an ELF file but ends within its headers.",
    why: "Linux reads the whole ELF header and every program header before it starts a program, and refuses a file that is too short for them (`Exec format error`).",
    remedy:
      "Complete the header: 52 bytes and 32 for each program header for 32 bits, 64 and 56 for 64 bits.",
  },
  "elf/file-size": {
    severity: "warning",
    title: "p_filesz disagrees with the number of bytes.",
    why: "The loader maps `p_filesz` bytes from the file. When it is smaller than the program, the bytes behind it are missing in memory (or there only because memory comes in pages); when it is larger, it reaches behind the end of the file. hex0 has no labels, so the number has to be corrected by hand each time when bytes come or go.",
    remedy:
      "Set `p_filesz` (and `p_memsz`, which counts the zeroed memory behind it, too) to the true size. The quick fix writes it.",
  },
  "elf/memory-size": {
    severity: "error",
    title: "p_memsz is smaller than p_filesz.",
    why: "A segment cannot hold more bytes of the file than it has memory. Linux refuses to start such a program (`elf_map`, fs/binfmt_elf.c).",
    remedy: "Set `p_memsz` to at least `p_filesz`.",
  },
  "elf/entry-point": {
    severity: "error",
    title: "The entry point lies outside every executable segment.",
    why: "Linux starts a program at `e_entry`, a virtual address. When no executable segment holds it, the program dies with a segmentation fault before its first instruction.",
    remedy:
      "Set `e_entry` to the address of the first instruction: base address plus its offset in the file.",
  },
  "elf/ehsize": {
    severity: "info",
    title: "e_ehsize is not the size of the ELF header.",
    why: "`e_ehsize` is 52 for 32 bits and 64 for 64 bits. Linux never looks at it; tools that read ELF files do.",
    remedy: "Write the size, unless the two bytes are needed for something else.",
  },
  "elf/header-size": {
    severity: "warning",
    title: "e_phentsize is not the size of a program header.",
    why: "`e_phentsize` is 32 for 32 bits and 56 for 64 bits (System V ABI, chapter 5). Linux refuses a program in which it is something else (`load_elf_phdrs`, fs/binfmt_elf.c).",
    remedy: "Write the size that belongs to the file's class.",
  },
  "elf/program-headers": {
    severity: "error",
    title: "The program headers lie outside the file.",
    why: "`e_phoff` and `e_phnum` say where the program headers are. Linux cannot start a program when it cannot read them.",
    remedy:
      "Set `e_phoff` to the file offset of the first program header (usually right behind the ELF header), and `e_phnum` to their number.",
  },
} as const satisfies Record<string, CodeEntry>;

import type { Document } from "../languages/language";
import { SourceText } from "../text/sourceText";

/** A hex0 document without a file. */
export function hex0Document(text: SourceText | string): Document {
  const source = typeof text === "string" ? SourceText.fromString(text) : text;
  return { language: "hex0", path: undefined, text: source, workspace: undefined };
}

/** A program of 100 bytes for x86 Linux: a call, an exit, and data behind. Nothing is wrong with it. */
export const x86Program = `# Greets nobody, é 漢 😀
7F454C46 01 01 01 00 0000000000000000   # e_ident
0200 0300 01000000      # e_type, e_machine, e_version
54800408                # e_entry
34000000 00000000       # e_phoff, e_shoff
00000000 3400 2000      # e_flags, e_ehsize, e_phentsize
0100 0000 0000 0000     # e_phnum, e_shentsize, e_shnum, e_shstrndx

01000000 00000000       # p_type, p_offset
00800408 00800408       # p_vaddr, p_paddr
64000000 64000000       # p_filesz, p_memsz
05000000 00100000       # p_flags, p_align

#:_start ; (0x8048054)
31C0                    ; xor eax, eax
E8 05000000             ; call %greet
# :exit
B0 01                   ; mov al, 1
CD80                    ; exit
90
#greet:
C3                      ; ret
; :text
48 69 0A
`;

/** The same idea for AMD64, its program header in the last eight bytes of nothing: 64-bit headers cannot overlap so. */
export const amd64Program = `7F454C46 02 01 01 00 0000000000000000
0200 3E00 01000000
7800600000000000        # e_entry
4000000000000000 0000000000000000
00000000 4000 3800 0100 0000 0000 0000
01000000 05000000       # p_type, p_flags
0000000000000000 0000600000000000 0000600000000000
7F00000000000000        # p_filesz
7F00000000000000        # p_memsz
0010000000000000
#:_start
B8 3C000000             # mov eax, 60
0F05                    # syscall
`;

/** As small as the field's smallest seeds: the program header begins in the last eight bytes of the ELF header. */
export const overlappingProgram = `7F454C46 010101 000000000000000000
0200 0300 01000000 4C800408 2C000000 00000000 00000000
3400 2000
0100 0000 00000000      # e_phnum and p_type, e_shnum and p_offset
00800408 00800408 53000000 53000000 05000000 00100000
B8 01000000 CD80
`;

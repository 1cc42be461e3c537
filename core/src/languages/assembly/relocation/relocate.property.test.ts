import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../../../text/sourceText";
import { edited } from "../../../testing/edits";
import type { Document } from "../../language";
import { languageOfPath } from "../../registry";
import { lowerDocument } from "../lower/document";
import { locate } from "./located";
import { relocate } from "./relocate";

/** A program in hex2, whose labels are the truth; `nop` is one line of an instruction. */
interface Corpus {
  readonly folder: string;
  readonly nop: string;
  readonly source: string;
}

const elf64 = (machine: string) => `:ELF_base
7F 45 4C 46 02 01 01 00 00 00 00 00 00 00 00 00
02 00 ${machine} 00 01 00 00 00
&_start 00 00 00 00     # e_entry
40 00 00 00 00 00 00 00 # e_phoff
00 00 00 00 00 00 00 00
00 00 00 00 40 00 38 00 01 00
00 00 00 00 00 00
01 00 00 00 07 00 00 00
00 00 00 00 00 00 00 00
&ELF_base 00 00 00 00
&ELF_base 00 00 00 00
%ELF_end>ELF_base 00 00 00 00 # p_filesz
%ELF_end>ELF_base 00 00 00 00 # p_memsz
01 00 00 00 00 00 00 00
`;
const elf32 = (machine: string) => `:ELF_base
7F 45 4C 46 01 01 01 00 00 00 00 00 00 00 00 00
02 00 ${machine} 00 01 00 00 00
&_start                 # e_entry
34 00 00 00 00 00 00 00 00 00 00 00
34 00 20 00 01 00 00 00 00 00 00 00
01 00 00 00 00 00 00 00
&ELF_base
&ELF_base
%ELF_end>ELF_base       # p_filesz
%ELF_end>ELF_base       # p_memsz
07 00 00 00 01 00 00 00
`;

const x86 = `:_start
	58                  ; pop_eax
	31C9                ; xor_ecx,ecx
	0F84 %done          ; je %done
	74 !done            ; je !done
	E8 %helper          ; call %helper
	83F8 FC             ; cmp_eax, !-4
	05 &table           ; add_eax, &table
	A3 &table           ; mov_[DWORD],eax &table
	E9 %_start          ; jmp %_start
:helper
	8B1D &table         ; mov_ebx,[DWORD] &table
	EB !helper          ; jmp !helper
	CD80                ; int !0x80
:done
	C3                  ; ret
:table
	&helper
	%done>helper
	00 00 00 00
:ELF_end
`;
const amd64 = `:_start
	58                  ; pop_rax
	4831C9              ; xor_rcx,rcx
	0F84 %done          ; je %done
	E8 %helper          ; call %helper
	488B1D %table       ; mov_rbx,[rip+DWORD] %table
	48C7C6 &table       ; mov_rsi, &table
	75 !_start          ; jne8 !_start
	EB !done            ; jmp8 !done
:helper
	488D35 %table       ; lea_rsi,[rip+DWORD] %table
	4883C0 01           ; add_rax, !1
	0F05                ; syscall
:done
	E9 %helper          ; jmp %helper
	C3                  ; ret
:table
	&helper 00 00 00 00
:ELF_end
`;
const aarch64 = `:_start
    600C8092            ; SET_X0_TO_FCNTL_H_AT_FDCWD
    41000018            ; LOAD_W1_AHEAD
    02000014            ; SKIP_32_DATA
    &table
    ^~helper 94         ; ^~helper FCALL
    1F1000B1            ; CMP_X0_TO_MINUS_4
    41000054            ; SKIP_INST_NE
    ^~_start 17         ; ^~_start BRANCH
:helper
    020080D2            ; SET_X2_TO_0
    ^~done 14           ; ^~done FBRANCH
    010000D4            ; SYSCALL
:done
    ^~helper 97         ; ^~helper CALL
    C0035FD6            ; RETURN
:table
    &helper
:ELF_end
`;
const arm = `:_start
    0000A0E1            # nop
    ^~helper EB         # ^~helper CALL_ALWAYS
    ^~_start 0A         # ^~_start JUMP_EQUAL
:helper
    0000A0E1            # nop
    ^~done EA           # ^~done JUMP_ALWAYS
    0000A0E1            # nop
:done
    ^~helper EA         # ^~helper JUMP_ALWAYS
:table
    &helper
:ELF_end
`;
const riscv = `:_start
    13 0A 00 00         # rd_s4 mv
    @done 63 00 05 00   # rs1_a0 @done beqz
    $helper EF 00 00 00 # rd_ra $helper jal
    ~table 17 05 00 00  # rd_a0 ~table auipc
    !table 13 05 05 00  # rd_a0 rs1_a0 !table addi
    @_start 63 40 55 00 # rs1_a0 rs2_t0 @_start blt
:helper
    13 06 10 24         # rd_a2 !577 addi
    $done 6F 00 00 00   # $done jal
    73 00 00 00         # ecall
:done
    $helper 6F 00 00 00 # $helper jal
    67 80 00 00         # ret
:table
    &helper
:ELF_end
`;
const knight = `:_start
E0002D201100    # LOADUI R0 0x1100
42100100        # FGETC
E0002CC0 @done  # JUMP.NP R0 @done
E000A0100030    # CMPSKIPI.GE R0 48
3C00 @helper    # JUMP @helper
:helper
E0002D20 $table # LOADUI R0 $table
0500000F        # ADD R0 R0 R15
3C00 @_start    # JUMP @_start
:done
FFFFFFFF        # HALT
:table
&helper
`;
const boot = `#[7C00]
:_start
31 C0           # xor ax, ax
8E D8           # mov ds, ax
EA $main 00 00  # jmp far main
:main
BE $text        # mov si, text
A1 $text        # mov ax, [text]
E8 @print       # call print
74 !main        # je main
EB !done        # jmp done
:print
B4 0E           # mov ah, 0x0E
CD 10           # int 0x10
72 !print       # jc print
C3              # ret
:done
F4              # hlt
E9 @main        # jmp main
:text
48 69
`;

const corpora: readonly Corpus[] = [
  { folder: "x86", nop: "	0F1F4000            ; a nop", source: elf32("03") + x86 },
  { folder: "AMD64", nop: "	0F1F4000            ; a nop", source: elf64("3E") + amd64 },
  { folder: "AArch64", nop: "    1F2003D5            ; a nop", source: elf64("B7") + aarch64 },
  { folder: "armv7l", nop: "    0000A0E1            # nop", source: elf32("28") + arm },
  { folder: "riscv64", nop: "    13 00 00 00         # rd_zero mv", source: elf64("F3") + riscv },
  { folder: "riscv32", nop: "    13 00 00 00         # rd_zero mv", source: elf32("F3") + riscv },
  { folder: "knight", nop: "0500000F        # ADD R0 R0 R15", source: knight },
  { folder: "boot", nop: "90              # nop", source: boot },
];

function open(folder: string, name: string, text: SourceText): Document {
  const path = folder === "boot" ? `/builder-hex0/boot.${name}` : `/${folder}/a.${name}`;
  return { language: languageOfPath(path)!.id, path, text, workspace: undefined };
}

async function hex0Of(folder: string, lines: readonly string[]) {
  const text = SourceText.fromString(lines.join("\n"));
  const lowered = (await lowerDocument(open(folder, "hex2", text), "hex0"))!;
  return { lines: lowered.text.latin1.split("\n"), problems: lowered.problems };
}

async function relocated(folder: string, lines: readonly string[]) {
  const text = SourceText.fromString(lines.join("\n"));
  const relocation = relocate(await locate(open(folder, "hex0", text)));
  return { text, relocation, fixed: edited(text, relocation.edits) };
}

/** Lines behind which nothing can be put without another meaning: what follows belongs to them. */
const bound = /AHEAD|SKIP_|auipc|^ELF/;

/** A line without what stays as it was written: blanks, and zeros in front of an address in a note. */
const told = (line: string) => line.replaceAll(/\s/g, "").replace(/\(0x0+(?=[\dA-F])/, "(0x");

/** Whether several labels stand behind the last byte, where no header tells which of them are in memory only. */
const isUnclear = (hex2: readonly string[]) =>
  !hex2.includes(":ELF_end") &&
  hex2
    .filter((line) => line !== "")
    .slice(-2)
    .every((line) => line.startsWith(":"));

type Change = readonly [at: number, count: number];

/** Lines are put in, or with a count below zero taken out, at places drawn for the program; the same in two texts. */
function changed(
  hex2: readonly string[],
  hex0: readonly string[],
  changes: readonly Change[],
  nop: string,
): readonly [readonly string[], readonly string[]] {
  const [own, other] = [[...hex2], [...hex0]];
  const first = hex2.indexOf(":_start") + 1;
  for (const [draw, count] of changes) {
    const at = first + (draw % Math.max(1, own.length - first - 1));
    if (bound.test(own[at - 1]!) || bound.test(own[at - 2] ?? "")) continue;
    if (count > 0) {
      for (const lines of [own, other]) lines.splice(at, 0, ...Array.from({ length: count }, () => nop));
    } else if (!/^:|auipc|^#\[|AHEAD|SKIP_/.test(own[at]!)) {
      for (const lines of [own, other]) lines.splice(at, 1);
    }
  }
  return [own, other];
}

describe("relocated hex0 is what hex2 makes of its labels", () => {
  it.each(corpora.map((corpus) => [corpus.folder, corpus] as const))(
    "%s",
    async (folder, { nop, source }) => {
      const hex2 = source.split("\n");
      const { lines: hex0, problems } = await hex0Of(folder, hex2);
      expect(problems).toEqual([]);
      expect(hex0.length).toBe(hex2.length);
      // What is right stays as it is.
      expect((await relocated(folder, hex0)).relocation).toMatchObject({
        edits: [],
        unreached: [],
        unknown: [],
      });
      let [moved, far] = [0, 0];
      const change = fc.tuple(fc.nat(1000), fc.constantFrom(-1, -1, 1, 1, 2, 40));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const [truth, edit] = changed(hex2, hex0, changes, nop);
          fc.pre(!isUnclear(truth));
          const expected = await hex0Of(folder, truth);
          const { relocation, fixed } = await relocated(folder, edit);
          expect(relocation.unreached.length > 0).toBe(expected.problems.length > 0);
          if (expected.problems.length > 0) {
            far++;
            return;
          }
          if (relocation.edits.length > 0) moved++;
          expect(fixed.latin1.split("\n").map(told)).toEqual(expected.lines.map(told));
          const again = await relocated(folder, fixed.latin1.split("\n"));
          expect(again.relocation.edits).toEqual([]);
        }),
        { seed: 11, numRuns: 60 },
      );
      expect(moved).toBeGreaterThan(20);
      if (/x86|AMD64|boot/.test(folder)) expect(far).toBeGreaterThan(0);
    },
  );
});

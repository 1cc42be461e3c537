import { MemoryFileSystem } from "../../platform/memory";
import { fixture } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document, Language } from "../language";
import { languageOfPath } from "../registry";

const seed = "/t/seed/stage0-posix";

/** What a small tree builds: one program of each stage, and one with a part that a compiler writes. */
const files: Readonly<Record<string, string>> = {
  "/t/steps/manifest": "",
  [`${seed}/kaem.x86`]: "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n",
  [`${seed}/x86/mini.kaem`]: [
    "./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/hex1.hex0 ./x86/artifact/hex1",
    "./x86/artifact/hex1 ./x86/hex2.hex1 ./x86/artifact/hex2-0",
    "./x86/artifact/hex2-0 ./x86/catm.hex2 ./x86/artifact/catm",
    "./x86/artifact/catm ./x86/artifact/M0.hex2 ./x86/ELF.hex2 ./x86/M0.hex2",
    "./x86/artifact/hex2-0 ./x86/artifact/M0.hex2 ./x86/artifact/M0",
    "./x86/artifact/catm ./x86/artifact/tool-0.M1 ./x86/tool_defs.M1 ./x86/tool.M1",
    "./x86/artifact/M0 ./x86/artifact/tool-0.M1 ./x86/artifact/tool.hex2",
    "./x86/artifact/catm ./x86/artifact/tool-0.hex2 ./x86/ELF.hex2 ./x86/artifact/tool.hex2",
    "./x86/artifact/hex2-0 ./x86/artifact/tool-0.hex2 ./x86/artifact/tool",
    "./x86/artifact/cc_x86 ./x86/main.c ./x86/artifact/main.M1",
    "./x86/artifact/M1-0 --architecture x86 --little-endian -f ./x86/main_defs.M1 -f ./x86/libc.M1 -f ./x86/artifact/main.M1 -o ./x86/artifact/main.hex2",
    "./x86/artifact/hex2-1 --architecture x86 --little-endian --base-address 0x1000 -f ./x86/ELF.hex2 -f ./x86/artifact/main.hex2 -o ./x86/bin/main",
    "",
  ].join("\n"),
  [`${seed}/x86/hex1.hex0`]: "90\n",
  [`${seed}/x86/hex2.hex1`]: ":a 90\nE8 %a\n",
  [`${seed}/x86/catm.hex2`]: ":_start\nEB !_start\n",
  [`${seed}/x86/ELF.hex2`]: ":ELF_base\n7F 45\n&ELF_end\n:ELF_text\n",
  [`${seed}/x86/M0.hex2`]: ":_start\nE8 %exit ; call %exit\n:exit\nC3\n:ELF_end\n",
  [`${seed}/x86/tool_defs.M1`]: "DEFINE ret C3\nDEFINE call E8\nDEFINE nop 90\n",
  [`${seed}/x86/tool.M1`]:
    ':_start\n\tcall %exit\n\tcall %exit\n:exit\n\tnop\n\tret\n:text "hi"\n\t&text\n:ELF_end\n',
  [`${seed}/x86/main_defs.M1`]: "DEFINE ret C3\nDEFINE call E8\n",
  [`${seed}/x86/libc.M1`]: ":_start\n\tcall %FUNCTION_main\n\tret\n:FUNCTION_exit\n\tret\n",
  [`${seed}/x86/main.c`]: "",
  [`${seed}/x86/Development/tool.M1`]: ":_start\n\tcall %exit\n:exit\n\tret\n",
};

/** The path of a file of the tree's `x86`. */
export const inX86 = (name: string) => (name.startsWith("/") ? name : `${seed}/x86/${name}`);

/** A file of the small tree's `x86` with another text, `‸` and `⟦…⟧` marking places in it. */
export function openSource(name: string, marked: string, more: Readonly<Record<string, string>> = {}) {
  const found = fixture(marked);
  const path = inX86(name);
  const plain = found.text.slice({ start: 0, end: found.text.length });
  const others = Object.fromEntries(Object.entries(more).map(([other, text]) => [inX86(other), text]));
  const workspace = new Workspace(new MemoryFileSystem({ ...files, ...others, [path]: plain }));
  const language: Language = languageOfPath(path)!;
  const document: Document = { language: language.id, path, text: found.text, workspace };
  return { document, language, workspace, path, ...found };
}

/** The text of a file of the small tree. */
export const textOf = (name: string) => files[inX86(name)]!;

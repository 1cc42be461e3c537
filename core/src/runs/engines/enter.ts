import { assembleHex0 } from "../../assemble/hex0";
import type { Machine } from "../../platform/machine";

/**
 * The last program of the machine's that a sandbox sees: `enter FOLDER PROGRAM ARG…`, started in the new root folder.
 * It swaps the root mounts, lets go of the old one and becomes PROGRAM. After chroot alone, the old root would still be
 * mounted in there, and a program with uid 0 knows how to climb out to it; after this there is nothing to climb to
 * (pivot_root(2), NOTES: `pivot_root(".", ".")`). No tool of util-linux can take the last step, since the tools
 * themselves are gone by then: so the program is our own, and nothing but system calls.
 */
const x86_64 = `
7F454C46 02 01 01 00 0000000000000000   # ELF, 64 bits, little-endian
0200 3E00 01000000                      # executable, x86-64, version 1
7800600000000000 4000000000000000       # entry 0x600078, program headers at 0x40
0000000000000000 00000000               # no sections, no flags
4000 3800 0100 0000 0000 0000           # header sizes, one segment
01000000 05000000 0000000000000000      # load the file from 0, read and execute
0000600000000000 0000600000000000       # to 0x600000
D900000000000000 D900000000000000       # 0xD9 bytes
0010000000000000
48 8D 3D 58000000                       # lea rdi, [dot]
48 89 FE                                # mov rsi, rdi
B8 9B000000                             # mov eax, 155 (pivot_root)
0F 05                                   # syscall
85 C0                                   # test eax, eax
BB 7D000000                             # mov ebx, 125: the status if this failed
75 3C                                   # jne fail
BE 02000000                             # mov esi, 2 (MNT_DETACH)
B8 A6000000                             # mov eax, 166 (umount2); rdi is still dot
0F 05                                   # syscall
85 C0                                   # test eax, eax
75 2C                                   # jne fail
FF C3                                   # inc ebx: 126, no such folder
48 8B 7C 24 10                          # mov rdi, [rsp+16]: FOLDER
B8 50000000                             # mov eax, 80 (chdir)
0F 05                                   # syscall
85 C0                                   # test eax, eax
75 1A                                   # jne fail
FF C3                                   # inc ebx: 127, PROGRAM cannot be run
48 8B 0C 24                             # mov rcx, [rsp]: how many arguments
48 8D 54 CC 10                          # lea rdx, [rsp+rcx*8+16]: the environment
48 8D 74 24 18                          # lea rsi, [rsp+24]: PROGRAM and what follows
48 8B 3E                                # mov rdi, [rsi]
B8 3B000000                             # mov eax, 59 (execve)
0F 05                                   # syscall
#:fail
89 DF                                   # mov edi, ebx
B8 3C000000                             # mov eax, 60 (exit)
0F 05                                   # syscall
#:dot
2E 00                                   # "."
`;

/** What {@link x86_64} ends with when it could not become the program. */
export const enterStatus = { rootNotSwapped: 125, noFolder: 126, notExecutable: 127 } as const;

/**
 * Puts the program into a folder of ours and gives its path; undefined on a processor that it does not exist for: there
 * the sandbox makes do with chroot.
 */
export async function provideEnter(machine: Machine, folder: string): Promise<string | undefined> {
  if (machine.facts.processor !== "x64") return undefined;
  const path = `${folder}/enter`;
  await machine.disk.write(path, assembleHex0(new TextEncoder().encode(x86_64)).bytes, 0o755);
  return path;
}

import { assembleHex0 } from "../../assemble/hex0";
import type { Machine } from "../../platform/machine";

/**
 * What uid 0 may still do in a sandbox, by the names of capabilities(7): have its way with the files of the root, its
 * users and its processes. Mounting is not among it: every mount that upstream's improve: scripts look for is there,
 * and who can mount gets a /proc/sys that can be written to.
 */
export const keptCapabilities = [
  ...["chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "sys_chroot"],
] as const;

/** What every one of these programs is: one segment that is read and executed, at 0x600000. `size` in bytes. */
const header = (size: string) => `
7F454C46 02 01 01 00 0000000000000000   # ELF, 64 bits, little-endian
0200 3E00 01000000                      # executable, x86-64, version 1
7800600000000000 4000000000000000       # entry 0x600078, program headers at 0x40
0000000000000000 00000000               # no sections, no flags
4000 3800 0100 0000 0000 0000           # header sizes, one segment
01000000 05000000 0000000000000000      # load the file from 0, read and execute
0000600000000000 0000600000000000       # to 0x600000
${size} ${size}       # so many bytes
0010000000000000
`;

/** Closes every descriptor above 2. */
const closeDescriptors = `
BF 03000000                             # mov edi, 3
BE FFFFFFFF                             # mov esi, -1: no last one
31 D2                                   # xor edx, edx
B8 B4010000                             # mov eax, 436 (close_range)
0F 05                                   # syscall
85 C0                                   # test eax, eax
74 0F                                   # je closed
#:next, for a Linux before 5.9
B8 03000000                             # mov eax, 3 (close)
0F 05                                   # syscall
FF C7                                   # inc edi
0F BA E7 14                             # bt edi, 20: up to the kernel's own limit, fs.nr_open
73 F1                                   # jnc next
#:closed
`;

/** Goes to FOLDER and becomes PROGRAM; ebx is 125 before it. Ends at `fail`, the status in ebx. */
const becomeProgram = `
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
`;

/**
 * The last program of the machine's that a sandbox sees: `enter FOLDER PROGRAM ARG…`, started in the new root folder.
 * It closes every descriptor above 2, swaps the root mounts, lets go of the old one, gives up the capabilities that
 * are not {@link keptCapabilities}, and becomes PROGRAM. After chroot alone, the old root would still be
 * mounted in there, and a program with uid 0 knows how to climb out to it; after this there is nothing to climb to
 * (pivot_root(2), NOTES: `pivot_root(".", ".")`). No tool of util-linux can take the last step, since the tools
 * themselves are gone by then: so the program is our own, and nothing but system calls.
 */
const enterProgram = `${header("2501000000000000")}${closeDescriptors}
48 8D 3D 7E000000                       # lea rdi, [dot]
48 89 FE                                # mov rsi, rdi
B8 9B000000                             # mov eax, 155 (pivot_root)
0F 05                                   # syscall
BB 7D000000                             # mov ebx, 125: the status if this failed
85 C0                                   # test eax, eax
75 62                                   # jne fail
BE 02000000                             # mov esi, 2 (MNT_DETACH)
B8 A6000000                             # mov eax, 166 (umount2); rdi is still dot
0F 05                                   # syscall
85 C0                                   # test eax, eax
75 52                                   # jne fail
BF 18000000                             # mov edi, 24 (PR_CAPBSET_DROP)
31 F6                                   # xor esi, esi: the first capability
#:drop
B8 FB000400                             # mov eax, the capabilities that stay, a bit each
48 0F A3 F0                             # bt rax, rsi
72 10                                   # jc kept
B8 9D000000                             # mov eax, 157 (prctl)
0F 05                                   # syscall
83 F8 EA                                # cmp eax, -22 (EINVAL): behind the last one
74 08                                   # je dropped
85 C0                                   # test eax, eax
75 30                                   # jne fail
#:kept
FF C6                                   # inc esi
EB E1                                   # jmp drop
#:dropped
${becomeProgram}
#:dot
2E 00                                   # "."
`;

/**
 * The same where bubblewrap has made the root: `begin FOLDER PROGRAM ARG…` says that the sandbox is ready, joins standard
 * error to standard output, closes every other descriptor and becomes PROGRAM. It is started by its own descriptor, so
 * that there is no file of it in the root.
 */
const beginProgram = `${header("0701000000000000")}
BF 02000000                             # mov edi, 2
48 8D 35 7D000000                       # lea rsi, [ready]
BA 06000000                             # mov edx, 6
B8 01000000                             # mov eax, 1 (write)
0F 05                                   # syscall
BF 01000000                             # mov edi, 1
BE 02000000                             # mov esi, 2
B8 21000000                             # mov eax, 33 (dup2)
0F 05                                   # syscall
${closeDescriptors}
BB 7D000000                             # mov ebx, 125
${becomeProgram}
#:ready
72 65 61 64 79 0A                       # "ready", a newline
`;

/** What these end with when they could not become the program. */
export const enterStatus = { rootNotSwapped: 125, noFolder: 126, notExecutable: 127 } as const;

const programs = { enter: enterProgram, begin: beginProgram } as const;

/**
 * Puts a program into a folder of ours, once, and gives its path; undefined on a processor that it does not exist for:
 * there the sandbox makes do without.
 */
export function programProvider(
  { facts, disk }: Pick<Machine, "facts" | "disk">,
  name: keyof typeof programs,
): (folder: string) => Promise<string | undefined> {
  const paths = new Map<string, Promise<string>>();
  const write = async (path: string): Promise<string> => {
    await disk.write(path, assembleHex0(new TextEncoder().encode(programs[name])).bytes, 0o755);
    return path;
  };
  return async (folder) => {
    if (facts.processor !== "x64") return undefined;
    // A sandbox that is at work may be just about to execute it: it is not written again.
    const path = paths.get(folder) ?? write(`${folder}/${name}`);
    paths.set(folder, path);
    return path;
  };
}

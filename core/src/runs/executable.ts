import { assembleHex0 } from "../assemble/hex0";
import type { Machine } from "../platform/machine";
import type { Architecture } from "../tree/configuration";
import { ownArchitecture } from "./architecture";
import { drain } from "./drain";
import { RunProblem } from "./problem";

/** What a program of ours ends with when it could run. */
const STATUS = 42;

/** The smallest programs that the kernel takes, for the two architectures that one machine may both run. */
const programs: Partial<Record<Architecture, string>> = {
  x86: `
    7F454C46 01 01 01 00 0000000000000000   # ELF, 32 bits, little-endian
    0200 0300 01000000                      # executable, i386, version 1
    54800408 34000000 00000000 00000000     # entry 0x8048054, program headers at 0x34
    3400 2000 0100 0000 0000 0000           # header sizes, one segment
    01000000 00000000 00800408 00800408     # load the file from 0 to 0x8048000
    60000000 60000000 05000000 00100000     # 0x60 bytes, read and execute
    BB 2A000000                             # mov ebx, 42
    B8 01000000                             # mov eax, 1 (exit)
    CD 80                                   # int 0x80
  `,
  amd64: `
    7F454C46 02 01 01 00 0000000000000000   # ELF, 64 bits, little-endian
    0200 3E00 01000000                      # executable, x86-64, version 1
    7800600000000000 4000000000000000       # entry 0x600078, program headers at 0x40
    0000000000000000 00000000               # no sections, no flags
    4000 3800 0100 0000 0000 0000           # header sizes, one segment
    01000000 05000000 0000000000000000      # load the file from 0, read and execute
    0000600000000000 0000600000000000       # to 0x600000
    8400000000000000 8400000000000000       # 0x84 bytes
    0010000000000000
    BF 2A000000                             # mov edi, 42
    B8 3C000000                             # mov eax, 60 (exit)
    0F 05                                   # syscall
  `,
};

const spoken: Readonly<Record<Architecture, string>> = {
  x86: "i386",
  amd64: "x86-64",
  aarch64: "AArch64",
  riscv32: "RISC-V (32 bits)",
  riscv64: "RISC-V (64 bits)",
};

/** What execve(2) says of a program, or of where it is. */
const refusals: ReadonlySet<string> = new Set(["EACCES", "EPERM", "ENOEXEC", "ENOENT", "EINVAL"]);

async function runs(machine: Machine, program: string, folder: string): Promise<boolean> {
  const path = `${folder}/probe`;
  await machine.disk.write(path, assembleHex0(new TextEncoder().encode(program)).bytes, 0o755);
  const process = machine.processes.start({ file: path, args: [], environment: new Map(), directory: "/" });
  try {
    await drain(process.output);
    return (await process.exit).status === STATUS;
  } catch (error) {
    if (error instanceof Error && "code" in error && refusals.has(String(error.code))) return false;
    throw error;
  } finally {
    await machine.disk.removeFile(path);
  }
}

/**
 * Makes sure that the machine runs programs of an architecture from a folder, by running one; a {@link RunProblem}
 * says what is wrong. Found out beforehand, since the kernel's own `Exec format error` gets lost on its way: libc
 * takes such a file for a shell script.
 */
export async function checkExecutable(
  machine: Machine,
  architecture: Architecture,
  folder: string,
): Promise<void> {
  const program = programs[architecture];
  const own = ownArchitecture(machine);
  const cannot = (why: string) => new RunProblem("run/cannot-execute", why);
  if (program === undefined || machine.facts.processor === "arm64") {
    if (own === architecture) return;
    throw cannot(`this machine cannot run ${spoken[architecture]} programs${advice(own, architecture)}`);
  }
  if (await runs(machine, program, folder)) return;
  const another = own === undefined || own === architecture ? undefined : programs[own];
  if (another !== undefined && (await runs(machine, another, folder))) {
    throw cannot(`this machine cannot run ${spoken[architecture]} programs${advice(own, architecture)}`);
  }
  throw cannot(
    `no program can be run from ${folder}: its file system may be mounted with “noexec”; choose another --target`,
  );
}

function advice(own: Architecture | undefined, wanted: Architecture): string {
  return own === undefined || own === wanted ? "" : `; use --arch ${own}`;
}

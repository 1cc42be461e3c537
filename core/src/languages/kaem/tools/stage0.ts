import { flag, help, operand, valued, version, type Option, type Tool } from "./tool";

const source = (language: string) => operand("IN", "input", `The ${language} source.`);
const result = (what: string) =>
  operand("OUT", "output", `${what} It is created, or emptied when it is there.`);

/** The programs that stage0-posix writes by hand, before there is a compiler (its folders x86, AMD64, …). */
export const handWritten: readonly Tool[] = [
  {
    names: ["hex0", "hex0-seed"],
    summary: "Turns hexadecimal digits into bytes; `#` and `;` begin comments.",
    usage: "hex0 IN OUT",
    operands: [source("hex0"), result("The program.")],
    options: [],
    origin: "stage0-posix, phase 0: the seed, which assembles itself",
  },
  {
    names: ["hex1"],
    summary: "hex0 with labels of one character and relative addresses to them.",
    usage: "hex1 IN OUT",
    operands: [source("hex1"), result("The program.")],
    options: [],
    origin: "stage0-posix, phase 1",
  },
  {
    names: ["hex2-0"],
    summary: "hex1 with names for labels and absolute addresses: the first linker.",
    usage: "hex2-0 IN OUT",
    operands: [source("hex2"), result("The program.")],
    options: [],
    origin: "stage0-posix, phase 2",
    notes: ["The later `hex2` has options instead of places."],
  },
  {
    names: ["M0"],
    summary: "Assembles M1, a language of macros, to hex2; for one architecture only.",
    usage: "M0 IN OUT",
    operands: [source("M1"), result("The hex2 text.")],
    options: [],
    origin: "stage0-posix, phase 3",
  },
  {
    names: ["cc_x86", "cc_amd64", "cc_aarch64", "cc_arm", "cc_riscv32", "cc_riscv64"],
    summary: "Compiles a small subset of C, enough for M2-Planet, to M1.",
    usage: "cc_ARCH IN OUT",
    operands: [source("C"), result("The M1 text.")],
    options: [],
    origin: "stage0-posix, phase 4",
    notes: ["It takes one file: what belongs together is joined by `catm` first."],
  },
  {
    names: ["kaem-optional-seed", "kaem-0", "kaem-minimal"],
    summary: "The hand-written kaem: runs the commands of a script. No variables, no builtins, no `PATH`.",
    usage: "kaem-0 [SCRIPT]",
    operands: [
      operand("SCRIPT", "input", "The script; without one, `kaem.x86` or its like.", { optional: true }),
    ],
    options: [],
    origin: "stage0-posix, phase 0: the optional seed, and phase 0b",
    notes: [
      "It stops at the first command that fails; on AArch64 its exit status is 0 nevertheless.",
      "Under builder-hex0 it hears of no failure: the status that it waits for is always 0.",
    ],
  },
];

const architectures =
  "knight-native, knight-posix, x86, amd64, armv7l, aarch64, ppc64le, riscv32 or riscv64.";
const architecture = valued("--architecture -A", "ARCH", "text", `For which processor: ${architectures}`);
const little = flag("--little-endian", "Numbers with their lowest byte first.");
const big = flag("--big-endian", "Numbers with their highest byte first (the default).");
const file = (language: string): Option =>
  valued("--file -f", "IN", "input", `A ${language} source; they are read in the order given.`, {
    required: true,
  });
const output = (otherwise: string): Option =>
  valued("--output -o", "OUT", "output", `Where to write; otherwise ${otherwise}.`);
const binary = flag("--binary -b", "Digits are binary instead of hexadecimal.");
const octal = flag("--octal -O", "Digits are octal instead of hexadecimal.");

/** The programs of mescc-tools. */
export const mesccTools: readonly Tool[] = [
  {
    names: ["M1", "M1-0"],
    summary: "Assembles M1, a language of macros, to hex2.",
    usage: "M1 --architecture ARCH --little-endian -f IN… [-o OUT]",
    operands: [],
    options: [architecture, little, big, file("M1"), output("standard output"), binary, octal, help, version],
    origin: "mescc-tools, M1-macro.c",
    notes: ["Without an architecture it takes knight-native."],
  },
  {
    names: ["hex2", "hex2-1"],
    summary: "Links hex2: resolves labels and writes the program, executable by everybody.",
    usage: "hex2 --architecture ARCH --little-endian --base-address ADDRESS -f IN… [-o OUT]",
    operands: [],
    options: [
      architecture,
      little,
      big,
      valued("--base-address -B", "ADDRESS", "text", "Where the first byte will stand in memory."),
      file("hex2"),
      output("standard output"),
      flag("--non-executable", "Does not make the result executable."),
      binary,
      octal,
      help,
      version,
    ],
    origin: "mescc-tools, hex2.c",
    notes: ["Without an architecture it takes knight-native."],
  },
  {
    names: ["blood-elf", "blood-elf-0"],
    summary: "Makes the table of symbols that a debugger wants, as M1, of the labels in M1 sources.",
    usage: "blood-elf [--64] --little-endian -f IN… [-o OUT]",
    operands: [],
    options: [
      flag("--64", "For 64-bit processors."),
      flag("--little-endian", "Numbers with their lowest byte first. This or `--big-endian` must be given."),
      flag("--big-endian", "Numbers with their highest byte first."),
      file("M1"),
      output("standard output"),
      valued("--entry", "LABEL", "text", "A label from elsewhere to list, such as `_start`."),
      flag("--binary -b", "Writes binary digits."),
      flag("--octal -O", "Writes octal digits."),
      flag("--hex -X", "Writes hexadecimal digits (the default)."),
      help,
      version,
    ],
    origin: "mescc-tools, blood-elf.c",
  },
  {
    names: ["kaem"],
    summary: "Runs the commands of a script, with variables, `PATH`, `if` and a few builtins.",
    usage: "kaem [--verbose] [--strict] [--file SCRIPT]",
    operands: [],
    options: [
      valued("--file -f", "SCRIPT", "input", "The script; otherwise `kaem.run`."),
      flag("--verbose -v", "Prints each command before it is run."),
      flag("--strict", "Stops at the first command that fails: so it does anyway."),
      flag("--non-strict", "Goes on after a command that fails."),
      flag("--init-mode -i", "Begins without the environment of its caller."),
      flag("--show-exit-codes", "Prints the exit status of each command."),
      flag("--warn", "Prints warnings."),
      flag("--fuzz", "Runs nothing."),
      flag("--", "Ends the options; what follows is `$@`."),
      help,
      version,
    ],
    origin: "mescc-tools, Kaem/kaem.c",
    notes: ["It takes no other argument: `kaem SCRIPT` fails with `UNKNOWN ARGUMENT`."],
  },
  {
    names: ["get_machine"],
    summary: "Prints the processor of this machine, or what follows from it.",
    usage: "get_machine [--exact | --os | --blood | --endian | --hex2]",
    operands: [],
    options: [
      flag("--exact", "As the kernel names it, without translation."),
      flag("--os --OS", "Prints the operating system."),
      flag("--blood", "Prints the option for blood-elf."),
      flag("--endian", "Prints the option for the order of bytes."),
      flag("--hex2", "Prints the base address for hex2."),
      valued("--override", "TEXT", "text", "Prints this instead."),
      help,
      version,
    ],
    origin: "mescc-tools, get_machine.c",
  },
];

import { flag, help, operand, valued, version, type Tool } from "./tool";

const fuzz = flag("--fuzz-mode --fuzzing --chaos", "Writes nothing: for tests with nonsense as input.");
const verbose = flag("--verbose -v", "Tells what it does.");

/** The programs of mescc-tools-extra: what a script needs besides compilers. */
export const mesccToolsExtra: readonly Tool[] = [
  {
    names: ["catm"],
    summary: "Joins files. With no input it makes an empty file, or empties one.",
    usage: "catm OUT [IN…]",
    operands: [
      operand("OUT", "output", "The file to write; it comes first."),
      operand("IN", "input", "A file to append, in this order.", { repeated: true, optional: true }),
    ],
    options: [],
    origin: "mescc-tools-extra, catm.c",
    notes: [
      "The result is readable and writable by its owner only (mode 600).",
      "The hand-written one of stage0-posix goes over an input that is not there, and exits with 0.",
    ],
  },
  {
    names: ["match"],
    summary: "Succeeds when two words are the same; the condition of `if`.",
    usage: "match A B",
    operands: [operand("A", "text", "A word."), operand("B", "text", "The word to compare with.")],
    options: [],
    origin: "mescc-tools-extra, match.c",
    notes: ["Exactly two arguments: an `x` before both keeps an unset variable from being none."],
  },
  {
    names: ["mkdir"],
    summary: "Makes folders.",
    usage: "mkdir [-p] [-m MODE] FOLDER…",
    operands: [operand("FOLDER", "newFolder", "The folder to make.", { repeated: true })],
    options: [
      flag("--parents -p", "Makes the folders above, too, and does not mind what is there already."),
      valued("--mode -m", "MODE", "text", "Permissions, octal; otherwise 755."),
      flag("--help -h", "Shows how it is called."),
      flag("--version -v", "Shows its version."),
    ],
    origin: "mescc-tools-extra, mkdir.c",
    notes: ["An option counts for the folders behind it."],
  },
  {
    names: ["cp"],
    summary: "Copies files, but not their permissions.",
    usage: "cp [-v] IN… OUT",
    operands: [
      operand("IN", "input", "A file to copy.", { repeated: true }),
      operand("OUT", "output", "The new file, or the folder to copy into."),
    ],
    options: [verbose, help, version],
    origin: "mescc-tools-extra, cp.c",
    notes: ["Any other option, `-r` included, is an error; programs need `chmod 755` afterwards."],
  },
  {
    names: ["chmod"],
    summary: "Sets the permissions of files.",
    usage: "chmod [-v] MODE FILE…",
    operands: [
      operand("MODE", "text", "Permissions, octal: 755 for a program."),
      operand("FILE", "update", "The file.", { repeated: true }),
    ],
    options: [verbose, help, version],
    origin: "mescc-tools-extra, chmod.c",
  },
  {
    names: ["rm"],
    summary: "Removes files, or empty folders.",
    usage: "rm FILE…",
    operands: [operand("FILE", "removed", "The file to remove.", { repeated: true })],
    options: [],
    origin: "mescc-tools-extra, rm.c",
    notes: [
      "It knows no options: `-f` and `-r` are taken for names of files.",
      "It exits with 0 also when it could not remove a file.",
    ],
  },
  {
    names: ["sha256sum"],
    summary: "Computes SHA-256 checksums, or checks files against a list of them.",
    usage: "sha256sum [-c] [-o OUT] FILE…",
    operands: [
      operand("FILE", "input", "A file to read; with `-c`, a list of checksums.", { repeated: true }),
    ],
    options: [
      flag("--check -c", "Checks the files that the lists name."),
      valued("--output -o", "OUT", "output", "Writes the list there; otherwise to standard output."),
      flag("--help -h", "Shows how it is called."),
    ],
    origin: "mescc-tools-extra, sha256sum.c",
  },
  {
    names: ["sha3sum"],
    summary: "Computes SHA-3 checksums, or compares one with what is expected.",
    usage: "sha3sum [-a BITS] [--verify HASH] [-o OUT] FILE…",
    operands: [operand("FILE", "input", "A file to read.", { repeated: true })],
    options: [
      valued("--algorithm -a", "BITS", "text", "224, 256, 384 or 512; otherwise 256."),
      valued("--verify", "HASH", "text", "Fails where a file has another checksum."),
      valued("--output -o", "OUT", "output", "Writes the list there; otherwise to standard output."),
      help,
      version,
    ],
    origin: "mescc-tools-extra, sha3sum.c",
    notes: ["An option counts for the files behind it. No script of stage0-posix builds it."],
  },
  {
    names: ["ungz"],
    summary: "Unpacks a gzip file.",
    usage: "ungz --file IN [--output OUT]",
    operands: [],
    options: [
      valued("--file -f", "IN", "input", "The packed file.", { required: true }),
      valued(
        "--output -o",
        "OUT",
        "output",
        "Where to unpack; otherwise the name that the file itself holds.",
      ),
      fuzz,
      help,
    ],
    origin: "mescc-tools-extra, ungz.c",
  },
  {
    names: ["unbz2"],
    summary: "Unpacks a bzip2 file.",
    usage: "unbz2 --file IN --output OUT",
    operands: [],
    options: [
      valued("--file -f", "IN", "input", "The packed file.", { required: true }),
      valued("--output -o", "OUT", "output", "Where to unpack.", { required: true }),
      flag("--fuzzing-mode", "For tests with nonsense as input."),
      help,
    ],
    origin: "mescc-tools-extra, unbz2.c",
  },
  {
    names: ["unxz"],
    summary: "Unpacks an xz or lzma file.",
    usage: "unxz [--file IN] [--output OUT]",
    operands: [],
    options: [
      valued("--file -f", "IN", "input", "The packed file; otherwise standard input."),
      valued("--output -o", "OUT", "output", "Where to unpack; otherwise standard output."),
      fuzz,
      help,
    ],
    origin: "mescc-tools-extra, unxz.c",
  },
  {
    names: ["untar"],
    summary: "Unpacks a tar archive into the working directory.",
    usage: "untar [--verbose] [--non-strict] --file ARCHIVE",
    operands: [],
    options: [
      valued("--file -f", "ARCHIVE", "input", "The archive.", { required: true }),
      flag("--verbose -v", "Lists what it unpacks."),
      flag(
        "--non-strict --bad-decisions-mode --drunk-mode",
        "Goes over links and devices that it cannot make, and archives that are not there.",
      ),
      fuzz,
      flag("--help -h", "Shows how it is called."),
    ],
    origin: "mescc-tools-extra, untar.c",
  },
  {
    names: ["replace"],
    summary: "Replaces every occurrence of a text in a file.",
    usage: "replace --file IN --match-on OLD --replace-with NEW [--output OUT]",
    operands: [],
    options: [
      valued("--file -f", "IN", "input", "The file to read.", { required: true }),
      valued("--output -o", "OUT", "output", "Where to write, perhaps the same; otherwise standard output."),
      valued("--match-on -m", "OLD", "text", "The text to look for.", { required: true }),
      valued("--replace-with -r", "NEW", "text", "What stands there then.", { required: true }),
      help,
    ],
    origin: "mescc-tools-extra, replace.c",
  },
  {
    names: ["wrap"],
    summary:
      "Runs a program with the working directory as its root, with devices and a fresh `/tmp` mounted.",
    usage: "wrap PROGRAM [ARGUMENT…]",
    operands: [
      operand("PROGRAM", "program", "The program, an absolute path in the new root."),
      operand("ARGUMENT", "text", "Passed on.", { repeated: true, optional: true }),
    ],
    options: [],
    origin: "mescc-tools-extra, wrap.c",
    notes: ["Of the environment it passes on the variables of stage0-posix only."],
  },
];

import { operand, valued, type Tool } from "./tool";

/** live-bootstrap's own programs. */
export const bootstrapTools: readonly Tool[] = [
  {
    names: ["checksum-transcriber"],
    summary: "Makes a list for `sha256sum -c`, SOURCES.SHA256SUM, of a step's `sources`.",
    usage: "checksum-transcriber SOURCES",
    operands: [operand("SOURCES", "input", "The `sources` of the step.")],
    options: [],
    origin: "live-bootstrap, step checksum-transcriber-1.0",
    notes: [
      "It looks for the files in `${DISTFILES}`.",
      "It knows sources of the kind `file` only, and every line must end with a newline.",
    ],
    outputEnding: ".SHA256SUM",
  },
  {
    names: ["simple-patch"],
    summary: "Replaces the first occurrence of a text in a file; fails when it is not there.",
    usage: "simple-patch FILE BEFORE AFTER",
    operands: [
      operand("FILE", "update", "The file to change."),
      operand("BEFORE", "input", "A file with the text to look for, byte for byte."),
      operand("AFTER", "input", "A file with what stands there then."),
    ],
    options: [],
    origin: "live-bootstrap, step simple-patch-1.0",
  },
  {
    names: ["kexec-fiwix"],
    summary: "Starts the Fiwix kernel in place of the running one.",
    usage: "kexec-fiwix [KERNEL] [-i INITRD] [-m MAP] -c COMMAND-LINE",
    operands: [operand("KERNEL", "input", "The kernel; otherwise `/boot/fiwix`.", { optional: true })],
    options: [
      valued("-i", "INITRD", "input", "The first file system; otherwise `/boot/fiwix.ext2`."),
      valued("-m", "MAP", "input", "The map of the memory: `/e820`."),
      valued("-c", "COMMAND-LINE", "text", "What the kernel is told, in one word."),
    ],
    origin: "live-bootstrap, step kexec-fiwix-1.0",
    notes: ["It does not come back."],
  },
  {
    names: ["make_fiwix_initrd"],
    summary: "Writes an ext2 image with all files of builder-hex0's memory, for Fiwix to start from.",
    usage: "make_fiwix_initrd [-s BLOCKS] [OUT]",
    operands: [operand("OUT", "output", "The image; otherwise `/boot/fiwix.ext2`.", { optional: true })],
    options: [valued("-s", "BLOCKS", "text", "Its size in blocks of 1024 bytes; otherwise 262144.")],
    origin: "live-bootstrap, step lwext4-1.0.0-lb1",
  },
  {
    names: ["configurator"],
    summary: "Asks for the configuration that `bootstrap.cfg` does not have yet, and writes it there.",
    usage: "configurator CONFIGURATION",
    operands: [operand("CONFIGURATION", "input", "The questions: `/steps/configurator`.")],
    options: [],
    origin: "live-bootstrap, seed/configurator.c",
  },
  {
    names: ["script-generator"],
    summary: "Writes the scripts `/steps/0.sh` and on from the manifest.",
    usage: "script-generator MANIFEST",
    operands: [operand("MANIFEST", "input", "The manifest: `/steps/manifest`.")],
    options: [],
    origin: "live-bootstrap, seed/script-generator.c",
  },
];

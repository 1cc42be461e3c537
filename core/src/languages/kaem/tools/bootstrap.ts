import { operand, type Tool } from "./tool";

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

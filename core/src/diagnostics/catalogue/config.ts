import type { CodeEntry } from "../codeEntry";

/** Codes of steps/bootstrap.cfg and steps/env. What the generator does was read in seed/script-generator.c. */
export const configCodes = {
  "config/malformed-line": {
    severity: "error",
    title: "A line is no assignment.",
    why: "The script generator stops at a line of bootstrap.cfg without `=`, be it empty or a comment: `bootstrap.cfg should have the format var=val on each line.` In steps/env comments and empty lines are fine; anything else is run as a command by every step's shell.",
    remedy: "Write `NAME=value`.",
  },
  "config/line-too-long": {
    severity: "error",
    title: "A line of bootstrap.cfg is longer than the script generator's buffer.",
    why: "`load_config` of seed/script-generator.c reads 2047 bytes of a line at once. It drops the last of them, and takes the rest for a line of its own: without `=` in it the generator stops, with one it makes a variable of it.",
    remedy: "Shorten the line: name fewer mirrors.",
  },
  "config/not-utf8": {
    severity: "error",
    title: "A line of bootstrap.cfg is no UTF-8.",
    why: "The script generator copies its bytes into every script, whatever they are. `plan` and `run` refuse such a file, since what they would write is not the same.",
    remedy: "Save the file as UTF-8, or write ASCII alone.",
  },
  "config/no-final-newline": {
    severity: "error",
    title: "The file does not end with a newline.",
    why: "The script generator takes the last character of each line of bootstrap.cfg for its newline and drops it: `JOBS=12` becomes 1. The last line of steps/env is glued to the next line of the generated script.",
    remedy: "End the file with a newline.",
  },
  "config/carriage-return": {
    severity: "error",
    title: "Lines of a configuration end with CR LF.",
    why: "The CR becomes part of each value: `True` with a CR is not `True`, and every predicate is false.",
    remedy: "Save the file with LF line ends.",
  },
  "config/byte-order-mark": {
    severity: "error",
    title: "A configuration begins with a byte order mark.",
    why: "The three bytes, which an editor does not show, become part of the first name: in bootstrap.cfg mostly ARCH, without which no program is found. In `steps/env` they make a command of a comment.",
    remedy: "Save the file as UTF-8 without a byte order mark.",
  },
  "config/blank": {
    severity: "error",
    title: "A blank in an assignment.",
    why: "bootstrap.cfg is copied into the scripts, where a blank ends the assignment and makes a command of what follows. To the generator the blank is part of the name or the value.",
    remedy: 'Write `NAME=value` without blanks, or quote the value: `MIRRORS="http://a http://b"`.',
  },
  "config/unknown-value": {
    severity: "warning",
    title: "A value that a variable cannot have.",
    why: "rootfs.py writes no such value, and predicates and scripts compare with those that it writes: `true` is not `True`.",
    remedy: "Write one of the values that the message names.",
  },
  "config/unknown-architecture": {
    severity: "error",
    title: "An architecture that no bootstrap starts for.",
    why: "stage0-posix has no seed for it, and no `/${ARCH_DIR}/bin`: the first command of the steps is not found. What would follow from it is not told of.",
    remedy: "Write one of the values that the message names.",
  },
  "config/unknown-variable": {
    severity: "hint",
    title: "A variable that nothing is known to read.",
    why: "Neither rootfs.py nor the configurator writes it, and no line of the manifest defines or tests it.",
    remedy: "Check the spelling.",
  },
  "config/duplicate": {
    severity: "warning",
    title: "A variable is set twice.",
    why: "The script generator looks at the first line alone, a shell at the last: predicates and steps see different values. (After `improve: finalize_job_count` JOBS stands there twice on purpose, but only in the target.)",
    remedy: "Remove one of the lines.",
  },
  "config/missing-architecture": {
    severity: "warning",
    title: "bootstrap.cfg does not set ARCH.",
    why: "ARCH and ARCH_DIR lead to the programs that everything begins with. Only an empty file is answered with questions.",
    remedy: "Let rootfs.py write the file, or add `ARCH=x86` and `ARCH_DIR=x86`.",
  },
} as const satisfies Record<string, CodeEntry>;

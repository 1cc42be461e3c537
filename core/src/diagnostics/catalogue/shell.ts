import type { CodeEntry } from "../codeEntry";

/** Of steps' scripts for bash we say only what no shell's own extension sees. */
export const shellCodes = {
  "shell/carriage-return": {
    severity: "error",
    title: "Lines of a script for bash end with CR LF.",
    why: "The CR becomes part of each command's last word: `$'\\r': command not found`, files with names that end with CR. Told once, on the first such command; in comments and here-documents it does no harm.",
    remedy: "Save the file with LF line ends.",
  },
  "shell/byte-order-mark": {
    severity: "error",
    title: "A script for bash begins with a byte order mark.",
    why: "The three bytes, which an editor does not show, become part of the first word; before a `#` they make a command of a comment. It is not found, and `set -e` ends the bootstrap.",
    remedy: "Save the file as UTF-8 without a byte order mark.",
  },
} as const satisfies Record<string, CodeEntry>;

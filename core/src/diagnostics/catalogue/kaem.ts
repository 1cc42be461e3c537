import type { CodeEntry } from "../codeEntry";

/** Codes of kaem scripts. What the shells do was read in mescc-tools' Kaem/kaem.c and stage0-posix's kaem-minimal, and seen. */
export const kaemCodes = {
  "kaem/no-final-newline": {
    severity: "error",
    title: "The last line does not end with a newline.",
    why: "A command that the end of the file ends is never executed, and kaem exits with status 0 as if all had gone well.",
    remedy: "End the file with a newline.",
  },
  "kaem/unterminated-comment": {
    severity: "error",
    title: "The script ends in a comment without a newline.",
    why: "Full kaem says `IMPROPERLY TERMINATED LINE COMMENT!` and exits with status 1, the hand-written one exits with status 1 and says nothing. A command before the `#` is not executed.",
    remedy: "End the file with a newline.",
  },
  "kaem/unterminated-string": {
    severity: "error",
    title: "A string has no closing quote.",
    why: 'It swallows the rest of the script; then full kaem says `IMPROPERLY TERMINATED STRING!` and exits with status 1. (In the hand-written kaem, too, only `"` quotes, without escapes.)',
    remedy: 'Close the string with `"`.',
  },
  "kaem/carriage-return": {
    severity: "error",
    title: "Lines end with CR LF.",
    why: "The CR becomes part of each line's last word: `set -ex` gets an invalid option, files get names that end with CR.",
    remedy: "Save the file with LF line ends.",
  },
  "kaem/skipped-command": {
    severity: "error",
    title: "Full kaem prints this command but does not execute it.",
    why: 'What kaem read last before the end of the command decides whether it runs. Two blanks (or tabs) before the newline, before `#` or before `;`, and a `""` as last word, make that an empty token: the command is printed with ` +>` when verbose, then dropped without an error.',
    remedy: "Leave at most one blank behind the last word.",
  },
  "kaem/lost-text": {
    severity: "error",
    title: "Text behind a `\\` at the end of a line is lost.",
    why: "Full kaem does not remove `\\` and the newline but leaves a hole in the word. A word that goes on in the first column of the next line ends at the hole; what is behind it vanishes, or shows up again in the next shorter word.",
    remedy: "Begin the continued line with a blank or tab.",
  },
  "kaem/empty-command": {
    severity: "error",
    title: "A line of nothing but `\\` and an empty line.",
    why: "Full kaem takes it for a command without a program and dies with a segmentation fault.",
    remedy: "Remove it.",
  },
} as const satisfies Record<string, CodeEntry>;

import type { CodeEntry } from "../codeEntry";

/** Codes of `simple-patch FILE BEFORE AFTER` and its pairs of texts. What it does was read in live-bootstrap's simple-patch.c. */
export const simplePatchCodes = {
  "simple-patch/no-match": {
    severity: "error",
    title: "The text to replace is not in the file.",
    why: "simple-patch looks for the bytes as they are. When they are not there it exits with status 1 and says nothing; kaem stops. Told where the file is known: unpacked from a verified distfile (of at most 64 MiB, 256 MiB unpacked, the file 16 MiB), with the patches before this one made in it. A step's `build` folder that a run left behind says nothing: it may be patched already.",
    remedy: "Take the text from the file anew, blanks, tabs and line ends included.",
  },
  "simple-patch/several-matches": {
    severity: "warning",
    title: "The text to replace is in the file more than once.",
    why: "simple-patch replaces the first and leaves the others, which is seldom what was meant, and another one with the next version of the file.",
    remedy: "Add lines around it until only one place fits.",
  },
  "simple-patch/no-partner": {
    severity: "warning",
    title: "A `.before` without its `.after`, or the reverse.",
    why: "simple-patch takes both, and exits with `Could not open file` when one is missing.",
    remedy: "Add the other file, or remove this one.",
  },
  "simple-patch/no-change": {
    severity: "warning",
    title: "The text is replaced by itself.",
    why: "`.before` and `.after` are equal byte for byte: the file is written anew as it was.",
    remedy: "Write into `.after` what should stand there, or drop the patch.",
  },
  "simple-patch/final-newline": {
    severity: "warning",
    title: "Only one of `.before` and `.after` ends with a newline.",
    why: "The last newline is part of the text like any other byte: where only one side has it, the line behind is joined to the text, or an empty line comes in between.",
    remedy: "End both files with a newline, or neither.",
  },
  "simple-patch/empty": {
    severity: "warning",
    title: "The text to replace is empty.",
    why: "simple-patch finds nothing at the very start of every file that is not empty, and puts the new text before all else.",
    remedy: "Give it a text to look for; to put something at the top, use `catm`.",
  },
} as const satisfies Record<string, CodeEntry>;

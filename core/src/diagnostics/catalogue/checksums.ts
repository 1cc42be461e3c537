import type { CodeEntry } from "../codeEntry";

export const checksumCodes = {
  "checksums/malformed-line": {
    severity: "error",
    title: "A line is not `HASH  NAME`.",
    why: "The early `sha256sum -c` takes nothing else, not even an empty line or a comment: it says `no properly formatted SHA256 checksum lines found` and fails (mescc-tools-extra, `sha256sum.c`).",
    remedy: "64 hex digits, two blanks, the file's name.",
  },
  "checksums/carriage-return": {
    severity: "error",
    title: "Lines of checksums end with CR LF.",
    why: "The CR becomes part of the file's name, and no such file exists.",
    remedy: "Save the file with LF line ends.",
  },
  "checksums/duplicate": {
    severity: "warning",
    title: "A file stands twice among the checksums.",
    why: "It is checked twice; who changes one of the lines may forget the other.",
    remedy: "Remove one of the lines.",
  },
  "checksums/conflicting-hash": {
    severity: "error",
    title: "A file has two hashes.",
    why: "Both lines are checked, and at least one fails.",
    remedy: "Remove the wrong line.",
  },
  "checksums/missing-package": {
    severity: "error",
    title: "SHA256SUMS.pkgs lacks a package that the manifest builds.",
    why: "Every build under bash ends with a check of `NAME_REVISION.tar.bz2`; without a line for it helpers.sh says `no checksum stored!` and the bootstrap ends, hours later. (A warning where the build is not active under the present configuration.)",
    remedy: "Add the line; a run with `--update-checksums` finds the hash.",
  },
  "checksums/stale-package": {
    severity: "warning",
    title: "SHA256SUMS.pkgs has a package that no line of the manifest makes.",
    why: "Nobody checks it. Mostly it is left from an older version or from a pass that is gone.",
    remedy: "Remove the line.",
  },
} as const satisfies Record<string, CodeEntry>;

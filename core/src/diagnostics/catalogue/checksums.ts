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
  "checksums/byte-order-mark": {
    severity: "error",
    title: "A file of checksums begins with a byte order mark.",
    why: "The three bytes, which an editor does not show, stand where the first hash begins: that line is not checked, and the early `sha256sum -c` fails.",
    remedy: "Save the file as UTF-8 without a byte order mark.",
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
    remedy:
      "Add the line. After a run that made the package a quick fix does it; a run with `--update-checksums` finds the hash, too.",
  },
  "checksums/stale-package": {
    severity: "warning",
    title: "SHA256SUMS.pkgs has a package that no line of the manifest makes.",
    why: "Nobody checks it. Mostly it is left from an older version or from a pass that is gone.",
    remedy: "Remove the line.",
  },
  "checksums/differs-in-last-run": {
    severity: "warning",
    title: "The last run received another hash than the one that stands here.",
    why: "The run compared the file that it made with this line. Either the change is meant (another version, patch, flag), and the line is old; or something is wrong with what the file is made of. It is told until the line is edited, or a run finds it right.",
    remedy:
      "Find out what changed. *Accept the hash of the last run* writes what was received; *Accept all of this run* does it for every file of the run, as edits to look through.",
  },
  "checksums/all-differ-in-last-run": {
    severity: "warning",
    title: "The last run found every file of a check to be another.",
    why: "Files that have little to do with each other do not all change at once. What they are made of is more likely to be wrong: the checkout, a submodule at another commit, line endings that git or an editor converted, the host.",
    remedy:
      "Run `bootstrappable doctor` and `bootstrappable verify` before you accept anything: they compare what the tree itself says twice.",
  },
} as const satisfies Record<string, CodeEntry>;

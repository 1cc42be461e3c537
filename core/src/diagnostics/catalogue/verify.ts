import type { CodeEntry } from "../codeEntry";

/** What `bootstrappable verify` finds where two files of a tree should agree. */
export const verifyCodes = {
  "verify/seed-differs": {
    severity: "error",
    title: "A seed is not what its source assembles to.",
    why: "Every program of the bootstrap comes from these few hundred bytes. A seed that its hex0 source does not explain, byte for byte, can do anything.",
    remedy:
      "Look at the byte that is named. If the source is right, assemble it (`bootstrappable assemble`) or check the submodule bootstrap-seeds out anew.",
  },
  "verify/seed-unexplained": {
    severity: "warning",
    title: "A seed has no source beside it.",
    why: "What cannot be read has to be trusted.",
    remedy: "Put the seed's hex0 source beside it, or assemble the seed from a source that you have read.",
  },
  "verify/artifact-differs": {
    severity: "error",
    title: "A built program is not the one that the answers name.",
    why: "stage0-posix checks its first programs against `<arch>.answers`. One that lies in the tree with other content was built from something else, or changed since.",
    remedy:
      "Remove it; a run builds it anew. If that gives the same hash, the answers or the sources are wrong.",
  },
  "verify/distfile-differs": {
    severity: "error",
    title: "A distfile does not have the hash that its line gives.",
    why: "The step checks it before it unpacks (`sha256sum -c`, or `check_source_line` of steps/helpers.sh), and the run ends there, possibly after hours. An interrupted download stays in distfiles/ for ever.",
    remedy:
      "Remove the file and fetch it again. If upstream changed it, find out why before you change the hash.",
  },
  "verify/missing-package-checksum": {
    severity: "error",
    title: "A package that a build makes has no line in SHA256SUMS.pkgs.",
    why: "Under bash every build ends with a look into SHA256SUMS.pkgs for `NAME_REVISION.tar.bz2`; without a line it stops: `no checksum stored!` (steps/helpers.sh, `src_checksum`). The revision counts from 0.",
    remedy: "Run once with UPDATE_CHECKSUMS=True and add the line that it gives.",
  },
  "verify/stale-package-checksum": {
    severity: "warning",
    title: "SHA256SUMS.pkgs has a package that no build makes.",
    why: "It verifies nothing, and reads as if it did. Usually the package was renamed, or a pass of it was dropped.",
    remedy: "Remove the line.",
  },
  "verify/repeated-package-checksum": {
    severity: "warning",
    title: "SHA256SUMS.pkgs names a package twice.",
    why: "Both lines are checked against the one file: where they differ, the build fails.",
    remedy: "Keep the one that is right.",
  },
} as const satisfies Record<string, CodeEntry>;

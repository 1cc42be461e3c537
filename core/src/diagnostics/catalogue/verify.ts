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
    title: "Something that was built is not what the tree says.",
    why: "stage0-posix's answers, each step's `*.checksums`, `sources` and `SHA256SUMS.pkgs` say what every run has to come to. Something else was built from something else, or on another machine in another way, or was changed since.",
    remedy:
      "Look at what its step is made from, and compare with a run that was right (`bootstrappable compare`). A program that lies in the tree itself: remove it, a run builds it anew. If the same hash comes again and you know why, the list is wrong.",
  },
  "verify/artifact-missing": {
    severity: "error",
    title: "A run has not left something that the tree has a checksum of.",
    why: "The step that makes the file ended well, no later step removed it, and it is not there. So somebody removed it from the run's target, or the list names what no step makes. A distfile is told where the step that needs it broke off.",
    remedy:
      "Run the step again, or take the line out of the list. A distfile: `bootstrappable distfiles fetch`.",
  },
} as const satisfies Record<string, CodeEntry>;

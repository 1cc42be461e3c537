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
} as const satisfies Record<string, CodeEntry>;

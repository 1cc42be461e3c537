import type { CodeEntry } from "../codeEntry";

export const sourceCodes = {
  "sources/malformed-line": {
    severity: "error",
    title: "A line of `sources` is neither a file's nor a git commit's.",
    why: "The helpers split a line into words: `f URL SHA256 [NAME]` or `g REPOSITORY~REFERENCE URL SHA256 [NAME]` (steps/helpers.sh, `source_line_action`). Other words are taken for a URL or hash, and the download or the check fails.",
    remedy:
      "Write one of the two forms. The first column is `f` or `g`; `_` stands for a URL that does not exist.",
  },
  "sources/malformed-hash": {
    severity: "error",
    title: "A hash of `sources` is not a SHA-256.",
    why: "It is compared with what `sha256sum` prints: 64 hex digits in lower case.",
    remedy: "Write the file's SHA-256.",
  },
} as const satisfies Record<string, CodeEntry>;

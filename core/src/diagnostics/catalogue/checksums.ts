import type { CodeEntry } from "../codeEntry";

export const checksumCodes = {
  "checksums/malformed-line": {
    severity: "error",
    title: "A line is not `HASH  NAME`.",
    why: "The early `sha256sum -c` takes nothing else, not even an empty line or a comment: it says `no properly formatted SHA256 checksum lines found` and fails (mescc-tools-extra, `sha256sum.c`).",
    remedy: "64 hex digits, two blanks, the file's name.",
  },
} as const satisfies Record<string, CodeEntry>;

import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";

/** A line `HASH  NAME`. Ranges in bytes. */
export interface ChecksumLine {
  /** The whole line, without its LF. */
  readonly range: Range;
  /** 64 hex digits, as written. */
  readonly hash: string;
  readonly hashRange: Range;
  /** The file as the checking program names it, in its `NAME: OK`. */
  readonly name: string;
  readonly nameRange: Range;
}

/** A file of checksums. */
export interface Checksums {
  readonly text: SourceText;
  readonly lines: readonly ChecksumLine[];
  /** Lines that are not of that form; an empty or commented one is not, either. */
  readonly malformed: readonly Range[];
}

/**
 * Parses a file of SHA-256 sums as `check_file` of mescc-tools-extra's sha256sum.c reads it: 64 hex digits, two
 * blanks, and the name up to LF. Never throws.
 */
export function parseChecksums(text: SourceText): Checksums {
  const lines: ChecksumLine[] = [];
  const malformed: Range[] = [];
  for (let number = 0; number < text.lineCount; number++) {
    const range = text.line(number);
    if (range.start === text.length) break;
    const line = text.latin1.slice(range.start, range.end);
    if (!/^[0-9a-fA-F]{64} {2}./.test(line)) {
      malformed.push(range);
      continue;
    }
    const hashRange = { start: range.start, end: range.start + 64 };
    const nameRange = { start: range.start + 66, end: range.end };
    lines.push({ range, hash: text.slice(hashRange), hashRange, name: text.slice(nameRange), nameRange });
  }
  return { text, lines, malformed };
}

/** The line of a file that a check named: every program that checks prints the name as it stands there. */
export function checksumLineOf({ lines }: Checksums, name: string): ChecksumLine | undefined {
  return lines.find((line) => line.name === name);
}

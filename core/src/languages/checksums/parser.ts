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
    if (!isChecksum(line)) {
      malformed.push(range);
      continue;
    }
    const hashRange = { start: range.start, end: range.start + 64 };
    const nameRange = { start: range.start + 66, end: range.end };
    lines.push({ range, hash: text.slice(hashRange), hashRange, name: text.slice(nameRange), nameRange });
  }
  return { text, lines, malformed };
}

/** Whether a line, a character a byte, has the form. */
export function isChecksum(line: string): boolean {
  return /^[0-9a-fA-F]{64} {2}./.test(line);
}

/** The line of a file that a check named: every program that checks prints the name as it stands there. */
export function checksumLineOf({ lines }: Checksums, name: string): ChecksumLine | undefined {
  return lines.find((line) => line.name === name);
}

/** The CRs that end lines: part of the name to every program, but hardly to whoever wrote them. */
export function carriageReturnsOf({ text, lines, malformed }: Checksums): Range[] {
  const ends = [...lines.map(({ range }) => range.end), ...malformed.map(({ end }) => end)];
  const found = ends.filter((end) => text.bytes[end - 1] === 0x0d);
  return found.sort((a, b) => a - b).map((end) => ({ start: end - 1, end }));
}

/**
 * The names that lines are meant for: without the CR at the end, and of a malformed line the last word. By name, the
 * place of the line.
 */
export function meantNames({ text, lines, malformed }: Checksums): Map<string, Range> {
  const names = new Map(lines.map(({ name, range }) => [withoutReturn(name), range]));
  for (const range of malformed) {
    const word = /[^ \t*]+$/.exec(text.slice(range).trimEnd());
    if (word !== null && !names.has(word[0])) names.set(word[0], range);
  }
  return names;
}

/** A file's name without the CR of a line that ends with CR LF. */
export function withoutReturn(name: string): string {
  return name.endsWith("\r") ? name.slice(0, -1) : name;
}

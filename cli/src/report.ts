import type { Severity } from "@bootstrappable/core/diagnostics/severity";
import type { Diagnostic } from "@bootstrappable/core/diagnostics/diagnostic";
import type { SourceText } from "@bootstrappable/core/text/sourceText";

/** A finding as every command reports it: a contract. Lines and columns are 1-based, columns count UTF-16 units. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  /** Set where file and line are only somewhere to put it. */
  readonly placeless?: true;
}

export type Format = "text" | "json";

/** A diagnostic of a file, its name as the person spelled it. */
export function findingOf(file: string, text: SourceText, diagnostic: Diagnostic): Finding {
  const start = text.positionAt(diagnostic.range.start, "utf-16");
  const end = text.positionAt(diagnostic.range.end, "utf-16");
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
  };
}

/** `file:line:column: severity: message [code]`, as compilers write it; without a place, the command's name is in front. */
export function findingText(finding: Finding): string {
  const { file, line, column, severity, message, code, placeless } = finding;
  const place = placeless === true ? "bootstrappable" : `${printable(file)}:${line}:${column}`;
  return `${place}: ${severity}: ${printable(message)} [${code}]`;
}

/** Findings that are what the person asked for, as of a linter: they go to standard output. */
export function reportResult(findings: Iterable<Finding>, format: Format): void {
  for (const finding of findings) {
    process.stdout.write(`${format === "json" ? jsonLine(finding) : findingText(finding)}\n`);
  }
}

/**
 * Findings beside what the person asked for, as of a compiler: text goes to standard error, so that it does not get into
 * the result; JSON lines go to standard output, where each tells what it is.
 */
export function report(findings: Iterable<Finding>, format: Format): void {
  if (format === "json") reportResult(findings, format);
  else for (const finding of findings) process.stderr.write(`${findingText(finding)}\n`);
}

/** An error without a place in a file. */
export function complain(message: string): void {
  process.stderr.write(`bootstrappable: error: ${printable(message)}\n`);
}

/** Something that the person should know, without a place in a file. */
export function warn(message: string): void {
  process.stderr.write(`bootstrappable: warning: ${printable(message)}\n`);
}

/** What would move the cursor, change colours or turn the direction of writing must not reach a terminal. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A file's name or a piece of a source, safe to print: control characters are escaped. */
export function printable(text: string): string {
  return text.replace(unprintable, escaped);
}

/** The same of several lines: line ends and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(unprintable, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/** An object as one line of JSON, which may be shown on a terminal: JSON has the same escapes. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(unprintable, escaped);
}

/** A text in a column of so many characters, safe to print: as wide as what is shown. */
export function column(text: string, width: number): string {
  const shown = printable(text);
  return shown + " ".repeat(Math.max(0, width - Array.from(shown).length));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

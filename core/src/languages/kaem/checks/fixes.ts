import type { Fix } from "../../../diagnostics/diagnostic";
import type { Range } from "../../../text/range";
import type { KaemScript } from "../syntax";

/** A fix that replaces one stretch. */
export function replacement(title: string, range: Range, text: string, preferred = false): Fix {
  return { title, edits: [{ range, text }], ...(preferred && { preferred }) };
}

/** A fix that moves what begins at `at`, behind blanks, to a line of its own, indented as the line before. */
export function ownLine(script: KaemScript, title: string, behind: number, at: number): Fix {
  const { start } = script.text.line(script.text.lineAt(behind));
  const indent = /^[ \t]*/.exec(script.text.latin1.slice(start, behind))![0];
  return replacement(title, { start: behind, end: at }, `\n${indent}`, true);
}

/** A fix that ends the file with a newline. */
export function finalNewline(end: number): Fix {
  return replacement("End the file with a newline", { start: end, end }, "\n", true);
}

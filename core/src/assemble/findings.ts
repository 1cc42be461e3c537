import { codes, type DiagnosticCode } from "../diagnostics/codes";
import { diagnose, type Diagnostic } from "../diagnostics/diagnostic";
import type { Severity } from "../diagnostics/severity";
import type { Place, Sources } from "./sources";

/** A diagnostic of an assembly, and the input that it is in. */
export interface AssemblyFinding {
  /** Index into the assembly's inputs. */
  readonly input: number;
  readonly diagnostic: Diagnostic;
}

/** A broken table of labels can make a finding of every line: enough of one kind is enough. */
const mostOfOneCode = 200;

/** Collects what an assembler has to say, in places of {@link Sources}. */
export class Findings {
  readonly list: AssemblyFinding[] = [];
  readonly #counts = new Map<DiagnosticCode, number>();

  constructor(readonly sources: Sources) {}

  /**
   * Reports a stretch of the sources' text; `other` is a second place that explains the first, `severity` the one that
   * this finding has instead of its code's.
   */
  add(
    code: DiagnosticCode,
    start: number,
    end: number,
    message: string,
    other?: { start: number; end: number; message: string },
    severity: Severity = codes[code].severity,
  ): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > mostOfOneCode) return;
    const { input, range } = this.sources.place(start, end);
    const related = other && [{ ...this.#related(input, other), message: other.message }];
    this.list.push({
      input,
      diagnostic: diagnose(code, range, message, { severity, ...(related && { related }) }),
    });
  }

  #related(input: number, other: { start: number; end: number }): { path?: string; range: Place["range"] } {
    const place = this.sources.place(other.start, other.end);
    if (place.input === input) return { range: place.range };
    return { path: this.sources.inputs[place.input]!.name, range: place.range };
  }
}

/** A stretch of a source in a message: quoted, made printable, cut when it is long. */
export function quoted(text: Uint8Array, start: number, end: number): string {
  let shown = "";
  for (let at = start; at < Math.min(end, start + 40); at++) {
    const byte = text[at]!;
    shown += byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : escaped(byte);
  }
  return `"${shown}${end - start > 40 ? "…" : ""}"`;
}

function escaped(byte: number): string {
  if (byte === 0x20) return " ";
  if (byte === 0x0d) return "\\r";
  if (byte === 0x0a) return "\\n";
  if (byte === 0x09) return "\\t";
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

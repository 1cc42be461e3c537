import type { Range } from "../../text/range";
import { saidIn } from "./audited";
import type { AuditedFile } from "./auditFile";

/** A place in a source that is not in order. */
export interface AuditFinding {
  /** `other`: what is no line of code, such as an address note, or a header. */
  readonly kind: "disagrees" | "other" | "cannot tell" | "uncommented";
  readonly range: Range;
  /** In a few words, for a list of them. */
  readonly message: string;
  /** What stands there. */
  readonly about: string;
}

/** So many characters of a source are shown. */
const longest = 120;

/** Everything that is not in order in a file, in the order of its lines. */
export function auditFindings({ text, audited, diagnostics }: AuditedFile): readonly AuditFinding[] {
  const about = ({ start, end }: Range) =>
    shortened(new TextDecoder().decode(text.bytes.subarray(start, end)));
  const lines = new Map(audited.lines.map((line) => [saidIn(text, line).start, line]));
  const told = diagnostics.map(({ range, code, message }): AuditFinding => {
    const line = isOfLine(code) ? lines.get(range.start) : undefined;
    const kind = line?.verdict === "disagrees" || line?.verdict === "cannot tell" ? line.verdict : "other";
    return { kind, range, message: line?.reason ?? message, about: about(range) };
  });
  const uncommented = audited.lines.flatMap(({ verdict, instruction, line }): readonly AuditFinding[] =>
    verdict === "uncommented"
      ? [{ kind: verdict, range: line.code, message: instruction?.text ?? "", about: about(line.code) }]
      : [],
  );
  return [...told, ...uncommented].sort((a, b) => a.range.start - b.range.start);
}

function isOfLine(code: string): boolean {
  return code === "audit/disagrees" || code === "audit/cannot-tell" || code === "audit/define";
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

import { auditDefine } from "../../audit/defines";
import type { AuditedLine } from "../../audit/verdict";
import { loadDecoder } from "../../isa/loadDecoder";
import type { Mode } from "../../isa/decoder";
import type { Source } from "./source";
import { kind } from "./tokens";

/** Every DEFINE of an M1 source whose name speaks of an instruction, as a line without bytes of its own. */
export async function auditDefines(
  { text, tokens }: Source,
  mode: Mode | undefined,
): Promise<readonly AuditedLine[]> {
  if (mode === undefined) return [];
  const decoder = await loadDecoder(mode);
  const lines: AuditedLine[] = [];
  for (let token = 0; token + 2 < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.define || tokens.kindOf(token + 2) !== kind.defineValue) continue;
    const code = tokens.rangeOf(token + 1);
    const value = tokens.rangeOf(token + 2);
    const digits = text.latin1.slice(value.start, value.end).replace(/^(['"])(.*)\1$/s, "$2");
    const found = auditDefine(text.latin1.slice(code.start, code.end), digits, mode, decoder);
    if (found === undefined) continue;
    const line = {
      line: text.lineAt(code.start),
      bytes: { start: 0, end: 0 },
      code,
      comment: undefined,
      unresolved: undefined,
    };
    lines.push({ line, mode, ...found });
  }
  return lines;
}

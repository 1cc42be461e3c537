import { auditDefine, type DefineVerdict } from "../../audit/defines";
import { remembered } from "../../audit/remembered";
import type { AuditedLine } from "../../audit/verdict";
import { loadDecoder } from "../../isa/loadDecoder";
import type { Decoder, Mode } from "../../isa/decoder";
import type { Source } from "./source";
import { kind } from "./tokens";

/** So many DEFINEs of each mode are remembered: the same ones stand in many sources. */
const mostDefines = 4000;

const verdicts = new Map<Mode, (define: string) => DefineVerdict | undefined>();

/** Holds `NAME VALUE` against each other: the name has no blank in it. */
function verdictsOf(mode: Mode, decoder: Decoder): (define: string) => DefineVerdict | undefined {
  let known = verdicts.get(mode);
  if (known === undefined) {
    known = remembered((define) => {
      const blank = define.indexOf(" ");
      return auditDefine(define.slice(0, blank), define.slice(blank + 1), mode, decoder);
    }, mostDefines);
    verdicts.set(mode, known);
  }
  return known;
}

/** Every DEFINE of an M1 source whose name speaks of an instruction, as a line without bytes of its own. */
export async function auditDefines(
  { text, tokens }: Source,
  mode: Mode | undefined,
): Promise<readonly AuditedLine[]> {
  if (mode === undefined) return [];
  const verdictOf = verdictsOf(mode, await loadDecoder(mode));
  const lines: AuditedLine[] = [];
  for (let token = 0; token + 2 < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.define || tokens.kindOf(token + 2) !== kind.defineValue) continue;
    const code = tokens.rangeOf(token + 1);
    const value = tokens.rangeOf(token + 2);
    const digits = text.latin1.slice(value.start, value.end).replace(/^(['"])(.*)\1$/s, "$2");
    const found = verdictOf(`${text.latin1.slice(code.start, code.end)} ${digits}`);
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

import { strtoint } from "../../../assemble/m1Numbers";
import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { isNumberFor, m1ReadingsOf } from "../misreading";
import { definitionsOf } from "../names";
import type { Situation } from "../situation";
import { shownName } from "../source";
import { kind } from "../tokens";

/** Of a table of numbers there is one in every line. */
const most = 100;

/** References to a label that there is, which M1 takes for numbers: it skips `_` (M2libc/bootstrappable.c, strtoint). */
export function numbersForLabels(situation: Situation): Diagnostic[] {
  const { source, scope, document } = situation;
  const { tokens, text, language } = source;
  const found: Diagnostic[] = [];
  if (language !== "m1") return found;
  const [reading] = m1ReadingsOf(scope.reading, document.path ?? "");
  // Of what M0 takes for a number, it is said already.
  if (reading === undefined || reading.stage) return found;
  for (let token = 0; token < tokens.count && found.length < most; token++) {
    if (tokens.kindOf(token) !== kind.reference) continue;
    const { start, end } = tokens.nameOf(token);
    const value = strtoint(text.bytes, start, end);
    if (value === 0) continue;
    const name = text.latin1.slice(start, end);
    if (definitionsOf(situation, "labels", name).length === 0) continue;
    if (!isNumberFor(reading, source, token)) continue;
    const message = `\`${text.latin1[start - 1]!}${shownName(name)}\` is the number ${value} for M1, and does not refer to the label \`${shownName(name)}\`.`;
    found.push(diagnose("m1/number-reading", tokens.rangeOf(token), message));
  }
  return found;
}

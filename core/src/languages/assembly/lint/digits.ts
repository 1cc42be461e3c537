import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { SourceText } from "../../../text/sourceText";
import type { Situation } from "../situation";
import { kind } from "../tokens";

/** Of a source that was opened by mistake there are thousands. */
const most = 100;

/**
 * Bytes of hex1 and hex2 whose two digits do not stand together. A lone digit makes every byte behind it such a one, up
 * to the next lone digit; that is one finding, at its beginning.
 */
export function splitBytes({ source, program, input, scope }: Situation): Diagnostic[] {
  const { tokens, text, language } = source;
  if (language !== "hex1" && language !== "hex2") return [];
  const found: Diagnostic[] = [];
  /** Offset of a digit without its second one; -1 where there is none. */
  let lone = -1;
  let shifted = false;
  for (let token = 0; token < tokens.count; token++) {
    const what = tokens.kindOf(token);
    // Where something is dropped between the two digits, that is said already; so is a label of hex1.
    if (what === kind.stray || (what === kind.label && language === "hex1")) shifted ||= lone >= 0;
    if (what !== kind.digits) continue;
    const start = tokens.startOf(token);
    const glued = token > 0 && tokens.endOf(token - 1) === start && tokens.kindOf(token - 1) !== kind.caret;
    const end = tokens.endOf(token);
    if (lone >= 0 && !shifted && found.length < most) found.push(splitByte(language, text, lone, start));
    shifted = lone >= 0;
    const left = end - start - (shifted ? 1 : 0);
    lone = left % 2 === 1 ? end - 1 : -1;
    // What a name has behind its one letter is no byte that somebody wrote.
    shifted ||= glued && lone >= 0;
  }
  // Where nothing follows, the assembler says so.
  if (lone >= 0 && scope.reading.stage && input < program.inputs.length - 1) {
    const message = "This lone digit makes a byte with the first digit of the next file.";
    found.push(diagnose(`${language}/odd-nibble`, { start: lone, end: lone + 1 }, message));
  }
  return found;
}

function splitByte(language: "hex1" | "hex2", text: SourceText, lone: number, next: number): Diagnostic {
  const value = text.latin1[lone]! + text.latin1[next]!;
  const lines = text.lineAt(next) - text.lineAt(lone);
  const apart =
    lines === 0 ? "further on in this line" : lines === 1 ? "on the next line" : `${lines} lines below`;
  const message = `This digit and the next one, ${apart}, make one byte: ${value}.`;
  const related = [{ range: { start: next, end: next + 1 }, message: "the byte's second digit" }];
  return diagnose(`${language}/split-byte`, { start: lone, end: lone + 1 }, message, { related });
}

import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import { kind } from "../tokens";

/** The byte that some hand-written tools take for the end of their input; UTF-8 never has it. */
const endByte = 0xfc;

/** The byte FC outside of comments, where the build's M0 or hex2-0 stops at it. hex1 says so by itself. */
export function endBytes({ source, scope }: Situation): Diagnostic[] {
  const { text, tokens, language } = source;
  const { architecture, stage } = scope.reading;
  const at = text.bytes.indexOf(endByte);
  if (at < 0 || scope.build === undefined) return [];
  const stops =
    language === "m1" ? stage || scope.reading.language === "M0" : stage && architecture === "aarch64";
  if (!stops || (language !== "m1" && language !== "hex2")) return [];
  for (let byte = at; byte >= 0; byte = text.bytes.indexOf(endByte, byte + 1)) {
    const token = tokens.at(byte);
    if (token !== undefined && tokens.kindOf(token) === kind.comment && tokens.endOf(token) > byte) continue;
    const message = `The ${language === "m1" ? "M0" : "hex2-0"} of this build takes the byte FC for the end of the file.`;
    return [diagnose(`${language}/end-of-file-byte`, { start: byte, end: byte + 1 }, message)];
  }
  return [];
}

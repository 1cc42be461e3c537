import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";

/** Of a file with other line ends there is one in every line. */
const most = 100;

/** Carriage returns inside of comments that have something behind them in their line: only some tools read that. */
export function returnsInComments({ source: { text, language } }: Situation): Diagnostic[] {
  if (language === "hex0" || !text.latin1.includes("\r")) return [];
  const found: Diagnostic[] = [];
  for (let line = 0; line < text.lineCount && found.length < most; line++) {
    const { start, end } = text.line(line);
    const content = text.latin1.slice(start, end);
    const comment = content.search(language === "m1" ? /(?:^|[ \t])[#;]/ : /[#;]/);
    if (comment < 0) continue;
    const behind = /\r(?=[^\r#;]*[^\s#;])/.exec(content.slice(comment));
    if (behind === null) continue;
    const at = start + comment + behind.index;
    found.push(diagnose(`${language}/carriage-return`, { start: at, end: at + 1 }, messages[language]));
  }
  return found;
}

const messages = {
  hex1: "A carriage return inside a comment: AArch64's hex1 takes what stands behind it for comment, the others for code.",
  hex2: "A carriage return ends the comment: what stands behind it is code.",
  m1: "A carriage return inside a comment: M1 takes what stands behind it for code, M0 for comment.",
} as const;

import type { Range } from "../../../text/range";
import { furtherNames } from "../../hex/labelComments";
import type { Source } from "../source";
import { kind } from "../tokens";

/** Bytes between a line's indentation and the comment behind its code, where the source does not tell. */
export const usualWidth = 28;

/** Whether a source writes every byte apart, `7F 45 4C 46`, as builder-hex0 does. */
export function hasPairsOnly({ tokens }: Source): boolean {
  let pairs = false;
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.digits) continue;
    if (tokens.endOf(token) - tokens.startOf(token) > 2) return false;
    pairs ||= token > 0 && tokens.kindOf(token - 1) === kind.digits;
  }
  return pairs;
}

/** Bytes between the indentation and the comment in most lines of code that have one. */
export function widthOf(source: Source): number {
  const { text, tokens } = source;
  const counts = new Map<number, number>();
  for (let token = 1; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.comment) continue;
    const start = tokens.startOf(token);
    const line = text.line(text.lineAt(start));
    const before = tokens.kindOf(token - 1);
    if (tokens.startOf(token - 1) < line.start || before === kind.label) continue;
    const width = start - line.start - indentOf(text.bytes, line);
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return usual?.[0] ?? usualWidth;
}

/** Blanks and tabs at the start of a line. */
export function indentOf(bytes: Uint8Array, { start, end }: Range): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at - start;
}

/**
 * The further names that comments give the labels of a source, a character a byte: `:a #:First_pass`. To hex1's one-letter
 * labels a comment of a single word is a name, too: `:f ;First_pass`.
 */
export function aliasesOf({ text, tokens, language }: Source): ReadonlyMap<string, readonly string[]> {
  const { latin1 } = text;
  const aliases = new Map<string, readonly string[]>();
  for (let token = 0; token + 1 < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.label || tokens.kindOf(token + 1) !== kind.comment) continue;
    const { start, end } = tokens.rangeOf(token + 1);
    if (latin1.slice(tokens.endOf(token), start).includes("\n")) continue;
    const comment = latin1.slice(start, end);
    const bare = language === "hex1" ? bareName(comment) : undefined;
    const names = bare === undefined ? furtherNames(comment) : [bare];
    const own = tokens.nameOf(token);
    if (names.length > 0) aliases.set(latin1.slice(own.start, own.end), names);
  }
  return aliases;
}

/** The word that is all of a comment, if it could be a label's name. */
export function bareName(comment: string): string | undefined {
  return /^[#;]+[ \t]*([A-Za-z_]\w+)[ \t]*$/.exec(comment)?.[1];
}

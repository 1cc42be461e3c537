import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Fate, KaemCommand, KaemWord, LexicalProblem } from "./syntax";

export const TAB = 0x09;
export const LF = 0x0a;
export const BLANK = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const SEMICOLON = 0x3b;
export const BACKSLASH = 0x5c;

const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Bytes as text; malformed ones become U+FFFD. */
export function textOf(bytes: readonly number[]): string {
  return decoder.decode(Uint8Array.from(bytes));
}

/** What both shells' readers have in common: a place in the text, and what they found so far. */
export class Reader {
  at = 0;
  readonly commands: KaemCommand[] = [];
  readonly comments: Range[] = [];
  readonly problems: LexicalProblem[] = [];

  constructor(readonly text: SourceText) {}

  /** The next byte, or undefined at the end; `at` is then behind it. */
  get(): number | undefined {
    const byte = this.text.bytes[this.at];
    if (byte !== undefined) this.at++;
    return byte;
  }

  /** Reads a comment whose `#` was just read, with its LF. Gives whether there was an LF. */
  comment(): boolean {
    const start = this.at - 1;
    const end = this.text.bytes.indexOf(LF, this.at);
    this.at = end < 0 ? this.text.length : end + 1;
    this.comments.push({ start, end: end < 0 ? this.text.length : end });
    if (end < 0)
      this.problems.push({ kind: "unterminated-comment", range: { start, end: this.text.length } });
    return end >= 0;
  }

  command(words: readonly KaemWord[], fate: Fate): void {
    if (words.length === 0) return;
    const start = words[0]!.range.start;
    const range = { start, end: words.at(-1)!.range.end };
    this.commands.push({ range, line: this.text.lineAt(start), words, fate });
  }
}

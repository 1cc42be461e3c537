import type { Edit, SourceText } from "../../text/sourceText";
import { lexHexInto, type HexDialect } from "./hexLexer";
import { lexM1Into } from "./m1Lexer";
import { kind, Tokens } from "./tokens";

/**
 * The tokens of a source from those of the one that it was edited from: only the lines of the edit are read again.
 * Undefined where that does not do, since a string or DEFINE reaches into them.
 */
export function relex(
  text: SourceText,
  { before, range, inserted }: Edit,
  old: Tokens,
  language: HexDialect | "m1",
): Tokens | undefined {
  const { bytes } = text;
  const shift = text.length - before.length;
  const from = before.line(before.lineAt(range.start)).start;
  /** Behind the edit's last line feed, or the line that it ends in. */
  const edited = range.start + inserted;
  const tokens = new Tokens(edited - from + 1024);
  if (language !== "m1") {
    // No token goes on behind its line.
    const { end } = text.line(text.lineAt(edited));
    lexHexInto(tokens, bytes, from, end, language);
    return old.spliced(old.firstBehind(from), old.firstBehind(end - shift), tokens, shift);
  }
  const reach = new Reach(old);
  if (reach.into(from)) return undefined;
  const end = lexM1Into(tokens, bytes, from, (line) => line > edited && !reach.into(line - shift));
  return old.spliced(old.firstBehind(from), old.firstBehind(end - shift), tokens, shift);
}

/** Tells of the start of a line whether a string or a DEFINE of an earlier line reaches to it. Asked in their order. */
class Reach {
  #token = 0;
  #quoted = false;

  constructor(private readonly tokens: Tokens) {}

  into(lineStart: number): boolean {
    const { tokens } = this;
    // What ends with a line feed is a string without end: it takes in whatever comes behind it.
    for (; this.#token < tokens.count && tokens.endOf(this.#token) < lineStart; this.#token++)
      if (tokens.kindOf(this.#token) === kind.quote) this.#quoted = !this.#quoted;
    if (this.#quoted) return true;
    if (this.#token < tokens.count && tokens.startOf(this.#token) < lineStart) return true;
    let last = this.#token - 1;
    while (last >= 0 && tokens.kindOf(last) === kind.comment) last--;
    const what = last < 0 ? undefined : tokens.kindOf(last);
    return what === kind.define || what === kind.defineName;
  }
}

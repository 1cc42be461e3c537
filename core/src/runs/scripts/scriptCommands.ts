import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Location } from "../events";
import { locationOf } from "../locations";
import { EchoPattern } from "./echoPattern";

/** A command of a kaem script. */
export interface ScriptCommand {
  /** The words, quotes removed, variables not replaced. */
  readonly words: readonly string[];
  readonly pattern: EchoPattern;
  readonly location: Location;
}

interface Word {
  readonly text: string;
  readonly range: Range;
}

/**
 * The commands of a kaem script in the order of its text (LANGUAGES 1.6): words at blanks, `"…"` a word, `#` a comment
 * wherever it stands, `;` and line ends between commands, backslash and line end go on.
 */
export function scriptCommands(file: string, source: SourceText): readonly ScriptCommand[] {
  const commands: ScriptCommand[] = [];
  let words: Word[] = [];
  const finish = () => {
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) return;
    const texts = words.map(({ text }) => text);
    const range = { start: first.range.start, end: last.range.end };
    commands.push({
      words: texts,
      pattern: new EchoPattern(texts),
      location: locationOf(file, source, range),
    });
    words = [];
  };
  for (const token of tokens(source.latin1)) {
    if (token.kind === "end") finish();
    else words.push({ text: token.plain ?? source.slice(token.range), range: token.range });
  }
  finish();
  return commands;
}

type Token =
  | { readonly kind: "end" }
  | { readonly kind: "word"; readonly range: Range; readonly plain: string | undefined };

/** `text` has one character for each byte, so that offsets are the source's. */
function* tokens(text: string): Iterable<Token> {
  const pattern =
    /([\n;])|(#[^\n]*)|\\(\n)|("(?:[^"\\]|\\[^])*"?)|((?:[^\s;#"\\]|\\[^\n])+(?:"(?:[^"\\]|\\[^])*"?)?)|[^]/g;
  for (const found of text.matchAll(pattern)) {
    const [whole, end, comment, continuation, quoted, word] = found;
    const range = { start: found.index, end: found.index + whole.length };
    if (end !== undefined) yield { kind: "end" };
    else if (comment !== undefined || continuation !== undefined) continue;
    else if (quoted !== undefined) yield { kind: "word", range, plain: unquoted(quoted) };
    else if (word !== undefined)
      yield { kind: "word", range, plain: word.includes('"') ? word.replaceAll('"', "") : undefined };
  }
}

function unquoted(text: string): string {
  return text.replace(/^"|"$/g, "").replace(/\\([^])/g, "$1");
}

import type { SourceText } from "../../text/sourceText";
import type { Document } from "../language";
import { dialectOfPath } from "./dialect";
import { parseKaem } from "./parser";
import type { Dialect, KaemCommand, KaemScript, KaemWord } from "./syntax";

const parsed: Record<Dialect, WeakMap<SourceText, KaemScript>> = {
  full: new WeakMap(),
  minimal: new WeakMap(),
};

/** A text as a script, parsed once however many services ask. */
export function scriptOfText(text: SourceText, dialect: Dialect): KaemScript {
  const known = parsed[dialect].get(text);
  if (known !== undefined) return known;
  const script = parseKaem(text, dialect);
  parsed[dialect].set(text, script);
  return script;
}

/** A document as a script. */
export function scriptOf({ path, text }: Pick<Document, "path" | "text">): KaemScript {
  return scriptOfText(text, dialectOfPath(path ?? ""));
}

/** The bytes of a word as they stand in the source, one character each. */
export function rawWord({ text }: KaemScript, { range }: KaemWord): string {
  return text.latin1.slice(range.start, range.end);
}

/** A word and where it stands. */
export interface WordPlace {
  /** Index of the command in the script. */
  readonly command: number;
  /** Index of the word in the command. */
  readonly word: number;
}

/** The word that a byte offset touches; of two that touch there, the one that begins. */
export function wordAt(script: KaemScript, offset: number): WordPlace | undefined {
  const command = commandIndexAt(script, offset);
  if (command === undefined) return undefined;
  const word = script.commands[command]!.words.findLastIndex(
    ({ range }) => range.start <= offset && offset <= range.end,
  );
  return word < 0 ? undefined : { command, word };
}

/** The last command that begins at or before an offset. */
export function commandIndexAt({ commands }: KaemScript, offset: number): number | undefined {
  let low = 0;
  let high = commands.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (commands[middle]!.range.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

/**
 * Index of the word that names the program: behind `if` and `exec` of full kaem, which may follow one another;
 * undefined where there is none.
 */
export function programWord(script: KaemScript, { words }: KaemCommand): number | undefined {
  let index = 0;
  if (script.dialect === "full") {
    while (words[index]?.text === "if" || words[index]?.text === "exec") index++;
  }
  return index < words.length ? index : undefined;
}

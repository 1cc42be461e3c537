import type { Range } from "../../text/range";
import { rawWord } from "./script";
import type { KaemScript, KaemWord } from "./syntax";

/** A place of a script that names a variable. */
export interface Mention {
  readonly name: string;
  /** The name alone. */
  readonly range: Range;
  /** With what belongs to it: `${NAME:-text}`, `NAME=value`. */
  readonly whole: Range;
  /** `use` reads, `assignment` and `unset` write. */
  readonly kind: "use" | "assignment" | "unset";
  readonly command: number;
  readonly word: number;
}

/** Something that looks like a variable and is none for kaem. */
export interface BadVariable {
  readonly kind: "dollar" | "unterminated" | "misread" | "nested" | "all";
  readonly range: Range;
}

/** Variables of a script in the order of the text, and what is wrong with some. */
export interface Mentions {
  readonly mentions: readonly Mention[];
  readonly bad: readonly BadVariable[];
}

const found = new WeakMap<KaemScript, Mentions>();

/** What names variables in a script; the hand-written kaem has none. */
export function mentionsOf(script: KaemScript): Mentions {
  const known = found.get(script);
  if (known !== undefined) return known;
  const mentions: Mention[] = [];
  const bad: BadVariable[] = [];
  if (script.dialect === "full") {
    script.commands.forEach(({ words }, command) => {
      words.forEach((word, index) => {
        const written = index === 0 ? assignmentOf(script, word) : undefined;
        if (written !== undefined) mentions.push({ ...written, command, word: index });
        if (index > 0 && words[0]!.text === "unset" && /^\w+$/.test(word.text)) {
          const { text: name, range } = word;
          mentions.push({ name, range, whole: range, kind: "unset", command, word: index });
        }
        readWord(script, word, (use) => mentions.push({ ...use, command, word: index }), bad);
      });
    });
  }
  const all = { mentions, bad };
  found.set(script, all);
  return all;
}

const ofCommands = new WeakMap<KaemScript, ReadonlyMap<number, readonly Mention[]>>();

/** The places of a command, by its index in the script, that read variables. */
export function usesOfCommand(script: KaemScript, command: number): readonly Mention[] {
  let known = ofCommands.get(script);
  if (known === undefined) {
    const byCommand = new Map<number, Mention[]>();
    for (const mention of mentionsOf(script).mentions) {
      if (mention.kind !== "use") continue;
      const list = byCommand.get(mention.command);
      if (list === undefined) byCommand.set(mention.command, [mention]);
      else list.push(mention);
    }
    ofCommands.set(script, (known = byCommand));
  }
  return known.get(command) ?? [];
}

function assignmentOf(script: KaemScript, word: KaemWord) {
  const raw = rawWord(script, word);
  const name = /^([^="\\$]+)=/.exec(raw)?.[1];
  if (name === undefined) return undefined;
  const { start } = word.range;
  const range = { start, end: start + name.length };
  return { name: script.text.slice(range), range, whole: word.range, kind: "assignment" as const };
}

/**
 * Reads the variables of a word as `handle_variables` of mescc-tools' Kaem/variable.c does: a `:-` anywhere later in
 * the word counts for the first `${`. Escapes do not matter to it: `\$` is a dollar as well.
 */
function readWord(
  script: KaemScript,
  word: KaemWord,
  use: (mention: Omit<Mention, "command" | "word">) => void,
  bad: BadVariable[],
): void {
  const raw = rawWord(script, word);
  const place = (start: number, end: number) => ({
    start: word.range.start + start,
    end: word.range.start + end,
  });
  let at = raw.indexOf("$");
  for (; at >= 0; at = raw.indexOf("$", at)) {
    if (raw[at + 1] === "@") {
      bad.push({ kind: "all", range: place(0, at + 2) });
      at += 2;
      continue;
    }
    if (raw[at + 1] !== "{") {
      const length = /^\$(?:\w+|\(.*\)?|.)?/.exec(raw.slice(at))?.[0].length ?? 1;
      bad.push({ kind: "dollar", range: place(at, at + length) });
      return;
    }
    const start = at + 2;
    const brace = raw.indexOf("}", start);
    const alternative = raw.indexOf(":-", start);
    const close = raw.indexOf("}", alternative < 0 ? start : alternative + 2);
    if (close < 0) {
      bad.push({ kind: "unterminated", range: place(at, raw.length) });
      return;
    }
    if (alternative > brace) bad.push({ kind: "misread", range: place(at, close + 1) });
    else if (raw.slice(start, close).includes("$")) bad.push({ kind: "nested", range: place(at, close + 1) });
    const end = alternative < 0 || alternative > brace ? brace : alternative;
    const range = place(start, end);
    use({ name: script.text.slice(range), range, whole: place(at, brace + 1), kind: "use" });
    if (alternative > brace) {
      // What stands between is read as a part of the first name; a reader sees more variables there.
      at = brace + 1;
    } else at = close + 1;
  }
}

/** The variable that a byte offset touches. */
export function mentionAt(script: KaemScript, offset: number): Mention | undefined {
  const touching = mentionsOf(script).mentions.filter(({ kind, range, whole }) => {
    const touched = kind === "use" ? whole : range;
    return touched.start <= offset && offset <= touched.end;
  });
  return touching.at(-1);
}

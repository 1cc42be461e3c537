import { unknown, type Environment } from "./world";

/** Why full kaem stops at a word, as it says itself. */
export interface BadWord {
  readonly message: string;
}

const unterminated = "IMPROPERLY TERMINATED VARIABLE";
const abort = "\nABORTING HARD\n";

/**
 * Replaces the variables of a word, as `handle_variables` of mescc-tools' Kaem/variable.c does. `${NAME}`: a backslash
 * in it ends the name. `${NAME:-text}`: a `:-` anywhere later in the word counts, and the name then ends at the next
 * colon whatever it is. `$@` wipes out what stands before it.
 *
 * @param all what `$@` stands for
 * @param flush called where kaem flushes its standard output: at `$@`, and at every further variable
 */
export function expandVariables(
  word: string,
  environment: Environment,
  all: string,
  flush: () => void,
): string | BadWord {
  let at = word.indexOf("$");
  if (at < 0) return word;
  let text = word.slice(0, at);
  while (at < word.length) {
    const found = word[at + 1] === "{" ? expandBraces(word, at + 2, environment) : undefined;
    if (found !== undefined) {
      if ("message" in found) return found;
      text += found.text;
      at = found.end;
    } else if (word[at + 1] === "@") {
      flush();
      text = all;
      at += 2;
    } else {
      return {
        message: `IMPROPERLY USED VARIABLE!\nOnly \${foo} and $@ format are accepted at this time.${abort}`,
      };
    }
    const next = word.indexOf("$", at);
    text += word.slice(at, next < 0 ? undefined : next);
    at = next < 0 ? word.length : next;
    if (next >= 0) flush();
  }
  return text;
}

interface Expanded {
  readonly text: string;
  /** Behind the closing brace. */
  readonly end: number;
}

/** `${…}` from behind its brace. */
function expandBraces(word: string, start: number, environment: Environment): BadWord | Expanded {
  if (word.includes(":-", start)) return withAlternative(word, start, environment);
  const close = word.indexOf("}", start);
  const inside = word.slice(start, close < 0 ? undefined : close);
  if (close < 0 || inside.includes("\n")) return { message: `${unterminated}!${abort}` };
  const name = inside.split("\\", 1)[0]!;
  return { text: valueOf(name, environment) ?? "", end: close + 1 };
}

function withAlternative(word: string, start: number, environment: Environment): BadWord | Expanded {
  const colon = word.indexOf(":", start);
  const close = word.indexOf("}", colon + 2);
  if (close < 0) return { message: `${unterminated}${abort}` };
  const value = valueOf(word.slice(start, colon), environment);
  return { text: value ?? word.slice(colon + 2, close), end: close + 1 };
}

function valueOf(name: string, environment: Environment): string | undefined {
  return name.includes(unknown) ? unknown : environment.get(name)?.value;
}

/** The words of an alias: split at blanks and tabs, with `\n`, `\r` and `\c` as in a script (`collect_alias_token`). */
export function aliasWords(value: string): string[] {
  const words = [""];
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === " " || character === "\t") words.push("");
    else words.push((words.pop() ?? "") + (character === "\\" ? escaped(value[++at]) : character));
  }
  return words;
}

function escaped(character: string | undefined): string {
  if (character === "n") return "\n";
  return character === "r" ? "\r" : (character ?? "");
}

/** MAX_STRING: kaem stops at a token of so many bytes. */
const longest = 4096;

const encoder = new TextEncoder();

/** Whether kaem stops at a word because of its length. */
export function isTooLong(word: string): boolean {
  return word.length * 3 >= longest && encoder.encode(word).length >= longest;
}

/** A word with its variables replaced: text, and undefined for each stretch that is not known. */
export type Expansion = readonly (string | undefined)[];

/**
 * Replaces the variables of a word as `handle_variables` of mescc-tools' Kaem/variable.c does: `${NAME}` and
 * `${NAME:-text}`, where a `:-` anywhere later in the word counts for the first `${`; `$@` wipes out what stands
 * before it. Undefined where kaem would stop: at any other `$`, and at an unterminated `${`.
 *
 * @param lookup the value of a variable; undefined where it is not known, null where the variable is unset
 */
export function expandWord(
  word: string,
  lookup: (name: string) => string | undefined | null,
): Expansion | undefined {
  let expansion: (string | undefined)[] = [];
  let at = 0;
  for (;;) {
    const dollar = word.indexOf("$", at);
    if (dollar < 0) return [...expansion, word.slice(at)];
    expansion.push(word.slice(at, dollar));
    if (word[dollar + 1] === "@") {
      expansion = [undefined];
      at = dollar + 2;
      continue;
    }
    if (word[dollar + 1] !== "{") return undefined;
    const start = dollar + 2;
    const alternative = word.indexOf(":-", start);
    const close = word.indexOf("}", alternative < 0 ? start : alternative + 2);
    if (close < 0) return undefined;
    const name = word.slice(start, alternative < 0 ? close : alternative);
    const value = lookup(name);
    expansion.push(value === null ? (alternative < 0 ? "" : word.slice(alternative + 2, close)) : value);
    at = close + 1;
  }
}

/** The text of an expansion that is known throughout. */
export function knownText(expansion: Expansion | undefined): string | undefined {
  return expansion?.every((part) => part !== undefined) === true ? expansion.join("") : undefined;
}

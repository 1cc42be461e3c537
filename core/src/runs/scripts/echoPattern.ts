/**
 * What a command looks like when its kaem echoes it: the fixed text with gaps where variables stood. Compared without
 * regular expressions, since scripts are anybody's: the time is proportional to both lengths for any input.
 */
export class EchoPattern {
  /** The fixed pieces; between two of them anything may stand. */
  readonly #pieces: readonly string[];
  readonly #raw: string;

  /** `words` as they stand in the script, variables not replaced. */
  constructor(words: readonly string[]) {
    this.#raw = words.join(" ");
    this.#pieces = this.#raw.split(/\$\{[^}]*\}|\$@/).map(oneBlank);
  }

  /** Whether a line that was echoed can be this command. The minimal kaems echo variables unreplaced. */
  matches(text: string): boolean {
    const line = oneBlank(text).trim();
    if (line === this.#raw) return true;
    const pieces = this.#pieces;
    const first = pieces[0] ?? "";
    const last = pieces.at(-1) ?? "";
    if (pieces.length === 1) return line === first.trim();
    if (!line.startsWith(first) || !line.endsWith(last) || line.length < first.length + last.length)
      return false;
    let at = first.length;
    const end = line.length - last.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = line.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  }
}

/** An empty variable leaves two blanks behind in an echoed line. */
function oneBlank(text: string): string {
  return text.replace(/[ \t]+/g, " ");
}

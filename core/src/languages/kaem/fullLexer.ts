import { BACKSLASH, BLANK, HASH, LF, QUOTE, SEMICOLON, TAB, textOf, type Reader } from "./lexer";
import type { KaemWord } from "./syntax";

/**
 * Reads a script as `collect_command`, `collect_token` and `collect_string` of mescc-tools' Kaem/kaem.c do, which were
 * also run to see it: strings end a token, `\` and LF leave a hole in it, and what a token returns last decides
 * whether the command is executed.
 */
export function readFull(reader: Reader): void {
  while (reader.at < reader.text.length) {
    const start = reader.at;
    const collector = new Collector(reader);
    const ended = collector.collect();
    if (ended && collector.words.length === 0 && collector.index > 0) {
      reader.problems.push({ kind: "empty-command", range: { start, end: reader.at } });
    }
    reader.command(collector.words, ended ? (collector.index === 0 ? "skipped" : "runs") : "unterminated");
  }
}

const N = 0x6e;
const R = 0x72;

/** 1 for each byte that neither ends a token nor means anything in it. */
const ordinary = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > BLANK && byte < 0x7f && ![QUOTE, HASH, SEMICOLON, BACKSLASH].includes(byte) ? 1 : 0,
);

class Collector {
  readonly words: KaemWord[] = [];
  /** What the last token returned: the number of characters stored, holes counted; 0 keeps the command from running. */
  index = 0;
  /**
   * The token's characters. kaem does not clear its buffer after a token that begins with a hole (or is empty), so that
   * what stands behind the hole shows again behind the next, shorter token.
   */
  #buffer: (number | undefined)[] = [];
  #done = false;
  /** Behind the last token, what ends it not counted. */
  #end = 0;

  constructor(readonly reader: Reader) {}

  /** Reads one command. Gives false where the script ends in it. */
  collect(): boolean {
    while (!this.#done) {
      // A blank here would be a token of its own, so this is where a word begins.
      const start = this.reader.at;
      if (this.#buffer.length === 0 && this.#plainToken(start)) continue;
      const ended = this.#token(this.index);
      const hole = this.#buffer.indexOf(undefined);
      const characters = (hole < 0 ? this.#buffer : this.#buffer.slice(0, hole)) as number[];
      if (characters.length > 0) {
        this.words.push({ range: { start, end: this.#end }, text: textOf(characters) });
        this.#buffer = [];
      }
      if (!ended) return false;
    }
    return true;
  }

  /**
   * Reads a token of nothing but ordinary ASCII, as most are, up to the blank, LF or semicolon that ends it. Gives
   * false, with nothing read, for any other.
   */
  #plainToken(start: number): boolean {
    const { bytes } = this.reader.text;
    let end = start;
    while (ordinary[bytes[end] ?? 0] === 1) end++;
    const byte = bytes[end];
    const blank = byte === BLANK || byte === TAB;
    if (!blank && byte !== LF && byte !== SEMICOLON) return false;
    this.reader.at = end + 1;
    if (end > start) {
      this.words.push({ range: { start, end }, text: this.reader.text.latin1.slice(start, end) });
      this.index = end - start;
    } else if (blank) this.index = 0;
    if (!blank) this.#done = true;
    return true;
  }

  /** Reads one token into the buffer. Gives false where the script ends in it. */
  #token(last: number): boolean {
    const { reader } = this;
    const start = reader.at;
    let index = 0;
    const found = { hole: false, lost: false };
    const store = (byte: number) => {
      found.lost ||= found.hole;
      this.#fill(index++, byte);
    };
    for (;;) {
      this.#end = reader.at;
      const byte = reader.get();
      if (byte === undefined) return false;
      if (byte === BLANK || byte === TAB || byte === 0) break;
      if (byte === LF || byte === SEMICOLON || byte === HASH) {
        if (byte === HASH && !reader.comment()) return false;
        this.#done = true;
        if (index === 0) index = last;
        break;
      }
      if (byte === QUOTE) {
        const characters = this.#string();
        if (characters === undefined) return false;
        for (const each of characters) store(each);
        this.#end = reader.at;
        break;
      }
      if (byte !== BACKSLASH) {
        store(byte);
        continue;
      }
      const escaped = reader.get();
      if (escaped === LF || escaped === undefined) {
        found.hole = true;
        this.#fill(index, this.#buffer[index]);
        index++;
      } else store(escapeOf(escaped));
    }
    if (found.lost) reader.problems.push({ kind: "lost-text", range: { start, end: this.#end } });
    this.index = index;
    return true;
  }

  /** The characters of a string whose opening quote was just read; undefined where it does not end. */
  #string(): number[] | undefined {
    const { reader } = this;
    const start = reader.at - 1;
    const characters: number[] = [];
    for (;;) {
      const byte = reader.get();
      if (byte === QUOTE) return characters;
      const escaped = byte === BACKSLASH ? reader.get() : byte;
      if (escaped === undefined) {
        reader.problems.push({ kind: "unterminated-string", range: { start, end: reader.text.length } });
        return undefined;
      }
      // \ and LF put the -1 that means "nothing" into the string, as a character.
      characters.push(byte === BACKSLASH ? (escaped === LF ? 0xff : escapeOf(escaped)) : escaped);
    }
  }

  #fill(index: number, byte: number | undefined): void {
    while (this.#buffer.length < index) this.#buffer.push(undefined);
    this.#buffer[index] = byte;
  }
}

function escapeOf(byte: number): number {
  if (byte === N) return LF;
  return byte === R ? 0x0d : byte;
}

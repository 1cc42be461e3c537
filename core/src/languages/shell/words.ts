import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { namePattern } from "./keywords";
import type { ShellVariable, ShellWord } from "./syntax";

/** Text within text deeper than this is taken for plain: nobody writes it, and no stack holds everything. */
const deepest = 100;

/** Reads words with all that may stand in them, and notes the variables. */
export abstract class WordReader {
  readonly variables: ShellVariable[] = [];
  protected readonly source: string;
  protected at = 0;
  /** Index of the function that is being read. */
  protected inFunction: number | undefined;
  #backquoted = false;

  constructor(readonly text: SourceText) {
    this.source = text.latin1;
  }

  /** Commands up to a `)` or a backquote that ends them, which is left to the caller, or the end of the text. */
  abstract commands(end: ")" | "`" | undefined, depth: number): void;

  protected note(name: string, start: number, whole: Range, kind: ShellVariable["kind"]): void {
    const range = { start, end: start + name.length };
    this.variables.push({ name, range, whole, kind, function: this.inFunction });
  }

  /** What is assigned at a place turns out to be so for one command only. */
  protected given(start: number): void {
    const index = this.variables.findLastIndex(
      ({ range, kind }) => range.start === start && kind === "assignment",
    );
    const found = this.variables[index];
    if (found !== undefined) this.variables[index] = { ...found, kind: "given" };
  }

  /** The commands of a `(…)`, a `$(…)`, a `<(…)` or between backquotes, of which the opening is read. */
  protected within(depth: number, end: ")" | "`"): void {
    if (depth >= deepest) return;
    const outer = this.inFunction;
    this.commands(end, depth + 1);
    this.inFunction = outer;
    this.at = Math.min(this.at + 1, this.source.length);
  }

  /** A word at this place; undefined where none begins. */
  protected word(depth: number): ShellWord | undefined {
    const source = this.source;
    const start = this.at;
    for (;;) {
      const character = source[this.at];
      if (character === undefined || /[\s;&|<>()]/.test(character)) break;
      if (character === "\\") this.at = Math.min(this.at + 2, source.length);
      else if (character === "'") this.#quoted("'");
      else if (character === '"') this.#doubleQuoted(depth);
      else if (character === "`") {
        if (this.#backquoted) break;
        this.#backquote(depth);
      } else if (!this.expansion(depth)) this.at++;
    }
    return this.at === start
      ? undefined
      : { range: { start, end: this.at }, raw: source.slice(start, this.at) };
  }

  #backquote(depth: number): void {
    this.at++;
    this.#backquoted = true;
    this.within(depth, "`");
    this.#backquoted = false;
  }

  #quoted(quote: string): void {
    const end = this.source.indexOf(quote, this.at + 1);
    this.at = end < 0 ? this.source.length : end + 1;
  }

  #doubleQuoted(depth: number): void {
    const source = this.source;
    this.at++;
    while (this.at < source.length) {
      const character = source[this.at];
      if (character === '"') {
        this.at++;
        return;
      }
      if (character === "\\") this.at += 2;
      else if (character === "`" && !this.#backquoted) this.#backquote(depth);
      else if (!this.expansion(depth)) this.at++;
    }
    this.at = source.length;
  }

  /** `$NAME`, `${…}`, `$(…)`, `$((…))`, `$'…'` at this place; false, and nothing read, for anything else. */
  protected expansion(depth: number): boolean {
    const source = this.source;
    if (source[this.at] !== "$") return false;
    const start = this.at;
    const next = source[start + 1];
    if (next === "(") {
      this.at += 2;
      if (source[this.at] === "(") this.arithmetic(depth);
      else this.within(depth, ")");
      return true;
    }
    if (next === "'") {
      this.at++;
      this.#quoted("'");
      return true;
    }
    if (next !== "{") {
      const name = namePattern.exec(source.slice(start + 1, start + 201))?.[0];
      this.at += 1 + (name?.length ?? 0);
      if (name !== undefined) this.note(name, start + 1, { start, end: this.at }, "use");
      return true;
    }
    this.at += 2;
    if (/[!#]/.test(source[this.at] ?? "") && /\w/.test(source[this.at + 1] ?? "")) this.at++;
    const name = namePattern.exec(source.slice(this.at, this.at + 200))?.[0];
    const nameStart = this.at;
    this.at += name?.length ?? 0;
    while (this.at < source.length && source[this.at] !== "}") {
      const character = source[this.at];
      if (character === "\\") this.at += 2;
      else if (character === '"' && depth < deepest) this.#doubleQuoted(depth + 1);
      else if (!this.#deeper(depth)) this.at++;
    }
    this.at = Math.min(this.at + 1, source.length);
    if (name !== undefined) this.note(name, nameStart, { start, end: this.at }, "use");
    return true;
  }

  /** The inside of `((…))`, up to and with its end: names are variables without a `$`. */
  protected arithmetic(depth: number): void {
    const source = this.source;
    const close = source.indexOf("))", this.at);
    const stop = close < 0 ? source.length : close;
    while (this.at < stop) {
      const name = namePattern.exec(source.slice(this.at, this.at + 200))?.[0];
      if (name !== undefined) {
        const range = { start: this.at, end: this.at + name.length };
        this.note(name, this.at, range, "use");
        this.at += name.length;
      } else if (!this.#deeper(depth)) this.at++;
    }
    this.at = Math.max(this.at, Math.min(stop + 2, source.length));
  }

  #deeper(depth: number): boolean {
    return depth < deepest && this.expansion(depth + 1);
  }
}

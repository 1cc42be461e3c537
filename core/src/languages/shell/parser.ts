import type { SourceText } from "../../text/sourceText";
import { declaring, keywords, namePattern, opening } from "./keywords";
import type { ShellCommand, ShellFunction, ShellScript, ShellWord, WrittenAssignment } from "./syntax";
import { WordReader } from "./words";

/** Reads a script. Never throws. */
export function parseShell(text: SourceText): ShellScript {
  const parser = new Parser(text);
  parser.commands(undefined, 0);
  const { functions, found, variables, written } = parser;
  variables.sort((a, b) => a.range.start - b.range.start);
  return { text, functions, commands: found, variables, written };
}

/** Where a command's output goes; filled in as its words are read. */
interface Redirected {
  file: string | undefined;
}

interface HereDocument {
  readonly end: string;
  /** Whether tabs before lines are dropped (`<<-`). */
  readonly tabs: boolean;
  /** Whether variables in it are replaced. */
  readonly expands: boolean;
  readonly goes: Redirected;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A `case` while it is read: before `in`, before a `)`, behind it. */
type CasePart = "word" | "pattern" | "body";

class Parser extends WordReader {
  readonly functions: Mutable<ShellFunction>[] = [];
  readonly found: ShellCommand[] = [];
  readonly written: WrittenAssignment[] = [];
  #waiting: HereDocument[] = [];
  #redirected: Redirected = { file: undefined };
  /** A function that was named and whose body comes next. */
  #pending: number | undefined;

  commands(end: ")" | "`" | undefined, depth: number): void {
    const list = new List(depth > 0);
    const { source } = this;
    for (;;) {
      const character = source[this.at];
      const pattern = list.cases.at(-1) === "pattern";
      if (character === undefined || (character === end && !pattern)) break;
      if (character === " " || character === "\t" || character === "\r") this.at++;
      else if (character === "\\" && source[this.at + 1] === "\n") this.at += 2;
      else if (character === "#") this.#comment();
      else if (character === "\n") {
        this.at++;
        this.#finish(list);
        this.#hereDocuments(depth);
      } else if (source.startsWith("&>", this.at)) this.at++;
      else if (character === ";" || character === "&" || character === "|") {
        const sign = /^(?:;;&?|;&|&&|\|\||.)/.exec(source.slice(this.at, this.at + 3))![0];
        this.at += sign.length;
        if (/^;[;&]/.test(sign) && list.cases.at(-1) === "body")
          list.cases[list.cases.length - 1] = "pattern";
        this.#finish(list);
        if (sign === "&&" || sign === "||") list.behind = sign;
      } else if (character === "<" || character === ">") this.#redirection(list.command, depth);
      else if (character === "(") this.#parenthesis(list, depth);
      else if (character === ")") {
        this.at++;
        if (pattern) list.cases[list.cases.length - 1] = "body";
        this.#finish(list);
      } else {
        const word = this.word(depth);
        if (word === undefined) this.at++;
        else this.#take(list, word);
      }
    }
    this.#finish(list);
  }

  #finish(list: List): void {
    const { command } = list;
    if (command.any()) {
      this.#keep(list, command, false);
      list.behind = undefined;
      const { file } = this.#redirected;
      const [first, second] = command.words;
      if (file !== undefined && first?.raw === "echo" && second !== undefined) {
        this.#writes(second.raw, second.range.start, file);
      }
    }
    list.command = new Growing();
    this.#redirected = { file: undefined };
  }

  /** Notes a text that is written to a file where it sets a variable. */
  #writes(text: string, start: number, file: string): void {
    const found = /^[\s"']*(?:export\s+)?([A-Za-z_]\w*)=/.exec(text);
    if (found === null) return;
    const end = start + found[0].length - 1;
    this.written.push({ name: found[1]!, range: { start: end - found[1]!.length, end }, file });
  }

  /** `name()`, a pattern's opening one, or commands in a shell of their own. */
  #parenthesis(list: List, depth: number): void {
    const name = list.command.functionName();
    if (name !== undefined && this.#emptyParentheses()) {
      list.command = new Growing();
      this.#pending = this.#declare(name);
      return;
    }
    this.at++;
    if (list.cases.at(-1) === "pattern") return;
    this.#finish(list);
    if (this.source[this.at] === "(") this.arithmetic(depth);
    else this.within(depth, ")");
    list.behind = undefined;
  }

  /** Reads `()`, blanks around and between; false, and nothing read, where there is none. */
  #emptyParentheses(): boolean {
    const found = /^[ \t]*\([ \t]*\)/.exec(this.source.slice(this.at, this.at + 16));
    if (found !== null) this.at += found[0].length;
    return found !== null;
  }

  #take(list: List, word: ShellWord): void {
    const { cases, command } = list;
    const part = cases.at(-1);
    if (part === "pattern") {
      if (word.raw === "esac") cases.pop();
    } else if (part === "word") {
      if (word.raw === "in") cases[cases.length - 1] = "pattern";
    } else if (command.declares) {
      this.#pending = this.#declare(word);
      list.command = new Growing();
      this.#emptyParentheses();
    } else if (!command.any() && keywords.has(word.raw)) this.#steer(list, word);
    else this.#add(command, word);
  }

  #steer(list: List, word: ShellWord): void {
    const { braces, cases, command } = list;
    if (word.raw === "{") {
      braces.push(this.#pending);
      this.inFunction ??= this.#pending;
      this.#pending = undefined;
    } else if (word.raw === "}") this.#close(braces.pop(), word.range.end);
    else if (word.raw === "esac") cases.pop();
    else if (word.raw === "case") cases.push("word");
    if (word.raw === "function") command.declares = true;
    else if (opening.has(word.raw)) this.#keep(list, Growing.of(word), true);
    else command.words.push(word);
  }

  #declare({ range, raw }: ShellWord): number {
    this.functions.push({ name: raw, nameRange: range, range, comment: this.#commentAbove(range.start) });
    return this.functions.length - 1;
  }

  #close(index: number | undefined, end: number): void {
    if (index === undefined) return;
    const declared = this.functions[index]!;
    declared.range = { start: declared.nameRange.start, end };
    if (this.inFunction === index) this.inFunction = undefined;
  }

  #commentAbove(start: number): string[] {
    const lines: string[] = [];
    for (let line = this.text.lineAt(start) - 1; line >= 0; line--) {
      const found = /^\s*#\s?(.*)$/.exec(this.text.slice(this.text.line(line)).trimEnd());
      if (found === null || found[1]!.startsWith("!")) break;
      lines.unshift(found[1]!);
    }
    return lines;
  }

  #keep({ nested, behind }: List, { words, assignments }: Growing, keyword: boolean): void {
    const all = [...assignments, ...words];
    const range = { start: all[0]!.range.start, end: all.at(-1)!.range.end };
    const inside = this.inFunction;
    if (words.length > 0) for (const { range: one } of assignments) this.given(one.start);
    this.found.push({ words, assignments, range, keyword, nested, behind, function: inside });
    if (!keyword) this.#pending = undefined;
  }

  /** Adds a word to a command, and notes the variables that it sets. */
  #add(command: Growing, word: ShellWord): void {
    const { start, end } = word.range;
    const assigned = /^([A-Za-z_]\w*)\+?=/.exec(word.raw);
    const [first] = command.words;
    if (first === undefined && assigned !== null) {
      this.note(assigned[1]!, start, word.range, "assignment");
      command.assignments.push(word);
      return;
    }
    const kind = first === undefined ? undefined : declaring.get(first.raw);
    const functions = kind === "unset" && command.words.some(({ raw }) => raw === "-f");
    if (kind !== undefined && !functions) {
      const name = assigned?.[1] ?? (namePattern.exec(word.raw)?.[0] === word.raw ? word.raw : undefined);
      if (name !== undefined) this.note(name, start, { start, end }, kind);
    }
    if ((first?.raw === "for" || first?.raw === "select") && command.words.length === 1) {
      if (/^[A-Za-z_]\w*$/.test(word.raw)) this.note(word.raw, start, word.range, "assignment");
    }
    command.words.push(word);
  }

  #comment(): void {
    const end = this.source.indexOf("\n", this.at);
    this.at = end < 0 ? this.source.length : end;
  }

  /** `>`, `>>`, `<`, `<<`, `<<-`, `<<<`, `<(`, `>&`: what follows is a word of its own, or a here-document's end. */
  #redirection(command: Growing, depth: number): void {
    const source = this.source;
    const sign = /^(?:<<<|<<-?|>>|[<>]&?|>\|)/.exec(source.slice(this.at, this.at + 3))![0];
    this.at += sign.length;
    if (source[this.at] === "(" && sign.length === 1) {
      this.at++;
      this.within(depth, ")");
      return;
    }
    while (source[this.at] === " " || source[this.at] === "\t") this.at++;
    const word = this.word(depth);
    if (word === undefined) return;
    if (sign === "<<" || sign === "<<-") {
      const end = word.raw.replace(/["'\\]/g, "");
      this.#waiting.push({ end, tabs: sign === "<<-", expands: end === word.raw, goes: this.#redirected });
    } else {
      if (sign.startsWith(">")) this.#redirected.file = word.raw;
      // A word like others for who looks for files, but never a command's name.
      if (command.words.length > 0) command.words.push(word);
    }
  }

  #hereDocuments(depth: number): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { end, tabs, expands, goes } of waiting) {
      for (;;) {
        if (this.at >= this.source.length) return;
        const newline = this.source.indexOf("\n", this.at);
        const stop = newline < 0 ? this.source.length : newline;
        const line = this.source.slice(this.at, stop);
        if ((tabs ? line.replace(/^\t+/, "") : line) === end) {
          this.at = Math.min(stop + 1, this.source.length);
          break;
        }
        if (goes.file !== undefined) this.#writes(line, this.at, goes.file);
        if (expands) while (this.at < stop) if (!this.expansion(depth)) this.at++;
        this.at = Math.max(this.at, Math.min(stop + 1, this.source.length));
      }
    }
  }
}

/** A list of commands while it is read. */
class List {
  command = new Growing();
  /** What stands before the command. */
  behind: ShellCommand["behind"];

  constructor(readonly nested: boolean) {}

  /** Of each `{` that is open the function whose body it begins. */
  readonly braces: (number | undefined)[] = [];
  readonly cases: CasePart[] = [];
}

/** A command while its words are read. */
class Growing {
  readonly words: ShellWord[] = [];
  readonly assignments: ShellWord[] = [];
  /** Whether `function` stands before. */
  declares = false;

  static of(word: ShellWord): Growing {
    const growing = new Growing();
    growing.words.push(word);
    return growing;
  }

  any(): boolean {
    return this.words.length + this.assignments.length > 0;
  }

  /** The word that `()` would make a function's name. */
  functionName(): ShellWord | undefined {
    return this.words.length === 1 && this.assignments.length === 0 ? this.words[0] : undefined;
  }
}

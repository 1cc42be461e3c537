import { fits, literalLength, type Pattern } from "../../languages/kaem/pattern";
import { isKnown, unknown } from "../../languages/kaem/interpreter/world";
import type { EvaluatedCommand } from "../../tree/evaluatedCommand";

/** A line ` +> …` that a shell prints if it comes to a command. */
interface Print {
  readonly command: EvaluatedCommand;
  readonly pattern: Pattern;
  /**
   * Of a branch that may be printed without being taken, with what the other branch has set: its words with anything in
   * the place of variables.
   */
  readonly loose: Pattern | undefined;
  /** Whether it is `set -x` itself that prints it, be the shell silent or not. */
  readonly builtin: boolean;
  /** Whether a run may do without it: a condition decides that is not known beforehand. */
  readonly optional: boolean;
  /** Whether it is the first of its shell. */
  readonly begins: boolean;
}

/** What stands between an `if` and its `fi`, by the commands' places in the order of the bootstrap. */
interface Block {
  readonly shell: EvaluatedCommand["shell"];
  readonly begin: number;
  /** That of `else`; the end where there is none. */
  readonly otherwise: number;
  /** That of `fi`. */
  readonly end: number;
  /** Whether its lines are printed, as those of a condition that holds are; undefined before the next line tells. */
  printed: boolean | undefined;
}

function blockOf(condition: EvaluatedCommand, commands: readonly EvaluatedCommand[]): Block {
  const { shell, sequence: begin } = condition;
  let otherwise: number | undefined;
  for (let at = begin + 1; at < commands.length; at++) {
    const { shell: own, command } = commands[at]!;
    if (own !== shell) continue;
    const name = command.words[0]?.text;
    if (name === "else") otherwise ??= at;
    if (name === "fi") return { shell, begin, otherwise: otherwise ?? at, end: at, printed: undefined };
  }
  return { shell, begin, otherwise: otherwise ?? Infinity, end: Infinity, printed: undefined };
}

/**
 * Whether a print can come while a block is open. A condition that holds prints the whole block and runs what stands
 * before `else`; one that does not prints nothing of the block and runs what stands behind.
 *
 * @param first whether it is the print right behind the `if`
 */
function agrees(block: Block, { command, builtin }: Print, first: boolean): boolean {
  let within: EvaluatedCommand | undefined = command;
  while (within !== undefined && within.shell !== block.shell) within = within.shell.caller;
  if (within === undefined || within.sequence <= block.begin || within.sequence > block.end) return true;
  if (within === command) return builtin || (block.printed ?? first);
  // Of a command in the block the line itself comes first if any of the block is printed.
  return block.printed === true ? within.sequence < block.otherwise : within.sequence > block.otherwise;
}

/** What a command must show of itself so that it is recognised far from where it is expected, in characters. */
const distinct = 12;

/**
 * Walks a log in lockstep with what the kaem interpreter knows of the bootstrap: every line that a shell prints is that
 * of one command of one script, with all shells around it. Words are compared with their variables replaced; what the
 * interpreter does not know fits anything. Where lines are missing, or shells print that nobody knows, it goes on at the
 * next command that is distinct enough; a log that begins again begins again here.
 */
export class Lockstep {
  readonly #prints: readonly Print[];
  #next = 0;
  /** The blocks of an `if` that the log is in. */
  #blocks: Block[] = [];

  /** @param commands every command in the order of the bootstrap */
  constructor(private readonly commands: readonly EvaluatedCommand[]) {
    const shells = new Set<EvaluatedCommand["shell"]>();
    this.#prints = commands.flatMap(printsOf).map((print) => {
      const begins = !shells.has(print.command.shell);
      shells.add(print.command.shell);
      return { ...print, begins };
    });
  }

  /**
   * The command that a printed line is of; undefined where it fits nowhere, which changes nothing.
   *
   * @param text what stands behind ` +> `, with or without the blank at its end
   */
  onEcho(text: string): EvaluatedCommand | undefined {
    const echo = text.trimEnd();
    const index =
      this.#expected(echo) ??
      this.#expected(echo, true) ??
      this.#nextStep(echo) ??
      this.#again(echo) ??
      this.#furtherOn(echo);
    if (index === undefined) return undefined;
    if (index < this.#next) this.#blocks = [];
    this.#next = index + 1;
    const print = this.#prints[index]!;
    this.#follow(print);
    return print.command;
  }

  /** Whether a printed line, as `onEcho` takes it, is of a command that can come next with none left out before it. */
  expects(text: string): boolean {
    return this.#expected(text.trimEnd()) !== undefined;
  }

  /** The command that would be printed next if every condition held. */
  get next(): EvaluatedCommand | undefined {
    return this.#prints[this.#next]?.command;
  }

  /** How many lines have been printed if nothing was left out, and how many there would be in all. */
  get progress(): { readonly done: number; readonly all: number } {
    return { done: this.#next, all: this.#prints.length };
  }

  /** Whether nothing is left that must be printed. */
  get ended(): boolean {
    return this.#next > 0 && this.#prints.slice(this.#next).every(({ optional }) => optional);
  }

  /**
   * Goes to the beginning of a shell, by the script that it reads: to the next one from here on, else to the first. It
   * changes nothing where no shell reads that script.
   */
  seek(script: string): void {
    const begins = ({ command, begins: first }: Print) => first && command.script === script;
    const from = this.#prints.findIndex((print, index) => index >= this.#next && begins(print));
    const found = from < 0 ? this.#prints.findIndex(begins) : from;
    if (found >= 0) this.#next = found;
    this.#blocks = [];
  }

  /**
   * The next print that it can be if all went as written: from here over those that may be missing.
   *
   * @param silent whether shells that are called on the way may have printed nothing
   */
  #expected(echo: string, silent = false): number | undefined {
    const last = this.#prints[this.#next - 1]?.command;
    const open = new Set(last && [last.shell, ...callersOf(last).map(({ shell }) => shell)]);
    for (let index = this.#next; index < this.#prints.length; index++) {
      const print = this.#prints[index]!;
      const first = index === this.#next;
      // A shell is entered at its beginning.
      const entered = print.begins || open.has(print.command.shell);
      if (entered && this.#blocks.every((block) => agrees(block, print, first)) && isPrint(echo, print))
        return index;
      if (!print.optional && !(silent && !open.has(print.command.shell))) return undefined;
    }
    return undefined;
  }

  /** A print was found: which blocks that says something about, and whether another begins with it. */
  #follow({ command }: Print): void {
    for (const block of this.#blocks) {
      block.printed ??= command.shell === block.shell && command.sequence <= block.end;
    }
    this.#blocks = this.#blocks.filter(({ end }) => command.sequence <= end);
    if (command.dialect === "full" && command.command.words[0]?.text === "if")
      this.#blocks.push(blockOf(command, this.commands));
  }

  /**
   * The beginning of the next step, where only lines of the scripts that the generator writes are missing: our own
   * driver starts the steps itself.
   */
  #nextStep(echo: string): number | undefined {
    for (let index = this.#next; index < this.#prints.length; index++) {
      const { command, pattern } = this.#prints[index]!;
      if (isGenerated(command.shell.caller?.script)) return isEcho(echo, pattern) ? index : undefined;
      if (!isGenerated(command.script) && !isGenerated(command.words.at(-1))) return undefined;
    }
    return undefined;
  }

  /** The first command of all: the machine has started again, or one log follows another. */
  #again(echo: string): number | undefined {
    const first = this.#prints[0];
    return first !== undefined && isEcho(echo, first.pattern) ? 0 : undefined;
  }

  #furtherOn(echo: string): number | undefined {
    if (echo.length < distinct) return undefined;
    for (let index = this.#next; index < this.#prints.length; index++) {
      const { pattern } = this.#prints[index]!;
      if (pattern.length > 1 && literalLength(pattern) < echo.length / 2) continue;
      if (isEcho(echo, pattern)) return index;
    }
    return undefined;
  }
}

/** Whether a path is that of a script which goes through steps of the manifest. */
export function isGenerated(path: string | undefined): boolean {
  return path !== undefined && /^\/steps\/\d+\.sh$/.test(path);
}

function isPrint(echo: string, { pattern, loose }: Pick<Print, "pattern" | "loose">): boolean {
  return isEcho(echo, pattern) || (loose !== undefined && isEcho(echo, loose));
}

/**
 * Whether a line that has lost the blanks at its end is of a pattern. What is not known at the end of that may be nothing,
 * and then the blanks before it are not there either.
 */
function isEcho(echo: string, pattern: Pattern): boolean {
  if (fits(echo, pattern)) return true;
  for (let end = pattern.length - 1; end > 0 && pattern[end]!.trimEnd() === ""; end--)
    if (fits(echo, [...pattern.slice(0, end - 1), pattern[end - 1]!.trimEnd()])) return true;
  return false;
}

function withoutVariables({ text }: { readonly text: string }): string {
  return text.replace(/\$\{[^}]*\}|\$@/g, unknown);
}

/** What is printed for a command: nothing, its words, or for `set -x` of a shell that prints already two lines. */
function printsOf(command: EvaluatedCommand): Omit<Print, "begins">[] {
  const { shell, certainty, dialect, state, words, command: source } = command;
  if (shell.certainty === "skipped") return [];
  // Of what is skipped nobody knows whether it is so because of a blank at its end, within a branch.
  const optional = certainty !== "runs" || shell.certainty !== "runs";
  const loose = certainty !== "runs" ? patternOf(source.words.map(withoutVariables)) : undefined;
  const prints: Omit<Print, "begins">[] = [];
  const says = dialect === "minimal" || (state.verbose && words[0] !== undefined && words[0] !== "");
  if (says) prints.push({ command, pattern: patternOf(words), loose, builtin: false, optional });
  const [name, letters = ""] = words;
  const runs = certainty !== "skipped" && source.fate === "runs";
  if (dialect === "full" && runs && name === "set" && letters.slice(1).includes("x"))
    prints.push({
      command,
      pattern: patternOf(["set", `-${letters.slice(1)}`]),
      loose,
      builtin: true,
      optional,
    });
  return prints;
}

/** The words with a blank between them, a gap for what is not known. */
function patternOf(words: readonly string[]): Pattern {
  let text = "";
  words.forEach((word, index) => {
    // A value of one blank drops the word, and what is not known may be that.
    const alone = word !== "" && !isKnown(word) && word.replaceAll(unknown, "") === "";
    text += (index === 0 || alone ? "" : " ") + word;
  });
  return text.trimEnd().split(unknown);
}

/** The commands that a command runs in, the outermost first: each starts the shell of the next. */
export function callersOf(command: EvaluatedCommand): readonly EvaluatedCommand[] {
  const callers: EvaluatedCommand[] = [];
  for (let at = command.shell.caller; at !== undefined; at = at.shell.caller) callers.unshift(at);
  return callers;
}

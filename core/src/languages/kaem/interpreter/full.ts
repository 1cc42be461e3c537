import type { SourceText } from "../../../text/sourceText";
import { resolvePath } from "../paths";
import type { KaemCommand } from "../syntax";
import { Branches } from "./branches";
import { parseOnce, readsOf, type Read } from "./commands";
import { aliasWords, expandVariables, isTooLong } from "./expansion";
import { findProgram } from "./lookup";
import { Ended, Output } from "./output";
import { assigned, withAlias, withoutVariables } from "./shellState";
import { unknown, type Certainty, type Outcome, type ShellState, type World } from "./world";

/** What a full kaem starts with, its command line read. */
export interface FullStart {
  /** As places name it. */
  readonly script: string;
  readonly text: SourceText;
  readonly state: ShellState;
  readonly certainty: Certainty;
  /** What `$@` stands for. */
  readonly all: string;
  /** `--warn` and `--show-exit-codes`. */
  readonly warnings: boolean;
  readonly showsExitCodes: boolean;
}

/** Runs a script as mescc-tools' kaem 1.7.0 does, quirk for quirk (Kaem/kaem.c). */
export async function runFull(world: World, start: FullStart): Promise<Outcome> {
  const shell = new FullShell(world, start);
  try {
    await shell.runScript();
    return shell.output.exit(0);
  } catch (problem) {
    if (problem instanceof Ended) return problem.outcome;
    throw problem;
  }
}

type Status = number | undefined;

/** What reading a command came to; `skipped` ones are printed but not executed. */
type Collected = "runs" | "skipped" | "end";

class FullShell {
  readonly output: Output;
  readonly #reads: readonly Read[];
  #next = 0;
  #state: ShellState;
  #certainty: Certainty;
  /** The words of the command that was read last, and kaem's `token`: the builtins move it on, and `if` looks at it. */
  #words: readonly string[] = [];
  #head = 0;
  #command: KaemCommand | undefined;

  constructor(
    readonly world: World,
    readonly start: FullStart,
  ) {
    this.output = new Output(world);
    this.#reads = readsOf(parseOnce(start.text, "full"));
    this.#state = start.state;
    this.#certainty = start.certainty;
  }

  async runScript(): Promise<void> {
    for (;;) {
      const collected = this.#collect();
      if (collected === "end") return;
      if (collected === "runs") await this.#execute();
    }
  }

  /** Reads, expands and prints the next command (`collect_command`). */
  #collect(): Collected {
    const read = this.#reads[this.#next++] ?? { kind: "end" };
    this.#words = [];
    this.#head = 0;
    this.#command = undefined;
    switch (read.kind) {
      case "end":
        return "end";
      case "unterminated-string":
        throw this.output.fail("IMPROPERLY TERMINATED STRING!\nABORTING HARD\n");
      case "unterminated-comment":
        throw this.output.fail("IMPROPERLY TERMINATED LINE COMMENT!\nABORTING HARD\n");
      case "empty":
        return "runs";
      case "command":
    }
    const { command } = read;
    const expanded = command.words.map(({ text }) => this.#expand(text));
    this.#words = expanded.flat();
    if (command.fate === "unterminated") return this.#collect();
    this.#command = command;
    if (this.#state.verbose && this.#value !== undefined && this.#value !== "") {
      this.output.print(` +> ${this.#words.map((word) => `${word} `).join("")}\n`);
      this.output.flush();
    }
    const place = { script: this.start.script, command };
    const certainty = command.fate === "skipped" ? "skipped" : this.#certainty;
    if (this.world.visit !== undefined) {
      const origins = expanded.flatMap((words, index) => words.map(() => index));
      this.world.visit({ place, words: this.#words, origins, state: this.#state, certainty });
    }
    return command.fate;
  }

  /** A word as the program gets it; none where it comes to a single blank. */
  #expand(word: string): string[] {
    if (isTooLong(word)) throw this.output.fail("LINE IS TOO LONG\nABORTING HARD\n");
    const alias = this.#state.aliases.get(word);
    const words = alias === undefined ? [word] : aliasWords(alias);
    return words
      .map((each) => {
        const expanded = expandVariables(each, this.#state.environment, this.start.all, () =>
          this.output.flush(),
        );
        if (typeof expanded !== "string") throw this.output.fail(expanded.message);
        return expanded;
      })
      .filter((each) => each !== " ");
  }

  /** The word that kaem's `token` stands at; undefined behind the last one. */
  get #value(): string | undefined {
    return this.#words[this.#head];
  }

  async #execute(): Promise<void> {
    const status = await this.#run();
    if (!this.#state.strict || status === 0 || status === undefined) return;
    throw this.output.fail(`Subprocess error ${status}\nABORTING HARD\n`);
  }

  /** `_execute`: the status of one command, builtin or program. */
  async #run(): Promise<Status> {
    const name = this.#value;
    if (name === undefined) throw this.output.crash();
    if (name.includes("=")) {
      const setBy = this.#command && { script: this.start.script, command: this.#command };
      this.#state = assigned(this.#state, name, setBy);
      return 0;
    }
    switch (name) {
      case "cd":
        return this.#required(await this.#changeDirectory(), "cd");
      case "set":
        return this.#required(this.#set(), "set");
      case "alias":
        return this.#alias();
      case "pwd":
        this.output.print(`${this.#state.directory}\n`);
        return 0;
      case "echo":
        this.output.print(`${this.#words.slice(this.#head + 1).join(" ")}\n`);
        if (this.#words.length > this.#head + 1) this.#head = this.#words.length;
        return 0;
      case "unset":
        this.#state = withoutVariables(this.#state, this.#words.slice(this.#head + 1));
        return 0;
      case "exec":
        this.#head++;
        return this.#program(true);
      case "if":
        return this.#if();
      case "then":
      case "else":
      case "fi":
        return 0;
      default:
        return this.#program(false);
    }
  }

  #required(succeeded: boolean, builtin: string): Status {
    if (!succeeded && this.#state.strict) throw this.output.fail(`${builtin} failed!\n`);
    return 0;
  }

  async #changeDirectory(): Promise<boolean> {
    this.#head++;
    const to = this.#value;
    if (to === undefined || to === "") return false;
    const directory = resolvePath(this.#state.directory, to);
    // A world that explores goes on as if the folder were there: what follows is said of that folder.
    if (!(await this.world.isDirectory(directory)) && this.world.visit === undefined) return false;
    this.#state = { ...this.#state, directory };
    return true;
  }

  #set(): boolean {
    this.#head++;
    const word = this.#value;
    if (word === undefined) return false;
    const options = word.slice(1);
    for (const option of options) {
      if (option === "e") this.#state = { ...this.#state, strict: true };
      else if (option === "x") {
        this.#state = { ...this.#state, verbose: true };
        this.output.print(` +> set -${options}\n`);
        this.output.flush();
      } else if (option !== "a") throw this.output.fail(`${option} is an invalid set option!\n`);
      else if (this.start.warnings) this.output.print("set -a is on by default and cannot be disabled\n");
    }
    return true;
  }

  #alias(): Status {
    this.#head++;
    const word = this.#value;
    const equals = word?.indexOf("=") ?? -1;
    if (word === undefined) {
      for (const [name, value] of this.#state.aliases) this.output.print(`${name}=${value}\n`);
      this.output.flush();
    } else if (equals < 0) {
      this.output.print(
        `${this.#words
          .slice(this.#head)
          .map((each) => `${each} `)
          .join("")}\n`,
      );
      this.output.flush();
    } else {
      if (equals === word.length - 1) throw this.output.fail("add_alias received improper variable\n");
      this.#state = withAlias(this.#state, word);
    }
    return 0;
  }

  async #program(replaces: boolean): Promise<Status> {
    const name = this.#value;
    if (name === undefined) throw this.output.crash();
    let program = await findProgram(this.world, this.#state, name);
    // Nobody knows what comes of it; what follows is worth a look nevertheless.
    if (program === undefined && this.world.visit !== undefined)
      program = { name, path: `${unknown}/${name}` };
    if (program === undefined) {
      if (!this.#state.strict) return 0;
      throw this.output.fail(`WHILE EXECUTING ${name} NOT FOUND!\nABORTING HARD\n`);
    }
    const { directory, environment } = this.#state;
    const outcome = await this.world.run({
      program: program.path,
      words: this.#words.slice(this.#head),
      environment,
      directory,
      certainty: this.#certainty,
      place: { script: this.start.script, command: this.#command! },
    });
    if (replaces && !(this.world.visit !== undefined && this.#certainty !== "runs")) throw new Ended(outcome);
    return this.#statusOf(program.name, outcome);
  }

  /** `what_exit` */
  #statusOf(program: string, outcome: Outcome): Status {
    if ("signal" in outcome) {
      this.output.complain(`\n${program} abnormal termination, signal number = ${outcome.signal}\n`);
      return outcome.signal;
    }
    const { status } = outcome;
    if (this.start.showsExitCodes && status !== undefined)
      this.output.complain(`\n${program} normal termination, exit status = ${status}\n\n\n`);
    return status;
  }

  /**
   * `if_cmd`: reads up to the first `fi`, executing what the condition and each `else` leave to run. Where that leaves
   * the lines of an inner `if`, too, this is what kaem does.
   */
  async #if(): Promise<Status> {
    this.#head++;
    const status = await this.#run();
    const { verbose } = this.#state;
    const branches = new Branches(status, this.#state, this.#certainty);
    this.#state = { ...branches.state, verbose: verbose && (status ?? 0) === 0 };
    this.#certainty = branches.certainty;
    do {
      const collected = this.#collect();
      if (collected === "end")
        throw this.output.fail("Unexpected EOF, improperly terminated if statement.\n");
      if (collected === "skipped") continue;
      if (branches.runs) await this.#execute();
      else if (this.world.visit !== undefined) await this.#peek();
      if (this.#value === "else") {
        const before = this.#state.verbose;
        this.#state = { ...branches.otherwise(this.#state), verbose: before };
        this.#certainty = branches.certainty;
      }
    } while (this.#value !== "fi");
    this.#state = { ...branches.end(this.#state), verbose };
    this.#certainty = branches.outer;
    return 0;
  }

  /** A command of a branch that is not taken, evaluated for those who look at it. */
  async #peek(): Promise<void> {
    const head = this.#head;
    if (this.#value === undefined || this.#value === "if") return;
    try {
      await this.#run();
    } catch (problem) {
      if (!(problem instanceof Ended)) throw problem;
    }
    this.#head = head;
  }
}

import { isKnown } from "../languages/kaem/interpreter/world";
import type { Configuration } from "../tree/configuration";
import type { EvaluatedCommand } from "../tree/evaluatedCommand";
import type { EvaluatedTree } from "../tree/evaluatedTree";
import { evaluateTree } from "../tree/evaluateTree";
import type { TreePlace } from "../tree/evaluateTexts";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { Location, StackPlace } from "./events";
import { normalisePath } from "./layout";
import { locationOf } from "./locations";
import { checksChecksums } from "./logs/checksumFile";
import { callersOf, Lockstep } from "./logs/lockstep";
import type { CommandPlace } from "./stepLog";

/** How a shell is started; paths are those inside the sandbox. */
export interface ShellStart {
  readonly script: string;
  readonly directory: string;
}

/** A command that kaem may have run without echoing it. */
export interface UnechoedCommand {
  /** Variables replaced; see `unknown` of the interpreter for what is not known. */
  readonly words: readonly string[];
  readonly location: Location | undefined;
}

/** Knows of every command that a run's log echoes where it stands in the tree, and in which folder it runs. */
export class CommandPlaces {
  #known: { readonly evaluated: EvaluatedTree; readonly lockstep: Lockstep } | undefined;
  /** The scripts of shells that began before anything was known. */
  #begun: string[] = [];
  #directory = "/";
  #unechoed: readonly UnechoedCommand[] = [];

  /** The tree is evaluated when the first command is echoed: a program starts the sooner. */
  constructor(
    private readonly tree: Tree,
    private readonly workspace: Workspace,
    private readonly configuration: Configuration,
  ) {}

  async #know() {
    if (this.#known === undefined) {
      const evaluated = await evaluateTree(this.tree, this.workspace, this.configuration);
      this.#known ??= { evaluated, lockstep: new Lockstep(evaluated.commands) };
      for (const script of this.#begun.splice(0)) this.#known.lockstep.seek(script);
    }
    return this.#known;
  }

  /** A shell that our driver has started begins; undefined where it reads no script. */
  begin(start: ShellStart | undefined): void {
    this.#directory = start?.directory ?? "/";
    this.#unechoed = [];
    if (start === undefined) return;
    const script = normalisePath(start.script, start.directory);
    if (this.#known === undefined) this.#begun.push(script);
    else this.#known.lockstep.seek(script);
  }

  /** The folder that the last command ran in. */
  get directory(): string {
    return this.#directory;
  }

  /**
   * Commands of the `else` branch of the `if` that was echoed last: when its condition is false, kaem runs them
   * without echoing them (LANGUAGES 1.6, “Verbose lies”).
   */
  get unechoed(): readonly UnechoedCommand[] {
    return this.#unechoed;
  }

  /** How far the log is, in commands that are echoed. */
  get progress(): { readonly done: number; readonly all: number } {
    return this.#known?.lockstep.progress ?? { done: 0, all: 0 };
  }

  /** Whether the log can be expected to echo this next. */
  async expects(text: string): Promise<boolean> {
    return (await this.#know()).lockstep.expects(text);
  }

  /** Whether the log has all that the bootstrap's shells echo. */
  get ended(): boolean {
    return this.#known?.lockstep.ended === true;
  }

  /** The command that the log echoes next: where it stands, the shells around it, and the folder that it runs in. */
  async place(text: string): Promise<CommandPlace> {
    const { evaluated, lockstep } = await this.#know();
    const { done } = lockstep.progress;
    const command = lockstep.onEcho(text);
    const again = done > 0 && lockstep.progress.done === 1;
    this.#unechoed = [];
    if (command === undefined) return { location: undefined, directory: this.#directory };
    if (isKnown(command.state.directory)) this.#directory = command.state.directory;
    if (command.command.words[0]?.text === "if") this.#unechoed = await this.#otherwise(command, evaluated);
    const called = await this.#called(command);
    const stack: StackPlace[] = [];
    for (const caller of callersOf(command)) stack.push(await this.#called(caller));
    const { location, ...where } = called;
    return {
      directory: this.#directory,
      location,
      where: { ...where, stack },
      again,
      hidesChecksums: this.#unechoed.some(({ words }) => checksChecksums(words)),
    };
  }

  async #otherwise(
    condition: EvaluatedCommand,
    { commands }: EvaluatedTree,
  ): Promise<readonly UnechoedCommand[]> {
    const found: UnechoedCommand[] = [];
    let otherwise = false;
    for (let at = condition.sequence + 1; at < commands.length; at++) {
      const command = commands[at]!;
      if (command.shell !== condition.shell) continue;
      const name = command.command.words[0]?.text;
      if (name === "fi") break;
      if (otherwise) found.push({ words: command.words, location: await this.#locate(command.place) });
      otherwise ||= name === "else";
    }
    return found;
  }

  async #called(command: EvaluatedCommand): Promise<StackPlace> {
    const location = await this.#locate(command.place);
    return { script: command.script, scriptLine: command.command.line + 1, ...(location && { location }) };
  }

  async #locate(place: TreePlace | undefined): Promise<Location | undefined> {
    if (place === undefined) return undefined;
    const text = await this.workspace.text(place.file);
    return text && locationOf(place.file, text, place.range);
  }
}

import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Location } from "../events";
import { normalisePath, sourcesOf } from "../layout";
import { scriptCommands, type ScriptCommand } from "./scriptCommands";

/** A script that is being run, and how far. */
interface Frame {
  readonly commands: readonly ScriptCommand[];
  /** Index of the command that may come next. */
  next: number;
  /** The folder inside the sandbox that its commands run in. */
  directory: string;
}

/**
 * Follows the ` +> ` lines of a log through the scripts of a tree. Each line is looked for from where the innermost
 * script is, forwards, then in the scripts that wait for that one; a line that starts a script opens it. Branches not
 * taken and lines that are not echoed are passed over.
 */
export class ScriptWalker {
  #frames: Frame[] = [];
  #last: { readonly frame: Frame; readonly index: number } | undefined;
  /** Scripts that a `catm` made, with the files inside the sandbox that it made them of. */
  readonly #joined = new Map<string, readonly string[]>();

  constructor(
    private readonly tree: Tree,
    private readonly workspace: Workspace,
  ) {}

  /** A shell starts with this script; both paths are those inside the sandbox. */
  async begin(script: string | undefined, directory: string): Promise<void> {
    this.#frames = [
      {
        commands: script === undefined ? [] : await this.#commands(normalisePath(script, directory)),
        next: 0,
        directory,
      },
    ];
    this.#last = undefined;
  }

  /** The folder that the next command runs in. */
  get directory(): string {
    return this.#frames.at(-1)?.directory ?? "/";
  }

  /** Where the command stands that a log echoes next. */
  async place(text: string): Promise<Location | undefined> {
    const words = text.split(" ").filter((word) => word !== "");
    const found = this.#find(text);
    await this.#follow(words);
    return found?.location;
  }

  /**
   * Commands of the `else` branch of the `if` that was echoed last: when its condition is false, kaem runs them
   * without echoing them (LANGUAGES 1.6, “Verbose lies”).
   */
  get unechoed(): readonly ScriptCommand[] {
    if (this.#last === undefined) return [];
    const { frame, index } = this.#last;
    if (frame.commands[index]?.words[0] !== "if") return [];
    const rest = frame.commands.slice(index + 1);
    const end = rest.findIndex(({ words }) => words[0] === "fi");
    const block = rest.slice(0, end < 0 ? undefined : end);
    const otherwise = block.findIndex(({ words }) => words[0] === "else");
    return otherwise < 0 ? [] : block.slice(otherwise + 1);
  }

  #find(text: string): ScriptCommand | undefined {
    for (let depth = this.#frames.length - 1; depth >= 0; depth--) {
      const frame = this.#frames[depth]!;
      for (let index = frame.next; index < frame.commands.length; index++) {
        const command = frame.commands[index]!;
        if (!command.pattern.matches(text)) continue;
        frame.next = index + 1;
        this.#frames.length = depth + 1;
        this.#last = { frame, index };
        return command;
      }
    }
    this.#last = undefined;
    return undefined;
  }

  /** What a command does to where we are. */
  async #follow(words: readonly string[]): Promise<void> {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    const [program, ...args] = words[0] === "exec" ? words.slice(1) : words;
    if (program === "cd" && args[0] !== undefined) frame.directory = normalisePath(args[0], frame.directory);
    const name = program?.slice(program.lastIndexOf("/") + 1) ?? "";
    if (name === "catm" && args[0] !== undefined) {
      const [output, ...inputs] = args.map((arg) => normalisePath(arg, frame.directory));
      this.#joined.set(output!, inputs);
    }
    if (!name.startsWith("kaem")) return;
    const option = args.findIndex((arg) => arg === "--file" || arg === "-f");
    const script = option < 0 ? args.find((arg) => !arg.startsWith("-")) : args[option + 1];
    if (script === undefined || this.#frames.length > 100) return;
    const commands = await this.#commands(normalisePath(script, frame.directory));
    if (commands.length > 0) this.#frames.push({ commands, next: 0, directory: frame.directory });
  }

  async #commands(path: string): Promise<readonly ScriptCommand[]> {
    const parts = await Promise.all((this.#joined.get(path) ?? [path]).map((part) => this.#read(part)));
    return parts.flat();
  }

  async #read(path: string): Promise<readonly ScriptCommand[]> {
    for (const file of sourcesOf(this.tree, path)) {
      const text = await this.workspace.text(file);
      if (text !== undefined) return scriptCommands(file, text);
    }
    return [];
  }
}

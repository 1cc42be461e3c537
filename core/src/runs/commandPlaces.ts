import { kaemCallOf } from "../languages/kaem/calls";
import { parseKaem } from "../languages/kaem/parser";
import type { Dialect } from "../languages/kaem/syntax";
import { ScriptTracer, type TracedCommand } from "../languages/kaem/trace";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { Location } from "./events";
import { normalisePath } from "./layout";
import { checksChecksums } from "./logs/checksumFile";
import type { CommandPlace } from "./stepLog";
import { ScriptFiles } from "./scriptFiles";

/** How a shell is started; paths are those inside the sandbox. */
export interface ShellStart {
  readonly script: string;
  readonly directory: string;
  readonly dialect: Dialect;
  readonly environment: ReadonlyMap<string, string>;
}

/** A command that kaem may have run without echoing it. */
export interface UnechoedCommand {
  /** Variables not replaced. */
  readonly words: readonly string[];
  readonly location: Location | undefined;
}

/** Knows of every command that a run's log echoes where it stands in the tree, and in which folder it runs. */
export class CommandPlaces {
  readonly #files: ScriptFiles;
  readonly #tracer: ScriptTracer;
  /** The folder of each shell that waits, and of the innermost. */
  #directories: string[] = ["/"];
  #last: TracedCommand | undefined;

  constructor(tree: Tree, workspace: Workspace) {
    this.#files = new ScriptFiles(tree, workspace);
    this.#tracer = new ScriptTracer((path) => this.#files.get(path));
  }

  /** A shell begins; undefined where no script is known. */
  async begin(start: ShellStart | undefined): Promise<void> {
    this.#last = undefined;
    this.#directories = [start?.directory ?? "/"];
    if (start === undefined) return;
    const script = normalisePath(start.script, start.directory);
    await this.#files.load(script);
    // Not verbose: a script says `set -x` itself, and what is printed before that is not to be looked for.
    const { dialect, directory, environment } = start;
    this.#tracer.enter(script, dialect, { directory, environment, verbose: false });
  }

  /** The folder that the innermost shell is in. */
  get directory(): string {
    return this.#directories.at(-1) ?? "/";
  }

  /** The command that the log echoes next: where it stands, and the folder that it runs in. */
  async place(text: string): Promise<CommandPlace> {
    const words = text.split(" ").filter((word) => word !== "");
    const call = kaemCallOf(words);
    // The tracer reads scripts at once, so one that is about to start has to be there. Whose command it is, and so
    // the folder that its name starts from, is known only afterwards.
    if (call !== undefined) {
      for (const folder of this.#directories) await this.#files.load(normalisePath(call.script, folder));
    }
    const traced = this.#tracer.onEcho(text);
    this.#last = traced;
    if (traced !== undefined) this.#directories.length = Math.min(traced.depth + 1, this.#directories.length);
    const { directory } = this;
    this.#follow(words, call !== undefined);
    const location = traced && this.#files.locate(traced.script, traced.range);
    const hidesChecksums =
      words[0] === "if" && this.unechoed.some(({ words: hidden }) => checksChecksums(hidden));
    return { location, directory, hidesChecksums };
  }

  /**
   * Commands of the `else` branch of the `if` that was echoed last: when its condition is false, kaem runs them
   * without echoing them (LANGUAGES 1.6, “Verbose lies”).
   */
  get unechoed(): readonly UnechoedCommand[] {
    const last = this.#last;
    const text = last && this.#files.get(last.script);
    if (last === undefined || text === undefined) return [];
    const { commands } = parseKaem(text, "full");
    const index = commands.findIndex(({ range }) => range.start === last.range.start);
    if (commands[index]?.words[0]?.text !== "if") return [];
    const rest = commands.slice(index + 1);
    const end = rest.findIndex(({ words }) => words[0]?.text === "fi");
    const block = rest.slice(0, end < 0 ? undefined : end);
    const otherwise = block.findIndex(({ words }) => words[0]?.text === "else");
    return (otherwise < 0 ? [] : block.slice(otherwise + 1)).map(({ words, range }) => ({
      words: words.map((word) => word.text),
      location: this.#files.locate(last.script, range),
    }));
  }

  /** What the variables of the innermost shell hold, as far as the log tells. */
  get variables(): ReadonlyMap<string, string | null> {
    return this.#tracer.variables;
  }

  /** What a command does to the folder that we are in, and to the scripts there are. */
  #follow(words: readonly string[], startsShell: boolean): void {
    const { directory } = this;
    if (words[0] === "cd" && words[1] !== undefined) {
      this.#directories[this.#directories.length - 1] = normalisePath(words[1], directory);
    } else if (startsShell && this.#directories.length < 1000) {
      this.#directories.push(directory);
    } else if (words[0]?.endsWith("catm") === true && words[1] !== undefined) {
      const [output, ...inputs] = words.slice(1).map((word) => normalisePath(word, directory));
      this.#files.join(output!, inputs);
    }
  }
}

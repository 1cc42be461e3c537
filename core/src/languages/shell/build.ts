import { sourcesOf } from "../../runs/layout";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { resolvePath } from "../kaem/paths";
import { expand, type Values } from "./expand";
import type { Helpers } from "./helpers";
import type { ShellCommand, ShellScript } from "./syntax";

/** What is true where a build reads its script. */
export interface BuildState {
  readonly values: Values;
  /** In the root file system; undefined where it is not known. */
  readonly directory: string | undefined;
}

/** How the script generator calls the function. */
const builder = "build";

/**
 * Goes through `build` of helpers.sh up to where it reads the pass script: `build PACKAGE SCRIPT`. What it cannot
 * follow it does not know; nothing is executed.
 *
 * @param outside what variables hold before
 */
export async function evaluateBuild(
  helpers: Helpers,
  outside: Values,
  step: { readonly package: string; readonly script: string },
  { tree, workspace }: { readonly tree: Tree; readonly workspace: Workspace },
): Promise<BuildState> {
  const run = new BuildRun(helpers, outside, step, async (path) => {
    for (const source of sourcesOf(tree, path)) if (await isThere(workspace, source)) return true;
    return false;
  });
  await run.go();
  return { values: run.values, directory: run.directory };
}

async function isThere(workspace: Workspace, path: string): Promise<boolean> {
  return (await workspace.isFile(path)) || (await workspace.isDirectory(path));
}

/** A block that is open: whether what stands in it runs, as far as that is known. */
interface Block {
  runs: boolean | undefined;
  /** Whether the next commands are the condition of an `if`. */
  condition: boolean;
}

class BuildRun {
  readonly values: Map<string, string>;
  directory: string | undefined;
  readonly #blocks: Block[] = [];

  constructor(
    private readonly helpers: Helpers,
    outside: Values,
    private readonly step: { readonly package: string; readonly script: string },
    private readonly there: (path: string) => Promise<boolean>,
  ) {
    this.values = new Map([...outside, ["1", step.package], ["2", step.script]]);
  }

  async go(): Promise<void> {
    const { functions, commands } = this.helpers.script;
    const index = functions.findIndex(({ name }) => name === builder);
    if (index < 0) return;
    for (const command of commands) {
      if (command.function !== index || command.nested) continue;
      if (command.keyword) this.#steer(command.words[0]!.raw);
      else if (this.#reads(command)) return;
      else await this.#execute(command);
    }
  }

  #steer(word: string): void {
    const block = this.#blocks.at(-1);
    if (word === "if") this.#blocks.push({ runs: undefined, condition: true });
    else if (word === "while" || word === "until" || word === "case") {
      this.#blocks.push({ runs: undefined, condition: false });
    } else if (word === "fi" || word === "done" || word === "esac") this.#blocks.pop();
    else if (block === undefined) return;
    else if (word === "then") block.condition = false;
    else if (word === "else" && block.runs !== undefined) block.runs = !block.runs;
    else if (word === "elif") block.runs = undefined;
  }

  /** Whether a command is the one that reads the pass script. */
  #reads({ words }: ShellCommand): boolean {
    const [first, second] = words;
    if (second === undefined || (first?.raw !== "." && first?.raw !== "source")) return false;
    return expand(second.raw, this.values)?.endsWith(`/${this.step.script}`) === true;
  }

  async #execute(command: ShellCommand): Promise<void> {
    if (command.words[0]?.raw === "for") {
      this.#blocks.push({ runs: undefined, condition: false });
      return;
    }
    const block = this.#blocks.at(-1);
    if (block?.condition === true) {
      block.runs = await this.#holds(command);
      return;
    }
    if (this.#blocks.some(({ runs }) => runs === false) || command.behind === "||") return;
    const certain = this.#blocks.every(({ runs }) => runs === true) && command.behind === undefined;
    const { words, assignments } = command;
    if (words.length === 0) for (const { raw } of assignments) this.#assign(raw, certain);
    else if (words[0]!.raw === "cd") this.#enter(certain ? words[1]?.raw : undefined);
    else this.#forget(words[0]!.raw, new Set());
  }

  #assign(raw: string, certain: boolean): void {
    const [, name = "", sign, word = ""] = /^(\w+)(\+?=)([^]*)$/.exec(raw) ?? [];
    const value = certain && sign === "=" ? expand(word, this.values) : undefined;
    if (value === undefined) this.values.delete(name);
    else this.values.set(name, value);
  }

  #enter(raw: string | undefined): void {
    const word = raw === undefined ? undefined : expand(raw, this.values);
    const from = this.directory ?? (word?.startsWith("/") === true ? "/" : undefined);
    this.directory = word === undefined || from === undefined ? undefined : resolvePath(from, word);
    if (this.directory === undefined) this.values.delete("PWD");
    else this.values.set("PWD", this.directory);
  }

  /** What a function of helpers.sh sets is not known when it has run, nor is where it left off. */
  #forget(name: string, done: Set<string>): void {
    const { functions, commands, variables } = this.helpers.script;
    const index = functions.findIndex((each) => each.name === name);
    if (index < 0 || done.has(name)) return;
    done.add(name);
    for (const variable of variables) {
      if (variable.function === index && variable.kind === "assignment") this.values.delete(variable.name);
    }
    for (const { function: inside, words } of commands) {
      if (inside !== index || words.length === 0) continue;
      if (words[0]!.raw === "cd") this.#enter(undefined);
      else this.#forget(words[0]!.raw, done);
    }
  }

  /** Whether `[ -e FILE ]` or `test -e FILE` holds. */
  async #holds({ words, behind }: ShellCommand): Promise<boolean | undefined> {
    const [first, option, file, close] = words;
    const test = first?.raw === "test" ? words.length === 3 : first?.raw === "[" && close?.raw === "]";
    if (!test || behind !== undefined || file === undefined || option === undefined) return undefined;
    if (!/^-[edf]$/.test(option.raw)) return undefined;
    const path = expand(file.raw, this.values);
    return path?.startsWith("/") === true ? this.there(path) : undefined;
  }
}

/** What the assignments of a file such as steps/env come to, one after the other. */
export function assignedValues({ commands }: ShellScript, before: Values): Values {
  const values = new Map(before);
  for (const { words, assignments, nested } of commands) {
    if (words.length > 0 || nested) continue;
    for (const { raw } of assignments) {
      const [, name = "", word = ""] = /^(\w+)=([^]*)$/.exec(raw) ?? [];
      const value = expand(word, values);
      if (value === undefined) values.delete(name);
      else values.set(name, value);
    }
  }
  return values;
}

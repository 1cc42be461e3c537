import type { Architecture } from "../../assemble/architectures";
import type { AssemblyLanguage } from "../../assemble/assembly";
import { isKnown } from "../../languages/kaem/interpreter/world";
import { resolvePath } from "../../languages/kaem/paths";
import type { EvaluatedCommand, EvaluatedTree } from "../evaluatedTree";
import { leavesOf, type Build, type Content } from "./build";
import { toolOptions } from "./toolOptions";

/** The tools of stage0-posix that write programs, and what they read. */
const stageTools: Readonly<Record<string, AssemblyLanguage>> = {
  "hex0-seed": "hex0",
  hex0: "hex0",
  hex1: "hex1",
  "hex2-0": "hex2",
};

const known = new WeakMap<EvaluatedTree, Promise<readonly Build[]>>();

/** Every program that the scripts of a tree assemble, in the order of the bootstrap. */
export function buildsIn(tree: EvaluatedTree, architecture: Architecture): Promise<readonly Build[]> {
  let builds = known.get(tree);
  if (builds === undefined) known.set(tree, (builds = new BuildWalk(tree, architecture).all()));
  return builds;
}

/** Goes through the commands of a bootstrap once, and remembers what each file holds that they made. */
class BuildWalk {
  readonly #contents = new Map<string, Content>();
  readonly #builds: Build[] = [];
  /** What M1 wrote, by the content: what no linker reads is a build of its own. */
  readonly #expanded = new Map<Content, Build>();
  /** Under which path a program's tool is known that was copied. */
  readonly #copies = new Map<string, string>();

  constructor(
    readonly tree: EvaluatedTree,
    readonly architecture: Architecture,
  ) {}

  async all(): Promise<readonly Build[]> {
    for (const command of this.tree.commands) {
      if (command.program !== undefined && command.certainty !== "skipped") await this.#command(command);
    }
    const builds = [...this.#builds, ...this.#expanded.values()];
    return builds.sort((a, b) => a.by.sequence - b.by.sequence);
  }

  async #command(command: EvaluatedCommand): Promise<void> {
    const path = this.#copies.get(command.program!) ?? command.program!;
    const name = path.slice(path.lastIndexOf("/") + 1);
    // The command may have words before the program's: `if`, `exec`.
    const first = command.words.findIndex(
      (word) => word.slice(word.lastIndexOf("/") + 1) === lastPart(command),
    );
    const words = command.words.slice(first + 1);
    if (name === "catm") return this.#catm(command, words);
    if (name === "cp") return this.#copy(command);
    if (stageTools[name] !== undefined) return this.#stage(command, stageTools[name], words);
    if (name === "M0") return this.#m0(command, words);
    if (name === "M1" || name === "M1-0") return this.#m1(command, words);
    if (name === "hex2" || name === "hex2-1") return this.#hex2(command, words);
    if (name === "blood-elf" || name === "blood-elf-0") return this.#bloodElf(command, words);
    for (const { path: used, role } of command.uses) {
      if (role === "output" || role === "update" || role === "removed") this.#forget(command, used);
    }
  }

  async #read(command: EvaluatedCommand, word: string): Promise<Content> {
    const path = resolvePath(command.state.directory, word);
    if (!isKnown(path)) return { kind: "unknown", path: word };
    const made = this.#contents.get(path);
    if (made !== undefined) return made;
    const file = await this.tree.fileOf(path);
    return file === undefined ? { kind: "unknown", path } : { kind: "file", path: file };
  }

  #readAll(command: EvaluatedCommand, words: readonly string[]): Promise<readonly Content[]> {
    return Promise.all(words.map((word) => this.#read(command, word)));
  }

  #write(command: EvaluatedCommand, word: string | undefined, content: Content): string | undefined {
    if (word === undefined) return undefined;
    const path = resolvePath(command.state.directory, word);
    if (!isKnown(path)) return undefined;
    this.#contents.set(path, content);
    return path;
  }

  #forget(command: EvaluatedCommand, word: string): void {
    const path = resolvePath(command.state.directory, word);
    if (isKnown(path)) this.#contents.set(path, { kind: "unknown", path });
  }

  async #catm(command: EvaluatedCommand, [to, ...from]: readonly string[]): Promise<void> {
    const parts = await this.#readAll(command, from);
    this.#write(command, to, parts.length === 1 ? parts[0]! : { kind: "joined", parts });
  }

  async #copy(command: EvaluatedCommand): Promise<void> {
    const inputs = command.uses.filter(({ role }) => role === "input");
    const output = command.uses.find(({ role }) => role === "output");
    if (inputs.length !== 1 || output === undefined) return;
    const content = await this.#read(command, inputs[0]!.path);
    const to = this.#write(command, output.path, content);
    if (to !== undefined) this.#copies.set(to, resolvePath(command.state.directory, inputs[0]!.path));
  }

  async #stage(
    command: EvaluatedCommand,
    language: AssemblyLanguage,
    [from, to]: readonly string[],
  ): Promise<void> {
    if (from === undefined || to === undefined) return;
    const inputs = [await this.#read(command, from)];
    const own = { language, stage: true, architecture: this.architecture, bigEndian: false };
    this.#linked(command, to, { ...own, baseAddress: undefined, inputs });
  }

  async #hex2(command: EvaluatedCommand, words: readonly string[]): Promise<void> {
    const options = toolOptions(words);
    if (options?.output === undefined) return;
    const inputs = await this.#readAll(command, options.files);
    const { architecture, bigEndian, baseAddress, output } = options;
    this.#linked(command, output, {
      language: "hex2",
      stage: false,
      architecture,
      bigEndian,
      baseAddress,
      inputs,
    });
  }

  #linked(
    command: EvaluatedCommand,
    to: string,
    how: Omit<Build, "output" | "by" | "files" | "whole">,
  ): void {
    const path = this.#write(command, to, { kind: "unknown", path: to });
    if (path === undefined) return;
    const read = (content: Content) => {
      this.#expanded.delete(content);
      if (content.kind === "joined") content.parts.forEach(read);
    };
    how.inputs.forEach(read);
    this.#builds.push({ ...how, output: path, by: command, ...leavesOf(how.inputs) });
  }

  async #m0(command: EvaluatedCommand, [from, to]: readonly string[]): Promise<void> {
    if (from === undefined || to === undefined) return;
    const reading = { stage: true, architecture: this.architecture, bigEndian: false };
    this.#expand(command, to, {
      kind: "expanded",
      reading,
      inputs: [await this.#read(command, from)],
    });
  }

  async #m1(command: EvaluatedCommand, words: readonly string[]): Promise<void> {
    const options = toolOptions(words);
    if (options?.output === undefined) return;
    const { architecture, bigEndian, files, output } = options;
    const inputs = await this.#readAll(command, files);
    this.#expand(command, output, {
      kind: "expanded",
      reading: { stage: false, architecture, bigEndian },
      inputs,
    });
  }

  #expand(command: EvaluatedCommand, to: string, content: Content & { kind: "expanded" }): void {
    const path = this.#write(command, to, content);
    if (path === undefined) return;
    const { reading, inputs } = content;
    this.#expanded.set(content, {
      output: path,
      by: command,
      language: reading.stage ? "M0" : "M1",
      ...reading,
      baseAddress: undefined,
      inputs: [content],
      ...leavesOf(inputs),
    });
  }

  async #bloodElf(command: EvaluatedCommand, words: readonly string[]): Promise<void> {
    const options = toolOptions(words.filter((word) => word.trim() !== ""));
    if (options?.output === undefined) return;
    const { bits, bigEndian, entries, output, files } = options;
    const inputs = await this.#readAll(command, files);
    this.#write(command, output, { kind: "symbols", table: { bits, bigEndian, entries }, inputs });
  }
}

function lastPart({ program = "" }: EvaluatedCommand): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

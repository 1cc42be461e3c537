import { kaemCallOf } from "../languages/kaem/calls";
import { minimalTraits } from "../languages/kaem/interpreter/minimal";
import { startFull, startMinimal } from "../languages/kaem/interpreter/start";
import {
  isKnown,
  type Invocation,
  type Outcome,
  type Step,
  type World,
} from "../languages/kaem/interpreter/world";
import { resolvePath } from "../languages/kaem/paths";
import { toolNamed } from "../languages/kaem/tools/index";
import type { Dialect, KaemCommand } from "../languages/kaem/syntax";
import type { SourceText } from "../text/sourceText";
import { fileUses, type FileUse } from "./evaluateEffects";
import { FileHistory, scriptTextAt } from "./evaluateFiles";
import { ScriptText, type TreePlace } from "./evaluateTexts";
import type { EvaluatedCommand, ScriptRun } from "./evaluatedCommand";

/** How often a script may be within itself, and how many commands there may be: more than any bootstrap has. */
const mostWithin = 2;
const mostCommands = 50_000;

/** What the files of a tree are to a run, as far as an evaluation asks. */
export interface TreeFiles {
  /** A script at a path of the root file system: of the tree, or generated. */
  script(path: string): Promise<ScriptText | undefined>;
  /** Whether the root file system has a file there from the start. */
  has(path: string): Promise<boolean>;
}

/** A run of a script while it is evaluated: the file's name decides which of them a command belongs to. */
interface Growing extends ScriptRun {
  readonly commands: EvaluatedCommand[];
}

/** Collects what all shells of a bootstrap do. */
export class Exploration {
  readonly history = new FileHistory();
  readonly commands: EvaluatedCommand[] = [];
  readonly places = new Map<KaemCommand, TreePlace>();
  /** By path in the tree. */
  readonly runs = new Map<string, Growing[]>();
  /** Scripts that were read, by path in the root file system. */
  readonly read = new Set<string>();

  constructor(
    readonly files: TreeFiles,
    readonly architecture: string,
  ) {}

  /** Runs a kaem: the first of a bootstrap, or one that a command starts. */
  async start(
    dialect: Dialect,
    invocation: Invocation,
    caller: EvaluatedCommand | undefined,
    outer?: ExploringShell,
  ): Promise<void> {
    if (this.commands.length > mostCommands) {
      if (caller !== undefined) caller.unread = true;
      return;
    }
    const shell = new ExploringShell(this, dialect, caller, invocation.certainty, outer);
    if (dialect === "full") await startFull(shell, invocation);
    else await startMinimal(shell, invocation, minimalTraits(this.architecture), this.architecture);
  }

  /** The path under which a program's tool is known, copies followed: `/init` may be a kaem. */
  programName(path: string, before: number): string {
    if (toolNamed(path) !== undefined) return path;
    const copied = this.history.makers(path, before).flatMap(({ copyOf }) => copyOf ?? []);
    return copied.find((from) => toolNamed(from) !== undefined) ?? path;
  }

  record(command: EvaluatedCommand, run: Growing): void {
    this.commands.push(command);
    const { place } = command;
    if (place === undefined) return;
    this.places.set(command.command, place);
    let runs = this.runs.get(place.file);
    if (runs === undefined) this.runs.set(place.file, (runs = []));
    // A joined script has a run in each of its files.
    let last = runs.at(-1);
    if (last === undefined || !sameRun.get(last)?.has(run)) {
      last = { ...run, commands: [] };
      sameRun.set(last, new WeakSet([run]));
      runs.push(last);
    }
    last.commands.push(command);
  }
}

/** Which shell's run a file's run is part of. */
const sameRun = new WeakMap<Growing, WeakSet<Growing>>();

/** The world as one shell sees it: it executes nothing, and takes every program for a success. */
class ExploringShell implements World {
  #path = "";
  #text: ScriptText | undefined;
  #current: EvaluatedCommand | undefined;
  readonly #run: Growing;

  constructor(
    readonly all: Exploration,
    readonly dialect: Dialect,
    readonly caller: EvaluatedCommand | undefined,
    certainty: ScriptRun["certainty"],
    /** The shell whose command runs this one. */
    readonly outer: ExploringShell | undefined,
  ) {
    this.#run = { dialect, caller, certainty, commands: [] };
  }

  async readScript(path: string): Promise<SourceText | undefined> {
    this.#path = path;
    let within = 0;
    for (let shell = this.outer; shell !== undefined; shell = shell.outer) if (shell.#path === path) within++;
    if (within > mostWithin) return undefined;
    const { history, commands, files } = this.all;
    this.#text = await scriptTextAt(
      history,
      path,
      commands.length,
      (at) => files.script(at),
      (scripts) => ScriptText.joined(scripts),
    );
    if (this.#text !== undefined) this.all.read.add(path);
    else if (this.caller !== undefined) this.caller.unread = true;
    return this.#text?.text;
  }

  async isReadable(path: string): Promise<boolean> {
    const event = this.all.history.last(path, this.all.commands.length);
    if (event !== undefined) return event.kind !== "removed";
    return this.all.history.isFolder(path) || (await this.all.files.has(path));
  }

  isDirectory(): boolean {
    return true;
  }

  write(): void {
    // Nobody listens.
  }

  visit({ place, words, origins, state, certainty }: Step): void {
    const { command, script } = place;
    this.#current = {
      sequence: this.all.commands.length,
      command,
      place: this.#text?.locate(command.range),
      script,
      dialect: this.dialect,
      words,
      origins,
      state,
      certainty,
      shell: this.#run,
      program: undefined,
      uses: [],
      unread: false,
    };
    this.all.record(this.#current, this.#run);
  }

  async run(invocation: Invocation): Promise<Outcome> {
    const { words, certainty, directory } = invocation;
    const current = this.#current;
    if (current === undefined) return { status: undefined };
    const name = this.all.programName(invocation.program, current.sequence);
    const uses = fileUses(words, name);
    if (isKnown(invocation.program)) current.program = invocation.program;
    // The command may have words before the program's: `if`, `exec`.
    const before = current.words.length - words.length;
    current.uses = uses.map((use) => ({ ...use, word: use.word + before }));
    const call = kaemCallOf([name, ...words.slice(1)]) ?? minimalCall(name);
    if (call !== undefined) await this.all.start(call.dialect, invocation, current, this);
    else if (certainty !== "skipped") this.#follow(uses, name, directory, current);
    if (name.endsWith("/match") && words.length === 3 && words.every(isKnown)) {
      return { status: words[1] === words[2] ? 0 : 1 };
    }
    return { status: undefined };
  }

  /** What a program does to the files. */
  #follow(uses: readonly FileUse[], name: string, directory: string, by: EvaluatedCommand): void {
    const { history } = this.all;
    const { sequence } = by;
    const inputs = uses
      .filter(({ role }) => role === "input")
      .map(({ path }) => resolvePath(directory, path));
    for (const { path, role } of uses) {
      if (!isKnown(path)) continue;
      const resolved = resolvePath(directory, path);
      if (role === "newFolder") history.addFolder(resolved);
      else if (role === "removed") history.add(resolved, { sequence, kind: "removed", by });
      else if (role === "update") history.add(resolved, { sequence, kind: "changed", by });
      else if (role === "output" && !name.endsWith("/cp"))
        history.add(resolved, {
          sequence,
          kind: "made",
          by,
          ...(name.endsWith("/catm") ? { copyOf: inputs } : {}),
        });
      else if (role === "output") {
        const folder = path.endsWith("/") || inputs.length > 1 || history.isFolder(resolved);
        for (const input of inputs) {
          const to = folder ? resolvePath(resolved, input.slice(input.lastIndexOf("/") + 1)) : resolved;
          history.add(to, { sequence, kind: "made", by, copyOf: [input] });
        }
      }
    }
  }
}

/** A kaem-minimal without arguments runs its default script. */
function minimalCall(program: string): { readonly dialect: Dialect } | undefined {
  return /\/(kaem-[^/]*|[^/]*-kaem)$/.test(program) ? { dialect: "minimal" } : undefined;
}

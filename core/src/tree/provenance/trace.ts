import { pathFolders } from "../../languages/kaem/interpreter/lookup";
import { resolvePath } from "../../languages/kaem/paths";
import type { EvaluatedCommand } from "../evaluatedCommand";
import { programWord, type Effects } from "./effects";
import { mesoplanetReads } from "./includes";
import type { GroupNames } from "./groups";
import { GraphBuilder, type EdgeRole } from "./graph";
import { installed, type Journal, type Leaving as Leavings, type Write } from "./journal";
import { workFolder } from "./places";
import type { TreeSources } from "./sources";

/** Of what lies in a place, so many files hang on one node; the others on the one before it. */
const block = 64;

/** What lies between two commands comes to be behind the first: its outputs, then the state of a folder. */
const left = 0.5;
const gathered = 0.75;

type Leaving = Pick<Leavings, "place" | "from" | "to" | "last">;

/** Follows commands and files back to the seeds. What it meets is put into a graph. */
export class Trace {
  readonly graph = new GraphBuilder();
  readonly #tasks: (() => Promise<void> | void)[] = [];

  constructor(
    readonly journal: Journal,
    readonly sources: TreeSources,
    readonly groups: GroupNames,
  ) {}

  /** Goes on until everything that was met is explained. */
  async finish(): Promise<void> {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) await task();
  }

  later(task: () => Promise<void> | void): void {
    this.#tasks.push(task);
  }

  groupOf(command: EvaluatedCommand): number | undefined {
    const name = this.groups.of(command);
    return name && this.graph.group(name.key, () => ({ title: name.title, place: name.place }));
  }

  /** The node of a file as it is before a command; undefined where nothing is known of it. */
  async file(path: string, before: number): Promise<number | undefined> {
    const write = this.journal.last(path, before);
    if (write !== undefined && write.kind !== "removed") return this.artifact(write);
    return write === undefined ? this.#given(path, before) : undefined;
  }

  /** As {@link file}; what no known command made is what some other one left there, or it is missing. */
  async needed(path: string, before: number): Promise<number> {
    const known = await this.file(path, before);
    if (known !== undefined) return known;
    const { journal } = this;
    const naming = workFolder(path) === undefined ? journal.lastNaming(path, before) : undefined;
    if (naming !== undefined) return this.leftBy(naming, path);
    const leaving = journal.leaving(path, before);
    if (leaving === undefined) {
      return this.graph.node(`missing ${path}`, () => ({ kind: "missing", label: path, when: -1 })).id;
    }
    const { id, isNew } = this.graph.node(`left ${leaving.to} ${path}`, () => ({
      kind: "artifact",
      label: path,
      group: this.groupOf(leaving.last),
      when: leaving.last.sequence + gathered,
    }));
    if (isNew) this.later(() => this.#joinLeaving(leaving, id, "made"));
    return id;
  }

  /** A file that a command leaves behind without naming it. */
  leftBy(by: EvaluatedCommand, path: string): number {
    const { id, isNew } = this.graph.node(`left ${by.sequence} ${path}`, () => ({
      ...{ kind: "artifact", label: path, place: by.place, group: this.groupOf(by) },
      command: by.words.join(" "),
      when: by.sequence + left,
    }));
    if (isNew) this.later(() => this.graph.edge(this.command(by), id, "made"));
    return id;
  }

  /** A file as one command made or changed it. */
  artifact(write: Write): number {
    const { by, path, sequence } = write;
    const { id, isNew } = this.graph.node(`made ${sequence} ${path}`, () => ({
      ...{ kind: "artifact", label: path, place: by.place, group: this.groupOf(by) },
      command: by.words.join(" "),
      when: sequence,
    }));
    if (isNew) this.later(() => this.#explainArtifact(id, write));
    return id;
  }

  async #explainArtifact(id: number, { by, path, sequence, kind, copyOf }: Write): Promise<void> {
    if (kind === "changed") this.#join(await this.needed(path, sequence), id, "input");
    await this.#explain(id, by, copyOf);
  }

  /** A command whose outputs are not known, or one that has a shell run a script. */
  command(by: EvaluatedCommand): number {
    const { id, isNew } = this.graph.node(`command ${by.sequence}`, () => ({
      kind: "command",
      label: by.program ?? programWord(by),
      command: by.words.join(" "),
      place: by.place,
      group: this.groupOf(by),
      when: by.sequence,
    }));
    if (isNew) this.later(() => this.#explain(id, by));
    return id;
  }

  async #explain(id: number, by: EvaluatedCommand, copyOf?: readonly string[]): Promise<void> {
    const { sequence, state } = by;
    const effects = this.journal.effects.get(by);
    const program = by.program ?? resolvePath(pathFolders(state.path)[0] ?? "/", programWord(by));
    this.#join(await this.needed(program, sequence), id, "program");
    for (const path of copyOf ?? effects?.reads ?? this.#inputs(by)) {
      this.#join(await this.needed(path, sequence), id, "input");
    }
    if (effects !== undefined) await this.#explainRest(id, by, effects);
    this.#join(await this.#caller(by), id, "runs");
  }

  async #explainRest(id: number, by: EvaluatedCommand, effects: Effects): Promise<void> {
    const { sequence, state } = by;
    for (const path of effects.mentions) this.#join(await this.file(path, sequence), id, "input");
    if (effects.mesoplanet !== undefined) {
      const read = (path: string) => this.sources.text(path);
      for (const path of await mesoplanetReads(effects.mesoplanet, read)) {
        this.#join(await this.file(path, sequence), id, "input");
      }
    }
    for (const name of effects.programs) {
      for (const folder of pathFolders(state.path)) {
        const found = await this.file(resolvePath(folder, name), sequence);
        this.#join(found, id, "program");
        if (found !== undefined) break;
      }
    }
    for (const folder of effects.folders) await this.folder(folder, sequence, id);
    if (!effects.looksAround) return;
    const work = workFolder(state.directory);
    if (work !== undefined) this.#state(work, sequence, id);
    this.#state(installed, sequence, id);
  }

  /** Everything that may lie in a folder before a command. */
  async folder(folder: string, before: number, to: number): Promise<void> {
    const source = await this.sources.folder(folder);
    if (source !== undefined) this.#join(this.graph.node(`folder ${folder}`, () => source).id, to, "may-use");
    this.#state(folder, before, to);
  }

  /** What was installed before a command. */
  system(before: number, to: number): void {
    this.#state(installed, before, to);
  }

  #inputs({ uses, state }: EvaluatedCommand): readonly string[] {
    return uses.filter(({ role }) => role === "input").map(({ path }) => resolvePath(state.directory, path));
  }

  /** What has the shell run that a command is read by. */
  async #caller(by: EvaluatedCommand): Promise<number> {
    const caller = this.journal.callers.get(by);
    if (caller !== undefined) return this.command(caller);
    // The first shells are started by what is outside: the kernel, or the person.
    const { sequence } = this.journal.evaluated.commands.find(({ script }) => script === by.script)!;
    const shell = by.dialect === "minimal" ? this.sources.shell : "/usr/bin/kaem";
    const { id, isNew } = this.graph.node(`start ${by.script}`, () => ({
      ...{ kind: "command", label: shell, command: `${shell} ${by.script}`, group: this.groupOf(by) },
      when: sequence - left / 2,
    }));
    if (isNew) {
      this.#join(await this.needed(by.script, sequence), id, "input");
      this.#join(await this.needed(shell, sequence), id, "program");
    }
    return id;
  }

  /** A file that is there from the start. */
  async #given(path: string, before: number): Promise<number | undefined> {
    if (isGenerated(path)) return this.#generated(path, before);
    const given = await this.sources.file(path);
    return given && this.graph.node(`given ${path}`, () => given).id;
  }

  /** A script that is written from the manifest. */
  async #generated(path: string, before: number): Promise<number | undefined> {
    const { generator } = this.journal;
    const isWritten = generator !== undefined && generator.sequence < before;
    return isWritten ? this.leftBy(generator, path) : this.#given("/steps/manifest", before);
  }

  /** What commands made in a place, and the last of those who left there what nobody knows. */
  #state(place: string, before: number, to: number): void {
    const { journal } = this;
    const leaving = journal.leaving(place, before);
    const from = leaving?.all === false ? journal.countBelow(place, leaving.first.sequence + 1) : 0;
    const count = journal.countBelow(place, before);
    if (count > from) this.#join(this.#files(place, from, count), to, "may-use");
    if (leaving !== undefined) this.#joinLeaving(leaving, to, "may-use");
  }

  /** Those who could have left something in a place: the one, or all of them by way of what they left there. */
  #joinLeaving({ place, from, to: count, last }: Leaving, to: number, role: EdgeRole): void {
    if (count - from === 1) {
      this.#join(this.command(last), to, role);
      return;
    }
    const { id, isNew } = this.graph.node(`leaving ${place} ${from} ${count}`, () => ({
      ...{ kind: "files", label: place, size: count - from, group: this.groupOf(last) },
      when: last.sequence + left + count / 2 ** 32,
    }));
    this.#join(id, to, role);
    if (!isNew) return;
    const start = Math.max(from, Math.floor((count - 1) / block) * block);
    this.later(() => {
      for (let index = start; index < count; index++) {
        this.graph.edge(this.command(this.journal.leavingAt(place, index)), id, "made");
      }
      if (start > from) {
        const before = this.journal.leavingAt(place, start - 1);
        this.#joinLeaving({ place, from, to: start, last: before }, id, "made");
      }
    });
  }

  /** Those of the files of a place whose numbers lie between two. */
  #files(place: string, from: number, to: number): number {
    const { journal } = this;
    const last = journal.below(place, to - 1, to)[0]!;
    const { id, isNew } = this.graph.node(`files ${place} ${from} ${to}`, () => ({
      kind: "files",
      label: place,
      size: to - from,
      when: last.sequence + gathered - 1 / (to + 5),
    }));
    if (!isNew) return id;
    const start = Math.max(from, Math.floor((to - 1) / block) * block);
    this.later(() => {
      const seen = new Set<string>();
      for (const write of journal.below(place, start, to).toReversed()) {
        if (seen.has(write.path)) continue;
        seen.add(write.path);
        this.graph.edge(this.artifact(write), id, "input");
      }
      if (start > from) this.graph.edge(this.#files(place, from, start), id, "input");
    });
    return id;
  }

  #join(from: number | undefined, to: number, role: EdgeRole): void {
    if (from !== undefined) this.graph.edge(from, to, role);
  }
}

function isGenerated(path: string): boolean {
  return /^\/steps\/\d+\.sh$|^\/kaem\.run\.\d+$/.test(path);
}

import { rootPlaces } from "../../runs/layout";
import { parseSources } from "../../languages/sources/parser";
import type { Plan, PlanStep } from "../plan";
import { packageFolder } from "../scripts";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";
import { startsBash, type Journal } from "./journal";
import { rootPathOf, workFolder } from "./places";
import type { Trace } from "./trace";

/** Deeper than any package's folder is. */
const deepest = 6;

/**
 * Steps as wholes. What a step of the bash era reads and writes only its script knows: it has its own files, what
 * `sources` names, and may use all that the steps before it installed.
 */
export class StepNodes {
  constructor(
    readonly tree: Tree,
    readonly workspace: Workspace,
    readonly plan: Plan,
    readonly journal: Journal,
    readonly trace: Trace,
  ) {}

  get #end(): number {
    return this.journal.evaluated.commands.length;
  }

  node(step: PlanStep): number {
    const { trace } = this;
    const name = trace.groups.ofStep(step);
    const { id, isNew } = trace.graph.node(`step ${step.number}`, () => ({
      kind: "step",
      label: name.title,
      place: { file: this.tree.manifest, range: step.range },
      group: trace.graph.group(name.key, () => ({ title: name.title, place: name.place })),
      when: this.#when(step),
      isWhole: step.era === "bash",
    }));
    if (isNew) trace.later(() => (step.era === "bash" ? this.#bash(id, step) : this.#kaem(id, step)));
    return id;
  }

  /** Steps of the bash era come behind all commands; a step of the kaem era as a whole behind the last of its own. */
  #when(step: PlanStep): number {
    if (step.era === "bash") return this.#end + step.number;
    return (this.#commands(step).at(-1)?.sequence ?? -1) + 0.9;
  }

  #commands(step: PlanStep) {
    const { key } = this.trace.groups.ofStep(step);
    return this.journal.evaluated.commands.filter(
      (command) => command.certainty !== "skipped" && this.trace.groups.of(command)?.key === key,
    );
  }

  /** What a step of the kaem era installs: all that it makes outside of its folder and does not remove again. */
  #kaem(id: number, step: PlanStep): void {
    const { trace, journal } = this;
    const commands = this.#commands(step);
    const own = new Set(commands);
    const behind = (commands.at(-1)?.sequence ?? -1) + 1;
    const paths = new Set<string>();
    for (const { path, event } of journal.evaluated.events()) if (own.has(event.by)) paths.add(path);
    for (const command of commands) {
      for (const path of journal.effects.get(command)?.makes ?? []) paths.add(path);
    }
    let found = 0;
    for (const path of paths) {
      const write = journal.last(path, behind);
      if (write === undefined || write.kind === "removed" || !own.has(write.by)) continue;
      if (workFolder(path) !== undefined) continue;
      trace.graph.edge(trace.artifact(write), id, "input");
      found++;
    }
    const leaving = commands.findLast((command) => journal.effects.get(command)?.leaves === "anywhere");
    if (leaving !== undefined) trace.graph.edge(trace.command(leaving), id, "made");
    const last = commands.findLast((command) => journal.effects.has(command) || journal.calls.has(command));
    if (found === 0 && leaving === undefined && last !== undefined) {
      trace.graph.edge(trace.command(last), id, "made");
    }
  }

  async #bash(id: number, step: PlanStep): Promise<void> {
    const { trace, plan } = this;
    for (const path of await this.#files(step)) {
      const root = rootPathOf(this.tree, path);
      const node = root === undefined ? undefined : await trace.sources.file(root);
      if (node !== undefined) trace.graph.edge(trace.graph.node(`given ${root}`, () => node).id, id, "input");
    }
    for (const path of await this.#distfiles(step)) {
      const node = await trace.sources.distfile(path);
      if (node !== undefined) trace.graph.edge(trace.graph.node(`given ${path}`, () => node).id, id, "input");
    }
    const before = plan.steps.findLast(
      ({ number, era, kind }) => number < step.number && era === "bash" && kind !== "uninstall",
    );
    if (before !== undefined) {
      trace.graph.edge(this.node(before), id, "may-use");
      return;
    }
    const call = this.journal.evaluated.commands.findLast(
      (command) => command.certainty !== "skipped" && startsBash(command),
    );
    if (call !== undefined) trace.graph.edge(trace.command(call), id, "runs");
    trace.system(this.#end, id);
  }

  async #distfiles(step: PlanStep): Promise<string[]> {
    if (step.kind !== "build") return [];
    const text = await this.workspace.text(`${packageFolder(this.tree, step.name)}/sources`);
    return text === undefined
      ? []
      : parseSources(text).lines.map(({ name }) => `${rootPlaces.distfiles}/${name}`);
  }

  /** The files of the tree that a step of the bash era can use: of a package without what is for other passes. */
  async #files(step: PlanStep): Promise<string[]> {
    const shared = ["helpers.sh", "env"].map((name) => `${this.tree.steps}/${name}`);
    const script = step.script === undefined ? [] : [step.script];
    if (step.kind !== "build") return [...shared, ...script];
    const found = [...shared, ...script];
    const folder = packageFolder(this.tree, step.name);
    const pass = step.pass ?? 1;
    const visit = async (at: string, depth: number): Promise<void> => {
      for (const { name, kind } of await this.workspace.files.list(at)) {
        if (depth === 0 && isForAnother(name, pass)) continue;
        if (kind === "directory" && depth < deepest) await visit(`${at}/${name}`, depth + 1);
        else if (kind === "file") found.push(`${at}/${name}`);
      }
    };
    await visit(folder, 0);
    return [...new Set(found)];
  }
}

/** Scripts and patches of other passes, and what only checks. */
function isForAnother(name: string, pass: number): boolean {
  if (name === "sources" || name.endsWith(".checksums")) return true;
  const other = /^(?:pass(\d+)\.(?:sh|kaem)|(?:.*-)?pass(\d+))$/.exec(name);
  const number = other?.[1] ?? other?.[2];
  return number !== undefined && Number(number) !== pass;
}

import {
  CustomExecution,
  EventEmitter,
  Task,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  TaskScope,
  tasks,
  Uri,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type Pseudoterminal,
  type TaskProvider,
  type WorkspaceFolder,
} from "vscode";
import path from "node:path";
import type { RunBook } from "../runs/book";
import type { Run } from "../runs/run";
import type { RunFindings } from "../runs/findings";
import type { SeedBuilds } from "../runs/seedBuilds";
import type { Forest } from "../tree/forest";
import { slashed } from "../slashed";
import { findTrees } from "../trees";
import { assembled, assemblingOf, completed, lackOf } from "./assembling";
import { commandLine, fault, type BootstrapTask, type RunTask } from "./definition";
import { FaultTerminal } from "./faultTerminal";
import { reach, RejoinedTerminal } from "./rejoinedTerminal";
import { untrusted } from "../trust";
import { CommandTerminal, type Collector, type RunningCommand } from "./terminal";

const SOURCE = "bootstrappable";

/** Offers *assemble* for the open source and *run* and *build seeds* for every bootstrap tree, and runs those of tasks.json. */
export class BootstrapTaskProvider implements TaskProvider {
  readonly #fetched = new EventEmitter<void>();
  /** Distfiles may be there that were not. */
  readonly onFetched = this.#fetched.event;
  /** The tasks that have run trees last, by tree. */
  readonly #runs = new Map<string, RunTask>();

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
    private readonly findings: RunFindings,
    private readonly book: RunBook,
    private readonly seedBuilds: SeedBuilds,
  ) {}

  /** The run of a tree that this window has begun and that still goes on. */
  runningIn(tree: string): Run | undefined {
    return this.book.running.find((run) => run.tree === slashed(tree));
  }

  /** Ends a run; settles when nothing of it is left. */
  async stop(run: Run): Promise<void> {
    await new Promise<void>((resolve) => {
      const subscription = this.book.onChanged((changed) => {
        if (changed !== run || run.status === "running") return;
        subscription.dispose();
        resolve();
      });
      run.control.cancel();
    });
  }

  register(): Disposable {
    return tasks.registerTaskProvider(SOURCE, this);
  }

  async provideTasks(): Promise<Task[]> {
    const found: Task[] = [];
    const document = window.activeTextEditor?.document;
    if (document?.uri.scheme === "file" && assembled.includes(document.languageId)) {
      const file = document.uri.fsPath;
      if (lackOf(await assemblingOf(this.forest, file)) === undefined)
        found.push(this.task({ type: SOURCE, task: "assemble", file }, `assemble ${path.basename(file)}`));
    }
    for (const tree of await findTrees()) {
      const name = path.basename(tree);
      found.push(
        this.task({ type: SOURCE, task: "run", tree }, `run ${name}`),
        this.task({ type: SOURCE, task: "build-seeds", tree }, `build seeds of ${name}`),
      );
    }
    return found;
  }

  resolveTask(task: Task): Task {
    const folder = typeof task.scope === "object" ? task.scope : undefined;
    return this.task(task.definition as BootstrapTask, task.name, folder, task.scope);
  }

  /** A task that does what a definition asks for. Relative paths in it are relative to `folder`. */
  task(
    definition: BootstrapTask,
    name: string,
    folder: WorkspaceFolder | undefined = workspace.workspaceFolders?.[0],
    scope: Task["scope"] = folder ?? TaskScope.Workspace,
  ): Task {
    const wrong = fault(definition);
    const start = () => {
      if (wrong !== undefined) return Promise.resolve(new FaultTerminal(`tasks.json: ${wrong}`));
      // VS Code asks before it runs a task; whoever hands it one of ours need not have been asked.
      if (!workspace.isTrusted) return Promise.resolve(new FaultTerminal(untrusted));
      return this.#start(definition, folder);
    };
    return taskOf(definition, scope, name, start, TaskRevealKind.Always);
  }

  /** Goes on with a run of a tree that this window had begun before it was loaded anew; whether it is still there. */
  async rejoin(tree: string, address: string): Promise<boolean> {
    const socket = await reach(address);
    if (socket === undefined) return false;
    const start = () => {
      const terminal: RejoinedTerminal = new RejoinedTerminal(
        this.context,
        socket,
        collected(this.#runCollectors(tree, () => terminal)),
      );
      return Promise.resolve(terminal);
    };
    const scope = workspace.getWorkspaceFolder(Uri.file(tree)) ?? TaskScope.Workspace;
    const definition = { type: SOURCE, task: "run", tree } as const;
    const name = `run ${path.basename(tree)}`;
    try {
      await tasks.executeTask(taskOf(definition, scope, name, start, TaskRevealKind.Silent));
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return true;
  }

  async #start(definition: BootstrapTask, folder: WorkspaceFolder | undefined): Promise<Pseudoterminal> {
    const cwd =
      folder?.uri.fsPath ??
      path.dirname(definition.task === "assemble" ? definition.file : (definition.tree ?? "."));
    if (definition.task !== "assemble") return this.#terminal(definition, cwd, folder);
    const task = await completed(this.forest, definition, path.resolve(cwd, definition.file));
    if (task === undefined)
      return new FaultTerminal("Nothing was assembled: nobody said for which architecture.");
    return this.#terminal(task, cwd, folder);
  }

  /** The task that has run a tree last in this window, with what the settings said then. */
  lastRun(tree: string): RunTask | undefined {
    return this.#runs.get(slashed(tree));
  }

  #terminal(definition: BootstrapTask, cwd: string, folder: WorkspaceFolder | undefined): CommandTerminal {
    const command = this.words(definition, cwd, folder);
    if (definition.task === "fetch") {
      const end = () => this.#fetched.fire();
      return new CommandTerminal(this.context, command, cwd, { event: () => undefined, end });
    }
    if (definition.task === "assemble") {
      const file = path.resolve(cwd, definition.file);
      return new CommandTerminal(
        this.context,
        command,
        cwd,
        this.findings.begin(`assemble ${file}`, "assemble"),
      );
    }
    const tree = path.resolve(cwd, definition.tree ?? ".");
    if (definition.task === "run")
      this.#runs.set(slashed(tree), this.#withSettings(definition, folder) as RunTask);
    const collectors =
      definition.task === "run" || definition.task === "rootfs"
        ? this.#runCollectors(tree, () => terminal)
        : // What a dry build found stays beside what a run found: neither says anything about the other.
          [this.findings.begin(`${tree} build-seeds`), this.seedBuilds.begin(slashed(tree))];
    const terminal: CommandTerminal = new CommandTerminal(this.context, command, cwd, collected(collectors));
    return terminal;
  }

  #runCollectors(tree: string, terminal: () => RunningCommand): readonly Collector[] {
    const control = { cancel: () => terminal().cancel(), pause: (on: boolean) => terminal().pause(on) };
    return [this.findings.begin(tree), this.book.begin(tree, control)];
  }

  /** The words behind `bootstrappable` for a definition, with what the settings say. */
  words(definition: BootstrapTask, cwd: string, folder: WorkspaceFolder | undefined): string[] {
    return commandLine(this.#withSettings(definition, folder), cwd);
  }

  /** What a task leaves open is as the settings say. */
  #withSettings(definition: BootstrapTask, folder: WorkspaceFolder | undefined): BootstrapTask {
    if (definition.task === "fetch") {
      const mirrors = workspace
        .getConfiguration("bootstrappable.distfiles", folder)
        .get<string[]>("mirrors", []);
      return { ...definition, mirrors: definition.mirrors ?? mirrors };
    }
    if (definition.task !== "run") return definition;
    const settings = workspace.getConfiguration("bootstrappable.run", folder);
    return {
      ...definition,
      architecture: definition.architecture ?? settings.get<string>("architecture", ""),
      engine: definition.engine ?? settings.get<string>("engine", "auto"),
    };
  }
}

/** One collector that tells them all. */
function collected(collectors: readonly Collector[]): Collector {
  return {
    event: (event, happened) => collectors.forEach((collector) => collector.event(event, happened)),
    end: (outcome) => collectors.forEach((collector) => collector.end(outcome)),
  };
}

function taskOf(
  definition: BootstrapTask,
  scope: Exclude<Task["scope"], undefined>,
  name: string,
  start: () => Thenable<Pseudoterminal>,
  reveal: TaskRevealKind,
): Task {
  const task = new Task(definition, scope, name, SOURCE, new CustomExecution(start), []);
  task.group = TaskGroup.Build;
  task.presentationOptions = { reveal, panel: TaskPanelKind.Dedicated, clear: true };
  return task;
}

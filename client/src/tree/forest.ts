import type {
  ArtifactsAnswer,
  BuildsAnswer,
  ChoiceMade,
  ConfigurationAnswer,
  DistfilesAnswer,
  OutdatedAnswer,
  PlanAnswer,
  Requests,
  RunsAnswer,
  SeedsAnswer,
  VerifiedAnswer,
} from "@bootstrappable/server/protocol";
import { commands, EventEmitter, window, workspace, type Disposable, type Memento } from "vscode";
import type { Server } from "../languageClient";
import { slashed } from "../slashed";
import { findTrees } from "../trees";

/** Where the choices are kept, by tree. */
const CHOICES = "choices";
/** And those of programs, by file. */
const BUILDS = "builds";

type About =
  "plan" | "seeds" | "distfiles" | "configuration" | "runs" | "artifacts" | "outdated" | "verified";
interface Answers {
  readonly plan: PlanAnswer;
  readonly seeds: SeedsAnswer;
  readonly distfiles: DistfilesAnswer;
  readonly configuration: ConfigurationAnswer;
  readonly runs: RunsAnswer;
  readonly artifacts: ArtifactsAnswer;
  readonly outdated: OutdatedAnswer;
  readonly verified: VerifiedAnswer;
}

/** The bootstrap trees of the workspace, and what the server says of them: asked when wanted, kept until it changes. */
export class Forest implements Disposable {
  readonly #changed = new EventEmitter<void>();
  /** Something is answered differently now, or there are other trees. */
  readonly onChanged = this.#changed.event;
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #subscriptions: Disposable[];
  #roots: Promise<readonly string[]> | undefined;

  constructor(
    private readonly server: Server,
    private readonly state: Memento,
  ) {
    const manifests = workspace.createFileSystemWatcher("**/steps/manifest", false, true, true);
    // Of a folder that goes only the folder itself is told, and a tree goes with any folder above it.
    const gone = workspace.createFileSystemWatcher("**", true, true, false);
    const refresh = () => this.refresh();
    this.#subscriptions = [
      server.onTreeChanged((roots) => this.#forget(roots)),
      workspace.onDidChangeWorkspaceFolders(refresh),
      manifests,
      manifests.onDidCreate(refresh),
      gone,
      gone.onDidDelete(({ fsPath }) => void this.#forgetGone(slashed(fsPath))),
    ];
  }

  /** Something in those trees is another; which trees there are is not. */
  #forget(roots: readonly string[]): void {
    for (const key of this.#answers.keys()) {
      if (roots.some((root) => key.endsWith(` ${root}`))) this.#answers.delete(key);
    }
    this.#changed.fire();
  }

  /** A run of a tree has ended: what it has made is in date, whatever was said before. */
  forgetOutdated(root: string): void {
    this.#answers.delete(`outdated ${root}`);
  }

  async #forgetGone(path: string): Promise<void> {
    if ((await this.roots()).some((root) => `${root}/steps/manifest/`.startsWith(`${path}/`))) this.refresh();
  }

  /** Forgets everything. */
  refresh(): void {
    this.#answers.clear();
    this.#roots = undefined;
    this.#changed.fire();
  }

  /**
   * Forgets everything, and has the server look at the files anew. Editors lose changes: on Linux all of those below
   * folders that are made within each other at once.
   */
  async lookAgain(): Promise<void> {
    await this.server.ask("bootstrappable/lookAgain", {});
    this.refresh();
  }

  /** The trees' top folders, in order. */
  roots(): Promise<readonly string[]> {
    this.#roots ??= findTrees().then((roots) => {
      void commands.executeCommand("setContext", "bootstrappable.hasTree", roots.length > 0);
      return roots;
    });
    return this.#roots;
  }

  /** The tree that a file lies in: the innermost. */
  async rootOf(file: string): Promise<string | undefined> {
    const path = slashed(file);
    return (await this.roots()).findLast((root) => path === root || path.startsWith(`${root}/`));
  }

  /** The tree of the file in the active editor, else the only one; undefined where that leaves a choice. */
  async current(): Promise<string | undefined> {
    const open = window.activeTextEditor?.document.uri;
    const around = open?.scheme === "file" ? await this.rootOf(open.fsPath) : undefined;
    const roots = await this.roots();
    return around ?? (roots.length === 1 ? roots[0] : undefined);
  }

  plan(root: string): Promise<PlanAnswer | undefined> {
    return this.#ask("plan", root);
  }

  seeds(root: string): Promise<SeedsAnswer | undefined> {
    return this.#ask("seeds", root);
  }

  distfiles(root: string): Promise<DistfilesAnswer | undefined> {
    return this.#ask("distfiles", root);
  }

  /** The finished runs that are kept. */
  runs(root: string): Promise<RunsAnswer | undefined> {
    return this.#ask("runs", root);
  }

  /** Which steps' checkpoints are out of date. */
  outdated(root: string): Promise<OutdatedAnswer | undefined> {
    return this.#ask("outdated", root);
  }

  artifacts(root: string): Promise<ArtifactsAnswer | undefined> {
    return this.#ask("artifacts", root);
  }

  /** What the newest runs have made, held against the tree. */
  verified(root: string): Promise<VerifiedAnswer | undefined> {
    return this.#ask("verified", root);
  }

  configuration(root: string): Promise<ConfigurationAnswer | undefined> {
    return this.#ask("configuration", root);
  }

  ask<Method extends keyof Requests>(method: Method, params: Requests[Method]["params"]) {
    return this.server.ask(method, params);
  }

  /** What the person chose to see a tree under. */
  choice(root: string): ChoiceMade | undefined {
    return choicesIn(this.state)[root];
  }

  /** Sees a tree under a choice, or with none under its own configuration; remembered for the workspace. */
  async choose(root: string, choice: ChoiceMade | undefined): Promise<void> {
    const others = Object.entries(choicesIn(this.state)).filter(([name]) => name !== root);
    const made = choice === undefined ? [] : [[root, choice] as const];
    await this.state.update(CHOICES, Object.fromEntries([...others, ...made]));
    await this.server.ask("bootstrappable/choose", { root, choice: choice ?? null });
    this.refresh();
  }

  /** The programs that a source is part of; undefined for any other file. Never kept: scripts are edited. */
  builds(path: string): Promise<BuildsAnswer | undefined> {
    return this.server.ask("bootstrappable/builds", { path });
  }

  /** Sees a source in one of its programs, or with none in that which the server thinks best; remembered, too. */
  async chooseBuild(path: string, build: string | undefined): Promise<void> {
    const others = Object.entries(buildsIn(this.state)).filter(([name]) => name !== path);
    const made = build === undefined ? [] : [[path, build] as const];
    await this.state.update(BUILDS, Object.fromEntries([...others, ...made]));
    await this.server.ask("bootstrappable/chooseBuild", { path, build: build ?? null });
    this.#changed.fire();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #ask<Name extends About>(name: Name, root: string): Promise<Answers[Name] | undefined> {
    const key = `${name} ${root}`;
    const known = this.#answers.get(key) as Promise<Answers[Name] | undefined> | undefined;
    if (known !== undefined) return known;
    const asked = this.server.ask(`bootstrappable/${name}`, { root }) as Promise<Answers[Name] | undefined>;
    this.#answers.set(key, asked);
    return asked;
  }
}

/** The programs that a workspace remembers for files, as the server is to be told of them when it starts. */
export function buildsIn(state: Memento): Readonly<Record<string, string>> {
  return state.get<Record<string, string>>(BUILDS, {});
}

/** The choices that a workspace remembers, as the server is to be told of them when it starts. */
export function choicesIn(state: Memento): Readonly<Record<string, ChoiceMade>> {
  return state.get<Record<string, ChoiceMade>>(CHOICES, {});
}

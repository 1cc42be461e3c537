import type { VerifiedLine } from "@bootstrappable/server/protocol";
import {
  Location,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  type CancellationToken,
  type Disposable,
  type TestItem,
  type TestRun,
} from "vscode";
import { runBootstrap } from "../commands/run";
import type { RunBook } from "../runs/book";
import type { Run } from "../runs/run";
import { lastRun } from "../runs/kept";
import type { BootstrapTaskProvider } from "../tasks/provider";
import { askForTrust } from "../trust";
import type { Forest } from "../tree/forest";
import { Outcomes, type ShownTest } from "./outcomes";
import { treeItem, type Subject } from "./items";

/** VS Code's Test Explorer: what a tree says of itself as tests, with the results of runs, also of those in a terminal. */
export class VerificationTests implements Disposable {
  readonly controller = tests.createTestController("bootstrappable", "Bootstrap");
  readonly #subjects = new WeakMap<TestItem, Subject>();
  readonly #outcomes = new Outcomes();
  readonly #subscriptions: Disposable[];
  /** The newest run of each tree whose results are shown. */
  readonly #told = new Map<string, string>();
  #refreshing: Promise<void> | undefined;

  constructor(
    private readonly provider: BootstrapTaskProvider,
    private readonly forest: Forest,
    private readonly book: RunBook,
  ) {
    this.controller.createRunProfile(
      "Run",
      TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
    );
    this.controller.refreshHandler = async () => {
      await forest.lookAgain();
      await this.refresh();
    };
    // Nobody pays for it before somebody looks.
    let looked = false;
    this.controller.resolveHandler = (item) => {
      if (item !== undefined || looked) return;
      looked = true;
      return this.refresh();
    };
    this.#subscriptions = [forest.onChanged(() => (looked ? void this.refresh() : undefined))];
  }

  /** What the Test Explorer has. */
  shown(): readonly ShownTest[] {
    return this.#outcomes.shown(this.controller);
  }

  /** Brings the lines up to date, and shows what the newest run has found. */
  async refresh(): Promise<void> {
    if (this.#refreshing !== undefined) return this.#refreshing;
    this.#refreshing = this.#refresh();
    try {
      await this.#refreshing;
    } finally {
      this.#refreshing = undefined;
    }
  }

  async #refresh(): Promise<void> {
    const { forest } = this;
    const items = await Promise.all(
      (await forest.roots()).map(async (root) => {
        const [plan, seeds, artifacts] = await Promise.all([
          forest.plan(root),
          forest.seeds(root),
          forest.artifacts(root),
        ]);
        return treeItem(this.controller, this.#subjects, { root, plan, seeds, artifacts });
      }),
    );
    this.controller.items.replace(items);
    for (const item of items) await this.#tellRecords(item);
  }

  /** The results of the newest kept run of a tree, where they are not shown yet. */
  async #tellRecords(tree: TestItem): Promise<void> {
    const newest = (await this.forest.runs(tree.id))?.runs[0];
    if (newest === undefined || this.#told.get(tree.id) === newest.id) return;
    this.#told.set(tree.id, newest.id);
    const name = `run of ${newest.date.slice(0, 16).replace("T", " ")} UTC`;
    const run = this.controller.createTestRun(new TestRunRequest([tree]), name, false);
    await this.#tell(run, leaves(tree));
    run.end();
  }

  async #run(request: TestRunRequest, token: CancellationToken): Promise<void> {
    const all: TestItem[] = [];
    this.controller.items.forEach((item) => all.push(item));
    const left = new Set((request.exclude ?? []).flatMap(leaves));
    const wanted = (request.include ?? all).flatMap(leaves).filter((item) => !left.has(item));
    const run = this.controller.createTestRun(request);
    try {
      const roots = new Set(wanted.map((item) => this.#subjects.get(item)?.root));
      for (const root of roots) {
        const own = wanted.filter((item) => this.#subjects.get(item)?.root === root);
        if (root !== undefined && !token.isCancellationRequested) await this.#runIn(root, own, run, token);
      }
    } finally {
      run.end();
    }
  }

  async #runIn(
    root: string,
    items: readonly TestItem[],
    run: TestRun,
    token: CancellationToken,
  ): Promise<void> {
    const subjects = items.map((item) => this.#subjects.get(item)!);
    const steps = subjects.filter((subject) => subject.kind !== "seed");
    if (steps.length > 0 && !askForTrust()) {
      for (const item of items) this.#outcomes.skipped(run, item);
      return;
    }
    for (const item of items) run.enqueued(item);
    if (steps.length > 0 && !(await this.#bootstrap(root, steps, items, run, token))) {
      for (const item of items) this.#outcomes.skipped(run, item);
      return;
    }
    // What a seed is compared with may have been edited a moment ago.
    this.forest.refresh();
    const newest = (await this.forest.runs(root))?.runs[0];
    if (newest !== undefined) this.#told.set(root, newest.id);
    await this.#tell(run, items);
  }

  /** Runs what some lines need; whether there was a run. */
  async #bootstrap(
    root: string,
    subjects: readonly Subject[],
    items: readonly TestItem[],
    run: TestRun,
    token: CancellationToken,
  ): Promise<boolean> {
    const begun = this.#nextRun(root);
    const states = new Map<TestItem, string>();
    const follow = (own: Run) => {
      for (const item of items) {
        const subject = this.#subjects.get(item);
        const record = subject?.kind === "step" ? own.recordOf(subject.step) : undefined;
        if (record?.status !== "running" || states.has(item)) continue;
        states.set(item, record.status);
        run.started(item);
      }
    };
    await runBootstrap(this.provider, this.forest, rangeOf(root, subjects));
    const own = await Promise.race([begun.found, later(10_000)]);
    begun.dispose();
    if (own === undefined) return false;
    token.onCancellationRequested(() => own.control.cancel());
    await new Promise<void>((resolve) => {
      const look = () => {
        follow(own);
        if (own.status === "running") return;
        subscription.dispose();
        resolve();
      };
      const subscription = this.book.onChanged((changed) => changed === own && look());
      look();
    });
    return true;
  }

  #nextRun(root: string): { readonly found: Promise<Run>; dispose(): void } {
    let subscription: Disposable | undefined;
    const found = new Promise<Run>((resolve) => {
      subscription = this.book.onBegan((run) => {
        if (run.tree === root) resolve(run);
      });
    });
    return {
      found,
      dispose: () => {
        subscription?.dispose();
      },
    };
  }

  /** Says of lines what is known of them now. */
  async #tell(run: TestRun, items: readonly TestItem[]): Promise<void> {
    for (const item of items) {
      const subject = this.#subjects.get(item);
      if (subject?.kind === "seed") await this.#tellSeed(run, item, subject);
      else if (subject?.kind === "artifact") await this.#tellArtifact(run, item, subject);
      else if (subject?.kind === "step") await this.#tellStep(run, item, subject);
    }
  }

  async #tellSeed(run: TestRun, item: TestItem, { root, source }: Subject & { kind: "seed" }): Promise<void> {
    const seed = (await this.forest.seeds(root))?.seeds.find((each) => each.source === source);
    if (seed?.state === "equal") this.#outcomes.passed(run, item);
    else if (seed?.state === "different")
      this.#outcomes.failed(
        run,
        item,
        new TestMessage(`The binary ${seed.binary} is not what its source assembles to.`),
      );
    else this.#outcomes.skipped(run, item);
  }

  async #tellArtifact(
    run: TestRun,
    item: TestItem,
    { root, file, name }: Subject & { kind: "artifact" },
  ): Promise<void> {
    const all = (await this.forest.verified(root))?.lines ?? [];
    const own = all.filter((each) => each.file === file && each.name === name);
    const wrong = own.find(({ state }) => state === "differs" || state === "missing");
    if (wrong !== undefined) this.#outcomes.failed(run, item, messageOf(wrong, item));
    // What a later step, or somebody, changed since was right behind its own.
    else if (own.some(({ state }) => state === "ok" || state === "changed")) this.#outcomes.passed(run, item);
    else this.#outcomes.skipped(run, item);
  }

  async #tellStep(run: TestRun, item: TestItem, { root, step }: Subject & { kind: "step" }): Promise<void> {
    const record = (await lastRun(this.forest, this.book, root))?.recordOf(step);
    if (record?.status === "done") this.#outcomes.passed(run, item, record.milliseconds);
    else if (record?.status === "failed")
      this.#outcomes.failed(
        run,
        item,
        new TestMessage("The step failed: see the problems, and the run's log."),
        record.milliseconds,
      );
    else this.#outcomes.skipped(run, item);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.controller.dispose();
  }
}

function messageOf(
  { name, state, sha256, received, run }: VerifiedLine,
  { uri, range }: TestItem,
): TestMessage {
  const words = state === "missing" ? "it is not there" : "it has another hash";
  const text = `${name}: ${words} behind its step in the run of ${run}.`;
  const message = received === undefined ? new TestMessage(text) : TestMessage.diff(text, sha256, received);
  if (uri !== undefined && range !== undefined) message.location = new Location(uri, range);
  return message;
}

/** The lines without lines below, of a line. */
function leaves(item: TestItem): TestItem[] {
  if (item.children.size === 0) return [item];
  const found: TestItem[] = [];
  item.children.forEach((child) => found.push(...leaves(child)));
  return found;
}

/** What to run so that all of some lines are looked at: a step begins on the checkpoint before it, all else from the seed. */
function rangeOf(root: string, subjects: readonly Subject[]) {
  const steps = subjects.filter((subject) => subject.kind === "step");
  if (steps.length < subjects.length) {
    const [first, ...others] = new Set(subjects.map((each) => (each.kind === "artifact" ? each.until : "")));
    return {
      tree: root,
      ...(first !== undefined && first !== "" && others.length === 0 && { until: first }),
    };
  }
  const [first] = steps;
  if (first === undefined) return { tree: root };
  const earliest = steps.reduce((a, b) => (b.number < a.number ? b : a), first);
  const latest = steps.reduce((a, b) => (b.number > a.number ? b : a), first);
  return { tree: root, from: earliest.option, until: latest.option };
}

function later(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}

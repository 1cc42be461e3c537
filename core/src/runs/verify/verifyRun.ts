import { configurationOf } from "../../tree/configuration";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { keyOf } from "../compare/compareRecords";
import { allSteps } from "../record/allSteps";
import type { RecordedChecksum, RunRecord } from "../record/record";
import { expectationsOf, type Expectation } from "./expectations";
import type { Outcome } from "./outcome";
import { RunState, type Content, type StateMachine } from "./state";

/** An expectation and what became of it. */
export interface Verified {
  readonly expectation: Expectation;
  readonly outcome: Outcome;
}

/** What came of a run, and what that was found in. */
export interface RunVerification {
  /** In the order of the steps. */
  readonly verified: readonly Verified[];
  /** Whether the run's root file system was looked into; otherwise its record tells, and layers that are left. */
  readonly lookedInRoot: boolean;
}

/**
 * Holds what a run has made against all that its tree, as it is now, says of it: seeds, answers, checksums, distfiles,
 * packages. Files are hashed where they are left; of those that later steps changed the layers tell, else what the
 * record says was received. Nothing is run. Rejects with DiskError. `goOn` is told how far it is, and may end it.
 */
export async function verifyRun(
  machine: StateMachine,
  tree: Tree,
  workspace: Workspace,
  run: RunRecord,
  goOn: (done: number, of: number) => boolean = () => true,
): Promise<RunVerification> {
  const configuration = configurationOf(Object.entries(run.configuration));
  const expectations = await expectationsOf(tree, workspace, configuration);
  const state = await RunState.of(machine, run);
  const judge = new Judge(tree, run, state);
  const verified: Verified[] = [];
  for (const expectation of expectations) {
    if (!goOn(verified.length, expectations.length)) break;
    verified.push({ expectation, outcome: await judge.of(expectation) });
  }
  return { verified, lookedInRoot: state.hasRoot };
}

/** Whether an outcome is something to put right. */
export function isWrong({ state }: Outcome): boolean {
  return state === "differs" || state === "missing";
}

/** How far a run has come with a step. */
type Progress = "done" | "broken-off" | "not-reached";

class Judge {
  readonly #progress = new Map<string, Progress>();
  /** The last step that was begun. */
  readonly #last: string | undefined;
  readonly #checked = new Map<string, RecordedChecksum>();

  constructor(
    private readonly tree: Tree,
    run: RunRecord,
    private readonly state: RunState,
  ) {
    const { checksums, status } = run;
    const steps = allSteps(run);
    const begun =
      status === "good" ? steps.length : steps.findLastIndex((step) => step.status !== "not-reached");
    for (const [index, step] of steps.entries()) {
      const done = step.status === "done" || index < begun;
      this.#progress.set(keyOf(step), done ? "done" : index === begun ? "broken-off" : "not-reached");
    }
    const last = steps[Math.min(begun, steps.length - 1)];
    this.#last = last && keyOf(last);
    for (const each of checksums) if (each.file !== undefined) this.#checked.set(placeOf(each), each);
  }

  async of(expectation: Expectation): Promise<Outcome> {
    const { path, step, expected } = expectation;
    const progress = this.#progress.get(keyOf(step)) ?? "not-reached";
    if (progress === "not-reached") return { state: "not-reached" };
    const end = await this.state.atEnd(path);
    if (end === "unknown") {
      const own = await this.state.writtenBy(path, step);
      return typeof own === "object" ? judged(own, expected) : (this.#recorded(expectation) ?? unknown);
    }
    return typeof end === "object" && end.sha256 === expected
      ? ok
      : this.#ofOther(expectation, end, progress);
  }

  /** Of what is not as expected in the end: a later step may have changed it, as it should. */
  async #ofOther(expectation: Expectation, end: Content, progress: Progress): Promise<Outcome> {
    const { path, step, expected, kind } = expectation;
    const gone = end === "absent";
    const wrong: Outcome = gone
      ? { state: progress === "done" ? "missing" : "not-reached" }
      : judged(end, expected);
    const recorded = this.#recorded(expectation);
    const unless = (since: Outcome) => (recorded?.state === "ok" ? since : (recorded ?? unknown));
    // A step may clean up what it has used; one that broke off may have missed it.
    if (kind === "distfile" && gone)
      return progress === "done" ? unless({ state: "changed" }) : { state: "missing" };
    const later = await this.state.changedBehind(path, step, gone);
    if (later === "nobody") return wrong;
    if (later === "unknown") return keyOf(step) === this.#last ? wrong : unless({ state: "changed" });
    const own = await this.state.writtenBy(path, step);
    // Somebody has changed what the steps have left.
    const edited = later.content !== "unknown" && !same(later.content, end);
    const since: Outcome = edited ? { state: "changed" } : { state: "ok", changedBy: later.step };
    if (typeof own !== "object") return edited ? wrong : unless(since);
    return own.sha256 === expected ? since : judged(own, expected);
  }

  /** What the run itself found, held against what the tree expects now; undefined where it did not look. */
  #recorded({ file, name, expected }: Expectation): Outcome | undefined {
    const checked = this.#checked.get(placeOf({ file: file.slice(this.tree.root.length + 1), name }));
    if (checked === undefined) return undefined;
    const received = checked.received ?? (checked.ok ? checked.expected : undefined);
    if (received === expected) return ok;
    // Another hash stood there then.
    if (received === undefined && checked.expected !== expected) return undefined;
    return { state: "differs", received };
  }
}

const ok: Outcome = { state: "ok" };
const unknown: Outcome = { state: "unknown" };

function judged(content: Content, expected: string): Outcome {
  if (typeof content !== "object") return unknown;
  return content.sha256 === expected ? ok : { state: "differs", received: content.sha256 };
}

function same(a: Content, b: Content): boolean {
  return typeof a === "object" && typeof b === "object" ? a.sha256 === b.sha256 : a === b;
}

/** A list and a name in it. */
function placeOf({ file, name }: { readonly file?: string; readonly name: string }): string {
  // Of a distfile, checks tell the path that its step has it at.
  const its = file?.endsWith("/sources") === true ? name.slice(name.lastIndexOf("/") + 1) : name;
  return `${file ?? ""}\0${its}`;
}

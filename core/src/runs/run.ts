import { DiskError } from "../platform/disk";
import type { Machine } from "../platform/machine";
import { checkRun } from "./check";
import { chooseEngine, type ChosenEngine } from "./engines/choose";
import type { Finding, Reporter, RunEvent } from "./events";
import { findingOfProblem, placelessFinding } from "./findings";
import { startOf } from "./locations";
import { checkMachine } from "./machine/prepare";
import { missingDistfiles } from "./missingDistfiles";
import type { Untimed } from "./output";
import { PausedClock } from "./pause";
import { inTheOrder, prepare } from "./prepare";
import { RunProblem } from "./problem";
import { RecordKeeper, type Standing } from "./record/keep";
import { lostRuns } from "./record/lost";
import { Recorder } from "./record/recorder";
import { usualSteps } from "./record/usual";
import type { RunRequest } from "./request";
import { scriptEngine } from "./script/engine";
import { Session } from "./session";
import type { RunStatus } from "./sessionParts";
import { startedEvent, stepsToRun } from "./started";
import { openTarget, type Target } from "./target/target";
import { tellPauses } from "./tellPauses";

/**
 * Runs a bootstrap: prepares a target, copies the tree into a root file system, and runs the seed phase and the steps
 * in a sandbox. All that happens is told to `report`, in order, the end of the run last; nothing is thrown for what
 * the tree, the machine or the user does.
 */
export async function runBootstrap(
  around: Machine,
  request: RunRequest,
  report: Reporter,
): Promise<RunStatus> {
  const { pause, signal } = request;
  const machine = pause === undefined ? around : { ...around, clock: new PausedClock(around.clock, pause) };
  const run = new BootstrapRun(machine, request, report);
  const stopTelling = tellPauses(machine, request, run.emit);
  // What is ended has to go on with its end.
  const end = () => void pause?.set(false);
  signal.addEventListener("abort", end, { once: true });
  const status = await run.go();
  stopTelling();
  signal.removeEventListener("abort", end);
  return run.end(status);
}

/** Events at which the record is brought up to date: should this process end without a word, it is all that is left. */
const milestones: readonly RunEvent["type"][] = ["step-started", "paused", "continued"];

class BootstrapRun {
  readonly #begin: number;
  readonly #recorder: Recorder;
  readonly #keeper: RecordKeeper;
  #target: Target | undefined;
  #session: Session | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly request: RunRequest,
    private readonly report: Reporter,
  ) {
    this.#begin = machine.clock.now();
    this.#recorder = new Recorder(request.tree.root);
    this.#keeper = new RecordKeeper(machine, request, this.#recorder);
  }

  readonly emit = (event: Untimed<RunEvent>): void | Promise<void> => {
    this.#recorder.take(event);
    const told = this.report({ ...event, at: this.#elapsed });
    if (!milestones.includes(event.type)) return told;
    // No step waits until it is written down that it began; the next one does.
    return Promise.all([told, this.#keeper.goOn(this.#standing)]).then(() => undefined);
  };

  /** From the first check to the last step. */
  async go(): Promise<RunStatus> {
    try {
      return await this.#all();
    } catch (error) {
      if (this.request.signal.aborted) return "interrupted";
      await this.emit({ type: "finding", ...problemFinding(this.request, error) });
      return "failed";
    }
  }

  /** Keeps what is known of the run, leaves its target to others, and tells how it ended. */
  async end(status: RunStatus): Promise<RunStatus> {
    const outcome = { status, milliseconds: this.#elapsed, totals: this.#totals };
    const target = this.#target;
    if (target !== undefined) {
      await this.#tried("the record of this run could not be kept", () => this.#keeper.end(target, outcome));
      await this.#tried("what an earlier run left could not be removed", () => target.release());
    }
    const { steps, ...checksums } = outcome.totals;
    await this.emit({ type: "run-ended", status, steps, checksums, milliseconds: outcome.milliseconds });
    return status;
  }

  get #elapsed(): number {
    return Math.round(this.machine.clock.now() - this.#begin);
  }

  get #totals() {
    const session = this.#session;
    return { steps: session?.stepsDone ?? 0, ...(session?.checksums ?? { verified: 0, failed: 0 }) };
  }

  readonly #standing = (): Standing | undefined =>
    this.#target && { places: this.#target, milliseconds: this.#elapsed, totals: this.#totals };

  async #notice(text: string | undefined): Promise<void> {
    if (text !== undefined) await this.emit({ type: "notice", text });
  }

  async #tried(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#notice(`${failure}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #all(): Promise<RunStatus> {
    const { machine, request, emit } = this;
    const { script, tree } = request;
    const choosing = this.#chosen();
    choosing.catch(() => undefined);
    const architecture = await checkRun(machine, request, (found) => emit({ type: "finding", ...found }));
    const { engine, notice } = await choosing;
    if (engine.boots) checkMachine(request);
    const target = (this.#target = await openTarget(machine, {
      ...{ path: request.target, tree: tree.root, keep: request.keep },
      resume: request.from !== undefined,
      tmpfs: request.tmpfs,
      signal: request.signal,
    }));
    const parts = { machine, request, engine, target, architecture, emit };
    const telling = lostRuns(machine, tree.root);
    const looking = telling.then(() => usualSteps(machine, tree.root, { architecture, engine: engine.name }));
    looking.catch(() => undefined);
    const [prepared, lost] = await inTheOrder(prepare(parts), telling);
    const usual = await looking;
    const steps = stepsToRun(request, prepared);
    const manifest = await request.workspace.text(tree.manifest);
    await emit(startedEvent({ ...parts, prepared, steps, manifest, usual }));
    // Of these it may take long until the first step begins: a machine reads its disk, rootfs.py downloads.
    if (engine.boots || script !== undefined) void this.#keeper.goOn(this.#standing);
    const missing =
      script === undefined ? await missingDistfiles(machine, request, steps, engine.boots) : undefined;
    for (const text of [...lost, notice, ...(request.notes ?? []), ...prepared.notices, missing])
      await this.#notice(text);
    if (request.tmpfs !== undefined)
      await this.#notice(
        `The target is a tmpfs of ${request.tmpfs} MiB, and stays one when the run has ended, until “umount ${target.path}”.`,
      );
    const stage = await prepared.stage();
    const { driver, units, snapshots } = prepared;
    // Only its own root can be looked into for what a checksum was of.
    const place = script?.root === undefined ? target : { ...target, root: script.root };
    const more = {
      target: place,
      recorder: this.#recorder,
      driver,
      manifest,
      units,
      stage,
      usual,
      snapshots,
    };
    this.#session = Session.of({ ...parts, ...more });
    const status = await this.#session.run();
    // A machine, and rootfs.py, hold what they have open, and notice nothing of it.
    if (status === "good" && (await machine.disk.status(target.path)) === undefined) {
      const message = `${target.path} was removed while the run went on: what it made is lost, and its log`;
      throw new RunProblem("run/disk-failed", message);
    }
    await this.#notice(await stage.end(status));
    return status;
  }

  async #chosen(): Promise<Omit<ChosenEngine, "name">> {
    const { machine, request } = this;
    const { script, chosen, engine } = request;
    if (script !== undefined) return { engine: scriptEngine(machine, script), notice: undefined };
    return chosen ?? chooseEngine(machine, engine, request.machine?.options.command);
  }
}

function problemFinding(request: RunRequest, error: unknown): Finding {
  if (error instanceof RunProblem) return findingOfProblem(error, request.tree);
  const everywhere = startOf(request.tree.manifest);
  if (error instanceof DiskError) return placelessFinding("run/disk-failed", everywhere, error.message);
  const message = error instanceof Error ? error.message : String(error);
  // As for too many open files, or processes.
  if (/^spawn /.test(message))
    return placelessFinding("run/cannot-execute", everywhere, `no program can be started: ${message}`);
  return placelessFinding("run/internal-error", everywhere, `the run cannot go on: ${message}`);
}

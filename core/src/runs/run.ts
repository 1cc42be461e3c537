import type { Machine } from "../platform/machine";
import { architectureOf, type Architecture } from "../tree/configuration";
import type { PlanStep } from "../tree/plan";
import { chooseEngine } from "./engines/choose";
import type { Finding, Reporter, RunEvent, RunStarted, StepName } from "./events";
import { checkExecutable } from "./executable";
import { prepareRun } from "./checkpoints/prepare";
import type { Unit } from "./checkpoints/unit";
import { driverOf } from "./driver";
import { findingOfProblem, placelessFinding } from "./findings";
import { locationOf, startOf } from "./locations";
import { missingDistfiles } from "./missingDistfiles";
import { checkPlan } from "./planCheck";
import { RunProblem } from "./problem";
import { RecordKeeper } from "./record/keep";
import { PausedClock } from "./pause";
import { checkMachine, prepareMachine } from "./machine/prepare";
import { scriptEngine } from "./script/engine";
import { prepareScript } from "./script/prepare";
import { Recorder } from "./record/recorder";
import { RecordStore } from "./record/store";
import { usualSteps, type UsualSteps } from "./record/usual";
import { brokenOff } from "./record/words";
import { stepsOf, type RunRequest } from "./request";
import { Session } from "./session";
import type { RunStatus } from "./sessionParts";
import { seedStep, stepNameOf } from "./steps";
import { openTarget, type Target } from "./target/target";
import { DiskError } from "../platform/disk";
import type { Untimed } from "./output";

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
  const begin = machine.clock.now();
  const elapsed = () => Math.round(machine.clock.now() - begin);
  const recorder = new Recorder(request.tree.root);
  const keeper = new RecordKeeper(machine, request, recorder);
  const emit = (event: Untimed<RunEvent>) => {
    recorder.take(event);
    const told = report({ ...event, at: elapsed() });
    if (!milestones.includes(event.type)) return told;
    // No step waits until it is written down that it began; the next one does.
    const before = written;
    void goOn();
    return Promise.all([told, before]).then(() => undefined);
  };
  const tell = (found: Finding) => emit({ type: "finding", ...found });
  let session: Session | undefined;
  let target: Target | undefined;
  let status: RunStatus = "failed";
  const totals = () => ({
    steps: session?.stepsDone ?? 0,
    ...(session?.checksums ?? { verified: 0, failed: 0 }),
  });
  let unkept: string | undefined;
  let written = Promise.resolve();
  const goOn = () =>
    (written = written.then(async () => {
      if (target === undefined || unkept !== undefined) return;
      try {
        await keeper.goOn(target, elapsed(), totals());
      } catch (error) {
        // The run is worth more than what is told of it; where even its end cannot be kept, that is said then.
        unkept = error instanceof Error ? error.message : String(error);
      }
    }));
  const stopPausing = whenPaused(machine, request, emit);
  // What is ended has to go on with its end.
  const end = () => void pause?.set(false);
  signal.addEventListener("abort", end, { once: true });
  try {
    const { script } = request;
    const choosing =
      script === undefined
        ? (request.chosen ?? chooseEngine(machine, request.engine, request.machine?.options.command))
        : undefined;
    choosing?.catch(() => undefined);
    const architecture = await check(machine, request, tell);
    const { engine, notice } =
      script === undefined ? await choosing! : { engine: scriptEngine(machine, script), notice: undefined };
    if (engine.boots) checkMachine(request);
    target = await openTarget(machine, {
      ...{ path: request.target, tree: request.tree.root, keep: request.keep },
      resume: request.from !== undefined,
      tmpfs: request.tmpfs,
      signal: request.signal,
    });
    const parts = { machine, request, engine, target, architecture };
    const prepare = async () =>
      script !== undefined
        ? prepareScript(parts, script)
        : engine.boots
          ? prepareMachine({ ...parts, emit })
          : prepareRun({
              ...parts,
              driver: await driverOf(machine, request.tree, request.preseed !== undefined),
            });
    const executable =
      engine.boots || script !== undefined
        ? Promise.resolve()
        : checkExecutable(machine, architecture, target.path);
    const told = lostRuns(machine, request);
    const usually = told.then(() =>
      usualSteps(machine, request.tree.root, { architecture, engine: engine.name }),
    );
    usually.catch(() => undefined);
    const [[, prepared], lost] = await inTheOrder(inTheOrder(executable, prepare()), told);
    const usual = await usually;
    const { driver, units, kept, notices } = prepared;
    const done = new Set(kept.map(({ number }) => number));
    const steps = stepsOfUnits(request, driver, units).filter(({ number }) => !done.has(number));
    const manifest = await request.workspace.text(request.tree.manifest);
    await emit({
      type: "run-started",
      date: machine.clock.date(),
      tree: request.tree.root,
      target: target.path,
      log: target.log,
      engine: engine.name,
      architecture,
      driver,
      steps: steps.map((step) => ({
        ...stepNameOf(step),
        location: manifest
          ? locationOf(request.tree.manifest, manifest, step.range)
          : startOf(request.tree.manifest),
      })),
      ...(kept.length > 0 && { kept }),
      ...usualTimes(usual, steps, kept),
    });
    // Of these it may take long until the first step begins: a machine reads its disk, rootfs.py downloads.
    if (engine.boots || script !== undefined) void goOn();
    const missing =
      script === undefined ? await missingDistfiles(machine, request, steps, engine.boots) : undefined;
    for (const text of [...lost, notice, ...(request.notes ?? []), ...notices, missing])
      if (text !== undefined) await emit({ type: "notice", text });
    if (request.tmpfs !== undefined)
      await emit({
        type: "notice",
        text: `The target is a tmpfs of ${request.tmpfs} MiB, and stays one when the run has ended, until “umount ${target.path}”.`,
      });
    const stage = await prepared.stage();
    // Only its own root can be looked into for what a checksum was of.
    const place = script?.root === undefined ? target : { ...target, root: script.root };
    const { snapshots } = prepared;
    const all = { ...parts, target: place, driver, manifest, recorder, emit, units, stage, usual, snapshots };
    session = Session.of(all);
    status = await session.run();
    // A machine, and rootfs.py, hold what they have open, and notice nothing of it.
    if (status === "good" && (await machine.disk.status(target.path)) === undefined) {
      const message = `${target.path} was removed while the run went on: what it made is lost, and its log`;
      throw new RunProblem("run/disk-failed", message);
    }
    const last = await stage.end(status);
    if (last !== undefined) await emit({ type: "notice", text: last });
  } catch (error) {
    status = request.signal.aborted ? "interrupted" : "failed";
    if (status === "failed") await tell(problemFinding(request, error));
  }
  stopPausing();
  signal.removeEventListener("abort", end);
  await written;
  const outcome = { status, milliseconds: elapsed(), totals: totals() };
  try {
    if (target !== undefined) await keeper.end(target, outcome);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await emit({ type: "notice", text: `the record of this run could not be kept: ${why}` });
  }
  try {
    await target?.release();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await emit({ type: "notice", text: `what an earlier run left could not be removed: ${why}` });
  }
  const { steps, ...checksums } = outcome.totals;
  await emit({ type: "run-ended", status, steps, checksums, milliseconds: outcome.milliseconds });
  return status;
}

/** Events at which the record is brought up to date: should this process end without a word, it is all that is left. */
const milestones: readonly RunEvent["type"][] = ["step-started", "paused", "continued"];

/** Tells when the run stands still, and when it goes on; the result ends that. */
function whenPaused(
  { processes }: Machine,
  { pause, signal }: RunRequest,
  emit: (event: Untimed<RunEvent>) => void | Promise<void>,
): () => void {
  const change = async () => {
    // It is told once it is so: those who stop processes listen, too.
    await Promise.resolve();
    if (signal.aborted) return;
    if (processes.canStop) {
      await emit({ type: pause?.on === true ? "paused" : "continued" });
    } else if (pause?.on === true) {
      void pause.set(false);
      await emit({ type: "notice", text: "This system has no way to pause a run: it goes on." });
    }
  };
  return pause?.onChange(change) ?? (() => undefined);
}

/** Two works that go on at the same time. Where both fail, the first one's failure is what counts. */
async function inTheOrder<First, Second>(
  first: Promise<First>,
  second: Second | Promise<Second>,
): Promise<readonly [First, Second]> {
  const [one, other] = await Promise.allSettled([first, second]);
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
  return [one.value, other.value];
}

/** What is to be told of earlier runs of the tree that ended without a word; it is told once. */
async function lostRuns(machine: Machine, request: RunRequest): Promise<readonly string[]> {
  try {
    const lost = await new RecordStore(machine).settle(request.tree.root);
    return lost.map(brokenOff);
  } catch (error) {
    if (error instanceof DiskError || error instanceof RunProblem) return [];
    throw error;
  }
}

/** How long what is to run took before, as far as that is known. */
function usualTimes(
  usual: UsualSteps,
  steps: readonly PlanStep[],
  kept: readonly StepName[],
): Pick<RunStarted, "usual"> {
  const seed = kept.some(({ number }) => number === seedStep.number) ? [] : [seedStep];
  const times = [...seed, ...steps].flatMap((step) => {
    const before = usual.of(step);
    return before === undefined ? [] : [{ step: step.number, milliseconds: before.milliseconds }];
  });
  return times.length === 0 ? {} : { usual: times };
}

/** The steps that are to run, in order. */
function stepsOfUnits(
  request: RunRequest,
  driver: "steps" | "tree",
  units: readonly Unit[],
): readonly PlanStep[] {
  if (driver === "tree") return stepsOf(request);
  return units.flatMap(({ step, rest }) => (step === undefined ? rest : [step, ...rest]));
}

/** What can be known to fail before anything is made. */
async function check(
  machine: Machine,
  request: RunRequest,
  tell: (found: Finding) => void | Promise<void>,
): Promise<Architecture> {
  const architecture = architectureOf(request.configuration);
  if (architecture === undefined) {
    const name = request.configuration.get("ARCH") ?? "";
    throw new RunProblem(
      "run/missing-seed",
      `the configuration's ARCH is “${name}”, which is no architecture of stage0-posix`,
    );
  }
  const script = `${request.tree.stage0}/kaem.${architecture}`;
  const other = `${request.tree.seed}/kaem.${architecture}`;
  const seeded = request.preseed !== undefined;
  if (
    !seeded &&
    (await machine.files.kind(script)) !== "file" &&
    (await machine.files.kind(other)) !== "file"
  ) {
    throw new RunProblem(
      "run/missing-seed",
      `${script} does not exist: check out the tree's submodules, or choose another architecture`,
    );
  }
  const problems = await checkPlan(machine, request);
  for (const problem of problems.slice(0, -1)) await tell(problem);
  const last = problems.at(-1);
  if (last !== undefined) throw new RunProblem(last.code, last.message, last, last.related);
  return architecture;
}

function problemFinding(request: RunRequest, error: unknown): Finding {
  if (error instanceof RunProblem) return findingOfProblem(error, request.tree);
  const everywhere = startOf(request.tree.manifest);
  if (error instanceof DiskError) return placelessFinding("run/disk-failed", everywhere, error.message);
  const message = error instanceof Error ? error.message : String(error);
  return placelessFinding("run/internal-error", everywhere, `the run cannot go on: ${message}`);
}

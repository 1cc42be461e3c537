import type { DiagnosticCode } from "../diagnostics/codes";
import type { ProcessExit } from "../platform/processes";
import type { Clock } from "../platform/clock";
import type { PlanStep } from "../tree/plan";
import type { Location, StepName } from "./events";
import type { LogPlace } from "./logs/place";
import type { Reason } from "./cause";
import { CommandPlaces, type ShellStart } from "./commandPlaces";
import { placeOfChecksum, type ChecksumContext, type ChecksumPlace } from "./checksumPlace";
import { finding, findingsOf, type Failure } from "./findings";
import { locationOf, startOf } from "./locations";
import type { LogLine } from "./logs/forms";
import { StepRecogniser } from "./logs/steps";
import { stepsOf } from "./request";
import { placeOfPhase, type PhasePlace } from "./phasePlace";
import { settleChecksum, settleFromLog, type SettledChecksum } from "./settle";
import { StepLog, type CommandPlace, type LoggedChecksum } from "./stepLog";
import { seedStep, stepNameOf, stepTitle } from "./steps";
import type { SessionParts } from "./sessionParts";
import type { SnapshotPlace } from "./snapshots/snapshot";

/** Measures for how long a step prints nothing. */
interface SilenceMeter {
  begin(step: StepName): void;
  /** The longest silence since then, in milliseconds. */
  readonly longest: number;
}

type End = "done" | "failed" | "interrupted";

/** What the account of a run's steps is kept with. */
export type BookParts = Pick<SessionParts, "architecture" | "driver" | "manifest" | "emit"> & {
  readonly machine: { readonly clock: Pick<Clock, "now"> } & Partial<
    Pick<SessionParts["machine"], "disk" | "hash">
  >;
  readonly request: Pick<SessionParts["request"], "tree" | "workspace" | "configuration" | "plan" | "until">;
  readonly silence?: SilenceMeter;
  /** Where in the log the output is that is being told. */
  readonly logPlace?: () => LogPlace | undefined;
  /** Where the log is, and the root file system if it is there. */
  readonly target: Partial<Pick<SessionParts["target"], "log" | "root">>;
};

/** Keeps account of which step is at work, since when, and what is known of it; tells when steps begin and end. */
export class StepBook {
  #step: PlanStep | undefined;
  #open = false;
  #since = 0;
  #log = new StepLog();
  readonly #places: CommandPlaces;
  #recogniser: StepRecogniser | undefined;
  /** Whether the phase waits for the machine to have read its disk in. */
  #held = false;
  /** Whether the first program of a kernel, which goes through the steps, has ended with status 0. */
  #initEnded = false;
  /** Steps that were done, the seed phase not counted. */
  done = 0;
  /** How often a step or the seed phase has begun. */
  begun = 0;
  /** Whether anything of a bootstrap was heard: a command, or a step's beginning. */
  heard = false;
  /** Whether all that was asked for is done although the sandbox goes on. */
  complete = false;
  onLastStepDone: () => void = () => undefined;

  constructor(private readonly parts: BookParts) {
    const { tree, workspace, configuration } = parts.request;
    this.#places = new CommandPlaces(tree, workspace, configuration);
    if (parts.driver === "tree") this.#recogniser = new StepRecogniser(parts.request.plan.steps);
  }

  get log(): StepLog {
    return this.#log;
  }

  get number(): number {
    return this.#step?.number ?? 0;
  }

  /** How people call the step that is at work. */
  get title(): string {
    return this.#title();
  }

  /** Whether a step is at work, or the seed phase. */
  get open(): boolean {
    return this.#open;
  }

  /** Where the bootstrap is, for whoever wants to go on from there, and for how long a step has been at work. */
  get whereabouts(): Omit<SnapshotPlace, "fresh"> & { readonly elapsed: number } {
    const { number } = this;
    if (this.#held) return { behind: -1, elapsed: 0 };
    if (!this.#open) return { behind: number, elapsed: 0 };
    const elapsed = Math.round(this.parts.machine.clock.now() - this.#since);
    return { behind: number - 1, within: number, elapsed };
  }

  /** The step that is at work has been so for longer than this account knows, in milliseconds. */
  wasAtWork(elapsed: number): void {
    this.#since = this.parts.machine.clock.now() - elapsed;
  }

  /** How far the log is, in commands that are echoed. */
  get progress() {
    return this.#places.progress;
  }

  /** The step's line in the manifest; for the seed phase its kaem script. */
  get location(): Location {
    return this.#location();
  }

  /** Where the command stands that the log echoes next. */
  place(text: string): Promise<CommandPlace> {
    return this.#places.place(text);
  }

  /** Whether a command can be expected to be echoed next. */
  expects(text: string): Promise<boolean> {
    return this.#places.expects(text);
  }

  /** Where the part of a build stands that helpers.sh tells of. */
  phase(line: LogLine): Promise<PhasePlace | undefined> {
    const { tree, workspace } = this.parts.request;
    return line.kind === "phase"
      ? placeOfPhase(tree, workspace, this.#step, line.says)
      : Promise.resolve(undefined);
  }

  /** Where a checksum of the last command stands. */
  checksumPlace(checksum: LoggedChecksum): Promise<ChecksumPlace> {
    return placeOfChecksum(this.#checksumContext(), checksum);
  }

  /** All that is to be known of a checksum of the last command. */
  settle(checksum: LoggedChecksum): Promise<SettledChecksum> {
    const { disk, hash } = this.parts.machine;
    const { root } = this.parts.target;
    const context = this.#checksumContext();
    return disk === undefined || hash === undefined || root === undefined
      ? settleFromLog(context, checksum)
      : settleChecksum({ ...context, machine: { disk, hash }, root }, checksum);
  }

  #checksumContext(): ChecksumContext {
    const { tree, workspace } = this.parts.request;
    const { directory, unechoed } = this.#places;
    return { tree, workspace, directory, unechoed, step: this.#step };
  }

  /**
   * A step begins, in a shell of its own unless it reads no script. The steps of `rest` follow it in the same sandbox:
   * where they begin, only the output tells. One that is held begins with its first command.
   */
  async begin(
    step: PlanStep | undefined,
    shell: ShellStart | undefined,
    rest: readonly PlanStep[],
    held = false,
  ): Promise<void> {
    if (rest.length > 0) this.#recogniser = new StepRecogniser(rest);
    this.#log = new StepLog();
    this.#places.begin(shell);
    this.#held = held;
    this.#initEnded = false;
    if (!held) await this.#started(step);
  }

  /** Whether the phase has not begun yet. */
  get held(): boolean {
    return this.#held;
  }

  /** In a tree that goes through its manifest by itself, a line may be the border between two steps. */
  async beforeLine(line: LogLine, place?: CommandPlace): Promise<void> {
    this.heard ||= line.kind === "command" || line.kind === "build-begins" || line.kind === "phase";
    if (this.#held && line.kind === "command") {
      this.#held = false;
      await this.#started(undefined);
    }
    if (line.kind === "init-ended") this.#initEnded = true;
    const change = this.complete ? undefined : this.#recogniser?.push(line, place?.where?.script);
    if (change === undefined) return;
    if (this.#open) await this.#ended("done");
    await this.#passOver(change.passed);
    if (change.started === undefined || this.complete) return;
    await this.#started(change.started);
  }

  /**
   * Whether a kernel has stopped since the script that it ran ended with status 0; undefined where none has, or a command
   * has failed. `early` where steps are left, or the one at work was not done; if not, all that is left prints nothing, and
   * is done with this.
   */
  async initEnded(): Promise<{ readonly early: Reason | undefined } | undefined> {
    if (!this.#initEnded || this.log.failed) return undefined;
    const rest = this.parts.request.plan.steps.filter(({ number }) => number > this.number);
    if (!this.#isAtEnd(rest)) {
      const message = `the script that the kernel runs has ended with status 0 within ${this.#title().replace(/,$/, "")}, and so the kernel stopped, although the plan has more`;
      return { early: { code: "run/kernel-panic", message } };
    }
    if (this.#open) await this.#ended("done");
    await this.#passOver(rest);
    return { early: undefined };
  }

  /** Whether all commands were echoed; of bash, which echoes none, whether all was done that tells of its end. */
  #isAtEnd(rest: readonly PlanStep[]): boolean {
    const step = this.#step;
    if (step?.era !== "bash") return rest.length === 0 && this.#places.ended;
    return (
      (!this.#open || step.kind !== "build") &&
      rest.every(({ kind }) => kind === "improve" || kind === "jump")
    );
  }

  /** Steps that must have run although they print nothing. */
  async #passOver(steps: readonly PlanStep[]): Promise<void> {
    for (const step of steps) {
      if (this.complete) return;
      await this.#started(step);
      await this.#ended("done");
    }
  }

  /** The program of the step has ended. */
  async end(status: End, exit: ProcessExit | undefined, because?: Failure["because"]): Promise<void> {
    if (status === "failed") {
      for (const found of await findingsOf(this.#failure(exit, because))) {
        await this.parts.emit({ type: "finding", ...found });
      }
    }
    if (status === "interrupted") {
      const title = this.#title();
      await this.parts.emit({
        type: "finding",
        ...finding("run/interrupted", this.#location(), because?.message ?? `${title} was interrupted`),
      });
    }
    if (this.#open) await this.#ended(status);
  }

  async #started(step: PlanStep | undefined): Promise<void> {
    this.#step = step;
    this.#open = true;
    this.begun++;
    this.#since = this.parts.machine.clock.now();
    this.parts.silence?.begin(this.#name());
    const script = step === undefined ? this.#seedScript() : step.script;
    const log = this.parts.logPlace?.();
    await this.parts.emit({
      type: "step-started",
      step: this.#name(),
      ...(log && { log }),
      ...(script !== undefined && { script }),
      location: this.#location(),
    });
  }

  async #ended(status: End): Promise<void> {
    const { machine, request, emit, silence } = this.parts;
    this.#open = false;
    const milliseconds = Math.round(machine.clock.now() - this.#since);
    await emit({
      ...{ type: "step-ended", step: this.#name(), status, milliseconds },
      ...(silence && { silence: Math.round(silence.longest) }),
      location: this.#location(),
    });
    if (status !== "done") return;
    if (this.#step !== undefined) this.done++;
    const last = stepsOf(request).at(-1)?.number ?? 0;
    if (this.#recogniser !== undefined && request.until !== undefined && this.number === last) {
      this.complete = true;
      this.onLastStepDone();
    }
  }

  #failure(
    exit: ProcessExit | undefined,
    because: { code: DiagnosticCode; message: string } | undefined,
  ): Failure {
    const { tree, workspace } = this.parts.request;
    return {
      tree,
      workspace,
      step: this.#step,
      title: this.#title(),
      location: this.#location(),
      log: this.#log,
      logFile: this.parts.target.log,
      exit,
      placeOf: (checksum) => this.checksumPlace(checksum),
      ...(because && { because }),
    };
  }

  #name() {
    return this.#step === undefined ? seedStep : stepNameOf(this.#step);
  }

  #title(): string {
    const title = stepTitle(this.#name());
    return this.#step === undefined ? title : `step ${this.#step.number}, ${title},`;
  }

  #location(): Location {
    const { request, manifest } = this.parts;
    if (this.#step === undefined) return startOf(this.#seedScript());
    const file = request.tree.manifest;
    return manifest === undefined ? startOf(file) : locationOf(file, manifest, this.#step.range);
  }

  #seedScript(): string {
    return `${this.parts.request.tree.stage0}/kaem.${this.parts.architecture}`;
  }
}

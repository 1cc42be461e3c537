import type { DiagnosticCode } from "../diagnostics/codes";
import type { ProcessExit } from "../platform/processes";
import type { PlanStep } from "../tree/plan";
import type { Location } from "./events";
import { CommandPlaces, type ShellStart } from "./commandPlaces";
import { stepCommand } from "./driver";
import { environmentFor } from "./environment";
import { placeOfChecksum, type ChecksumContext, type ChecksumPlace } from "./checksumPlace";
import { finding, findingsOf, type Failure } from "./findings";
import { locationOf, startOf } from "./locations";
import type { LogLine } from "./logs/forms";
import { StepRecogniser } from "./logs/steps";
import { stepsOf } from "./request";
import { settleChecksum, type SettledChecksum } from "./settle";
import { StepLog, type CommandPlace, type LoggedChecksum } from "./stepLog";
import { seedStep, stepNameOf, stepTitle } from "./steps";
import type { SessionParts } from "./sessionParts";

type End = "done" | "failed" | "interrupted";

/** Keeps account of which step is at work, since when, and what is known of it; tells when steps begin and end. */
export class StepBook {
  #step: PlanStep | undefined;
  #open = false;
  #since = 0;
  #log = new StepLog();
  readonly #places: CommandPlaces;
  #recogniser: StepRecogniser | undefined;
  /** Steps that were done, the seed phase not counted. */
  done = 0;
  /** Whether all that was asked for is done although the sandbox goes on. */
  complete = false;
  onLastStepDone: () => void = () => undefined;

  constructor(private readonly parts: SessionParts) {
    this.#places = new CommandPlaces(parts.request.tree, parts.request.workspace);
    if (parts.driver === "tree") this.#recogniser = new StepRecogniser(parts.request.plan.steps);
  }

  get log(): StepLog {
    return this.#log;
  }

  get number(): number {
    return this.#step?.number ?? 0;
  }

  /** The step's line in the manifest; for the seed phase its kaem script. */
  get location(): Location {
    return this.#location();
  }

  /** Where the command stands that the log echoes next. */
  place(text: string): Promise<CommandPlace> {
    return this.#places.place(text);
  }

  /** Where a checksum of the last command stands. */
  checksumPlace(checksum: LoggedChecksum): Promise<ChecksumPlace> {
    return placeOfChecksum(this.#checksumContext(), checksum);
  }

  /** All that is to be known of a checksum of the last command. */
  settle(checksum: LoggedChecksum): Promise<SettledChecksum> {
    const { machine, target } = this.parts;
    return settleChecksum({ ...this.#checksumContext(), machine, root: target.root }, checksum);
  }

  #checksumContext(): ChecksumContext {
    const { tree, workspace } = this.parts.request;
    const { directory, unechoed, variables } = this.#places;
    return { tree, workspace, directory, unechoed, variables, step: this.#step };
  }

  /**
   * A step begins, in a shell of its own unless it reads no script. The steps of `rest` follow it in the same sandbox:
   * where they begin, only the output tells.
   */
  async begin(
    step: PlanStep | undefined,
    shell: ShellStart | undefined,
    rest: readonly PlanStep[],
  ): Promise<void> {
    if (rest.length > 0) this.#recogniser = new StepRecogniser(rest);
    this.#log = new StepLog();
    await this.#places.begin(shell);
    await this.#started(step);
  }

  /** In a tree that goes through its manifest by itself, a line may be the border between two steps. */
  async beforeLine(line: LogLine): Promise<void> {
    const change = this.complete ? undefined : this.#recogniser?.push(line);
    if (change === undefined) return;
    if (this.#open) await this.#ended("done");
    for (const step of change.passed) {
      if (this.complete) return;
      await this.#started(step);
      await this.#ended("done");
    }
    if (change.started === undefined || this.complete) return;
    await this.#started(change.started);
    // The script that started it was generated in the run: nobody can follow that one to here.
    const shell = await shellOf(this.parts, change.started);
    if (shell !== undefined) await this.#places.begin(shell);
  }

  /** The program of the step has ended. */
  async end(status: End, exit: ProcessExit, because?: Failure["because"]): Promise<void> {
    if (status === "failed") {
      for (const found of await findingsOf(this.#failure(exit, because))) {
        await this.parts.emit({ type: "finding", ...found });
      }
    }
    if (status === "interrupted") {
      const title = this.#title();
      await this.parts.emit({
        type: "finding",
        ...finding("run/interrupted", this.#location(), `${title} was interrupted`),
      });
    }
    if (this.#open) await this.#ended(status);
  }

  async #started(step: PlanStep | undefined): Promise<void> {
    this.#step = step;
    this.#open = true;
    this.#since = this.parts.machine.clock.now();
    const script = step === undefined ? this.#seedScript() : step.script;
    await this.parts.emit({
      type: "step-started",
      step: this.#name(),
      ...(script !== undefined && { script }),
      location: this.#location(),
    });
  }

  async #ended(status: End): Promise<void> {
    const { machine, request, emit } = this.parts;
    this.#open = false;
    const milliseconds = Math.round(machine.clock.now() - this.#since);
    await emit({ type: "step-ended", step: this.#name(), status, milliseconds, location: this.#location() });
    if (status !== "done") return;
    if (this.#step !== undefined) this.done++;
    const last = stepsOf(request).at(-1)?.number ?? 0;
    if (this.#recogniser !== undefined && request.until !== undefined && this.number === last) {
      this.complete = true;
      this.onLastStepDone();
    }
  }

  #failure(exit: ProcessExit, because: { code: DiagnosticCode; message: string } | undefined): Failure {
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

/** The shell of a step that a tree starts by itself; undefined where it is none that echoes its commands. */
async function shellOf({ machine, request }: SessionParts, step: PlanStep): Promise<ShellStart | undefined> {
  if (step.era !== "kaem") return undefined;
  const { script, directory, environment } = stepCommand(step, await environmentFor(machine, request, step));
  return script === undefined ? undefined : { script, directory, environment, dialect: "full" };
}

import { architectureOf, type Configuration } from "../tree/configuration";
import { makePlan } from "../tree/plan";
import type { Tree } from "../tree/tree";
import type { Workspace } from "../tree/workspace";
import type { Reason } from "./cause";
import type { Location, RunEvent, StepName } from "./events";
import { locationOf, startOf } from "./locations";
import type { LogLine } from "./logs/forms";
import { LogClock } from "./logs/timestamps";
import { OutputReader, type OutputContext, type Untimed } from "./output";
import { StepBook } from "./stepBook";
import { stepNameOf } from "./steps";
import type { CommandPlace, LoggedChecksum } from "./stepLog";

/** A log that somebody has, and the tree that it is a run of. */
export interface AnnotateRequest {
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Absolute path; undefined where the log is in no file. */
  readonly log: string | undefined;
}

/** The first event. */
export interface LogStarted {
  readonly type: "log-started";
  readonly tree: string;
  readonly log: string | undefined;
  readonly architecture: string;
  /** Every step of the plan, in order, with its line in the manifest. */
  readonly steps: readonly (StepName & { readonly location: Location })[];
}

/** The last event. */
export interface LogEnded {
  readonly type: "log-ended";
  /** `unfinished`: the log ends before the bootstrap does, and tells of no failure. */
  readonly status: "good" | "failed" | "unfinished";
  /** Steps that were done, the seed phase not counted. */
  readonly steps: number;
  readonly checksums: { readonly verified: number; readonly failed: number };
  /** Commands that shells echoed, and those of them whose script and line is known. */
  readonly commands: { readonly echoed: number; readonly located: number };
}

/** What only a run tells. */
const ofRuns = ["run-started", "run-ended", "file-loaded", "load-ended"] as const;

type FromRun = Exclude<Untimed<RunEvent>, { readonly type: (typeof ofRuns)[number] | "step-ended" }>;
type StepEnd = Omit<Extract<RunEvent, { readonly type: "step-ended" }>, "at" | "milliseconds"> & {
  /** Absent where the log has no times. */
  readonly milliseconds?: number;
};

/** What a log tells: the events of a run, each with its place in the log. */
export type LogEvent = (LogStarted | LogEnded | FromRun | StepEnd) & {
  /** The line of the log that tells it, from 1, as editors count; 0 for what comes before any. */
  readonly logLine: number;
  /** Milliseconds since the log's first time; absent where it has none. */
  readonly at?: number;
};

/**
 * Reads a log of a bootstrap, from wherever it comes, as a run's output is read: each line that a shell echoed gets its
 * script, line and callers, each step its beginning and end, each failure its place in the tree. Memory is bounded,
 * however long the log. Nothing of the tree is run.
 */
export async function annotateLog(
  request: AnnotateRequest,
  report: (event: LogEvent) => void | Promise<void>,
): Promise<LogEnded["status"]> {
  const annotation = await Annotation.of(request, report);
  return annotation.run(request.pieces);
}

class Annotation {
  #line = 0;
  #at: number | undefined;
  readonly #clock = new LogClock();
  readonly #commands = { echoed: 0, located: 0 };
  #book!: StepBook;
  #failed = false;
  #ended = false;
  /** What QEMU said last of itself. */
  #emulator: string | undefined;

  private constructor(
    private readonly request: AnnotateRequest,
    private readonly plan: Awaited<ReturnType<typeof makePlan>>,
    private readonly report: (event: LogEvent) => void | Promise<void>,
  ) {}

  static async of(
    request: AnnotateRequest,
    report: (event: LogEvent) => void | Promise<void>,
  ): Promise<Annotation> {
    const { tree, workspace, configuration, log } = request;
    const plan = await makePlan(tree, workspace, configuration);
    const annotation = new Annotation(request, plan, report);
    const manifest = await workspace.text(tree.manifest);
    const architecture = architectureOf(configuration) ?? "x86";
    annotation.#book = new StepBook({
      request: { tree, workspace, configuration, plan, until: undefined },
      machine: { clock: { now: () => annotation.#at ?? 0 } },
      target: { ...(log !== undefined && { log }) },
      architecture,
      driver: "tree",
      manifest,
      emit: (event) => annotation.#emit(event),
    });
    await annotation.#tell({
      type: "log-started",
      tree: tree.root,
      log,
      architecture,
      steps: plan.steps.map((step) => ({
        ...stepNameOf(step),
        location: manifest ? locationOf(tree.manifest, manifest, step.range) : startOf(tree.manifest),
      })),
    });
    return annotation;
  }

  async run(pieces: AsyncIterable<Uint8Array>): Promise<LogEnded["status"]> {
    const book = this.#book;
    const output = new OutputReader(this.#context(), "auto");
    await this.#begin();
    for await (const piece of pieces) await output.push(piece);
    const pending = output.pending;
    await output.end();
    await this.#finish(pending);
    const complete = !book.open && book.done >= this.plan.steps.length;
    const status = this.#failed ? "failed" : complete ? "good" : "unfinished";
    const { checksums } = output;
    await this.#tell({ type: "log-ended", status, steps: book.done, checksums, commands: this.#commands });
    return status;
  }

  #context(): OutputContext {
    const book = this.#book;
    return {
      log: () => book.log,
      step: () => book.number,
      atLine: (number, time) => {
        this.#line = number;
        this.#at = this.#clock.take(time);
      },
      place: async (text) => {
        const place = await book.place(text);
        this.#commands.echoed++;
        if (place.where !== undefined) this.#commands.located++;
        return place;
      },
      phase: (line) => book.phase(line),
      settle: (checksum: LoggedChecksum) => book.settle(checksum),
      expects: (text) => book.expects(text),
      beforeLine: (line, place) => this.#beforeLine(line, place),
      emit: (event) => this.#emit(event),
    };
  }

  async #beforeLine(line: LogLine, place: CommandPlace | undefined): Promise<void> {
    if (place?.again === true) {
      await this.#finish("");
      await this.#begin();
    }
    if (line.kind === "guest-ended") this.#ended = true;
    if (line.kind === "emulator") this.#emulator = line.message;
    await this.#book.beforeLine(line, place);
  }

  /** A bootstrap begins. */
  async #begin(): Promise<void> {
    this.#ended = false;
    this.#emulator = undefined;
    await this.#book.begin(undefined, undefined, this.plan.steps);
  }

  /** The bootstrap is over, or what the log has of it. */
  async #finish(pending: string): Promise<void> {
    const book = this.#book;
    const init = await book.initEnded();
    if (book.log.failed || init?.early !== undefined) {
      this.#failed = true;
      await book.end("failed", undefined, init?.early);
    } else if (book.open || book.done < this.plan.steps.length) {
      await book.end("interrupted", undefined, this.#unfinished(pending));
    }
  }

  #unfinished(pending: string): Reason {
    const at = pending.startsWith(" +> ") ? `while “${pending.slice(4).trim()}” was at work` : "";
    const message = this.#ended
      ? `the machine's shell came to its end within ${this.#book.title} although no command has failed`
      : `the log ends within ${this.#book.title} ${at}`.trim();
    const emulator = this.#emulator === undefined ? "" : `: QEMU says “${this.#emulator}”`;
    return { code: "run/interrupted", message: message.replace(/,$/, "") + emulator };
  }

  #emit(event: Untimed<RunEvent>): void | Promise<void> {
    if (event.type === "step-ended") {
      const { milliseconds, ...rest } = event;
      return this.#tell(this.#at === undefined ? rest : { ...rest, milliseconds });
    }
    return isOfRuns(event) ? undefined : this.#tell(event);
  }

  #tell(event: LogStarted | LogEnded | FromRun | StepEnd): void | Promise<void> {
    return this.report({ logLine: this.#line, ...(this.#at !== undefined && { at: this.#at }), ...event });
  }
}

function isOfRuns(
  event: Untimed<RunEvent>,
): event is Extract<Untimed<RunEvent>, { readonly type: (typeof ofRuns)[number] }> {
  return (ofRuns as readonly string[]).includes(event.type);
}

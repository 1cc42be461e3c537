import type { RunEvent, RunStarted } from "../events";
import type { Untimed } from "../output";
import { seedStep } from "../steps";
import {
  recordFormat,
  type RecordedChecksum,
  type RecordedFinding,
  type RecordedStep,
  type RunRecord,
} from "./record";

/** More than these of one kind are not kept: a script may print the outcome of checksums for ever. */
const most = 100_000;

/** What a record says beyond the events. */
export type RunCircumstances = Pick<
  RunRecord,
  "id" | "tree" | "commits" | "log" | "configuration" | "tools" | "host" | "process"
>;

/** How a run came out. */
export type RunOutcome = Pick<RunRecord, "status" | "milliseconds" | "totals">;

/** Makes a run's record of its events. */
export class Recorder {
  #started: Untimed<RunStarted> | undefined;
  /** By number. */
  readonly #steps = new Map<number, RecordedStep>();
  readonly #checksums: RecordedChecksum[] = [];
  readonly #findings: RecordedFinding[] = [];
  #paused = false;
  #environment: ReadonlyMap<string, string> = new Map();
  readonly #environments = new Map<number, Readonly<Record<string, string | null>>>();

  /** `tree` is the top folder, as events name it. */
  constructor(private readonly tree: string) {}

  /** When the run began; before that, there is nothing to keep. */
  get date(): string | undefined {
    return this.#started?.date;
  }

  /** The exact environment that a step is started with. */
  environment(step: number, environment: ReadonlyMap<string, string>): void {
    const changes: [string, string | null][] = [];
    for (const [name, value] of environment) {
      if (this.#environment.get(name) !== value) changes.push([name, value]);
    }
    for (const name of this.#environment.keys()) if (!environment.has(name)) changes.push([name, null]);
    this.#environment = environment;
    this.#environments.set(step, Object.fromEntries(changes));
  }

  take(event: Untimed<RunEvent>): void {
    switch (event.type) {
      case "run-started":
        this.#started = event;
        break;
      case "step-started": {
        const { step, script, log } = event;
        const known = {
          ...step,
          ...(log !== undefined && { log }),
          ...(script !== undefined && { script: this.#inTree(script) }),
        };
        this.#steps.set(step.number, { ...known, status: "interrupted" });
        break;
      }
      case "step-ended": {
        const { step, status, milliseconds, silence } = event;
        const before = this.#steps.get(step.number);
        const times = { milliseconds, ...(silence !== undefined && { silence }) };
        this.#steps.set(step.number, { ...step, ...before, status, ...times });
        break;
      }
      case "checksum": {
        const { step, name, ok, expected, received, location, missingFrom } = event;
        if (this.#checksums.length >= most) break;
        const file = location?.file ?? missingFrom;
        const inTree = file?.startsWith(`${this.tree}/`) === true ? this.#inTree(file) : undefined;
        this.#checksums.push({
          ...{ step, name, ok },
          ...(expected !== undefined && { expected }),
          ...(received !== undefined && { received }),
          ...(inTree !== undefined && { file: inTree }),
          ...(location !== undefined && inTree !== undefined && { line: location.line }),
        });
        break;
      }
      case "finding": {
        const { code, severity, message, file, line, placeless } = event;
        if (this.#findings.length >= most) break;
        const place = { file: this.#inTree(file), line, ...(placeless && { placeless }) };
        this.#findings.push({ code, severity, message, ...place });
        break;
      }
      case "paused":
      case "continued":
        this.#paused = event.type === "paused";
        break;
      case "notice":
      case "silence":
      case "file-loaded":
      case "load-ended":
      case "command":
      case "output":
      case "run-ended":
        break;
    }
  }

  /** The record of a run that has begun. */
  record(circumstances: RunCircumstances, outcome: RunOutcome): RunRecord | undefined {
    if (this.#started === undefined) return undefined;
    const { date, target, engine, architecture, driver, steps, kept } = this.#started;
    const planned = [
      seedStep,
      ...steps.map(({ number, kind, name, pass }) => ({
        number,
        kind,
        name,
        ...(pass !== undefined && { pass }),
      })),
    ];
    const { id, process, tree, commits, log, configuration, tools, host } = circumstances;
    const { status, milliseconds, totals } = outcome;
    return {
      // In the order in which people read it.
      ...{ format: recordFormat, id, date, status, milliseconds },
      ...(process && { process, ...(this.#paused && { paused: true as const }) }),
      totals,
      ...{ tree, commits, architecture, engine, driver, target, log, configuration, tools, host },
      steps: planned.map((step) => {
        const environment = this.#environments.get(step.number);
        const known: RecordedStep = this.#steps.get(step.number) ?? { ...step, status: "not-reached" };
        return { ...known, ...(environment !== undefined && { environment }) };
      }),
      ...(kept !== undefined && { kept }),
      checksums: this.#checksums,
      findings: this.#findings,
    };
  }

  #inTree(file: string): string {
    return file.startsWith(`${this.tree}/`) ? file.slice(this.tree.length + 1) : file;
  }
}

import type { FileLoaded, FindingMade, RunEnded, RunEvent, StepName } from "@bootstrappable/core/runs/events";
import type { LogPlace } from "@bootstrappable/core/runs/logs/place";
import type { Reachable } from "@bootstrappable/core/runs/rejoin";
import { slashed } from "../slashed";
import type { Outcome } from "../tasks/terminal";

/** `pending` has not begun yet, `kept` need not run: its checkpoint is used. */
export type StepStatus = "pending" | "kept" | "running" | "done" | "failed" | "interrupted";

/** A step of a plan, as far as it takes to find it in a run. */
type PlannedStep = Pick<StepName, "kind" | "name" | "pass"> & { readonly number?: number };

/** The steps of a run. */
export interface RunSteps {
  /** The whole output, an absolute path; undefined where it is not there, or no more. */
  readonly log: string | undefined;
  /** Whether it stands still. */
  readonly paused?: boolean;
  /** By number; 0 is the seed phase. */
  readonly steps: ReadonlyMap<number, StepRecord>;
  /** Steps before them whose checkpoints are used, by number. */
  readonly kept: ReadonlyMap<number, StepName>;
  /** What became of reading in the disk of a machine. */
  readonly load?: LoadRecord | undefined;
  /** The time of day by which they are told, in milliseconds: it stands still with them. */
  readonly now: number;
  /** What became of a step of the plan as it is now. */
  recordOf(step: PlannedStep): StepRecord | undefined;
}

/** What became of a step. */
export interface StepRecord {
  readonly step: StepName;
  readonly status: StepStatus;
  /** How long it took; undefined while it runs. */
  readonly milliseconds?: number;
  /** When it began, in milliseconds of the time of day, as far as this session saw it. */
  readonly since?: number;
  /** Where its output begins in the log. */
  readonly log?: LogPlace | undefined;
  /** How long it took when it was last done, in milliseconds; of what runs or is to run. */
  readonly usual?: number | undefined;
  /** It prints nothing for much longer than it ever did. */
  readonly silence?: Silence | undefined;
}

interface Silence {
  /** When it began, in milliseconds of the time of day. */
  readonly since: number;
  /** The longest one of earlier runs, in milliseconds. */
  readonly usual: number;
}

/** What can be done to a run. */
export interface RunControl {
  /** Ends it. */
  cancel(): void;
  /** Lets it stand still, or go on. */
  pause(on: boolean): void;
}

/** How far a machine is in reading its disk in, before the seed phase. */
export interface LoadRecord extends Pick<FileLoaded, "file" | "files" | "rest"> {
  readonly percent: number;
  readonly status: StepStatus;
  /** How long it took; undefined while it goes on. */
  readonly milliseconds?: number;
}

/** A run of this session. */
export class Run implements RunSteps {
  began = new Date();
  /** By number; 0 is the seed phase. */
  readonly steps = new Map<number, StepRecord>();
  /** Every step that is to run, by number. */
  readonly planned = new Map<number, StepName>();
  /** Steps before them whose checkpoints are used, by number. */
  readonly kept = new Map<number, StepName>();
  /** How long steps took when they were last done, in milliseconds by number. */
  readonly usual = new Map<number, number>();
  /** When it began, as its record has it; undefined before it has begun in earnest. */
  date: string | undefined;
  /** Where it can be reached when this window is not there any more. */
  address: string | undefined;
  /** The whole output, an absolute path. */
  log: string | undefined;
  architecture: string | undefined;
  engine: string | undefined;
  current: StepName | undefined;
  load: LoadRecord | undefined;
  /** Whether somebody has looked at its failure. */
  seen = false;
  /** The first thing that went wrong, or else that was found. */
  finding: FindingMade | undefined;
  readonly #numbers = new Map<string, number>([[sameStep(seedStep), 0]]);
  status: "running" | RunEnded["status"] = "running";
  milliseconds: number | undefined;
  /** When it began to stand still, in milliseconds of the time of day; undefined while it goes on. */
  pausedSince: number | undefined;

  constructor(
    /** Top folder of the tree. */
    public tree: string,
    readonly control: RunControl,
  ) {}

  get paused(): boolean {
    return this.pausedSince !== undefined;
  }

  get now(): number {
    return this.pausedSince ?? Date.now();
  }

  /**
   * The record of a step of the plan as it is now. Where the plan of the run was another, so that numbers differ, the
   * step's kind, name and pass say which it is.
   */
  recordOf(step: PlannedStep): StepRecord | undefined {
    const { number } = step;
    if (number === undefined) return undefined;
    const planned = this.planned.get(number);
    if (planned !== undefined && sameStep(planned) === sameStep(step)) return this.#recordAt(number);
    const other = this.#numbers.get(sameStep(step));
    return other === undefined ? undefined : this.#recordAt(other);
  }

  #recordAt(number: number): StepRecord | undefined {
    const record = this.steps.get(number);
    if (record !== undefined) return record;
    const kept = this.kept.get(number);
    if (kept !== undefined) return { step: kept, status: "kept" };
    const planned = this.planned.get(number);
    if (planned === undefined || this.status !== "running") return undefined;
    return { step: planned, status: "pending", usual: this.usual.get(number) };
  }

  /** Number of the last step that is to run, as the plan counts. */
  get last(): number {
    return Math.max(0, ...this.planned.keys());
  }

  /** Takes an event of a time of day, in milliseconds; whether it changed what is to be shown. */
  take(event: RunEvent | Reachable, happened = Date.now()): boolean {
    switch (event.type) {
      case "reachable":
        this.address = event.address;
        return false;
      case "run-started":
        if (happened < this.began.getTime()) this.began = new Date(event.date);
        this.tree = slashed(event.tree);
        this.date = event.date;
        this.log = event.log;
        this.engine = event.engine;
        this.architecture = event.architecture;
        for (const step of event.kept ?? []) this.kept.set(step.number, step);
        for (const step of event.steps) this.planned.set(step.number, step);
        for (const step of [...this.kept.values(), ...this.planned.values()])
          this.#numbers.set(sameStep(step), step.number);
        for (const { step, milliseconds } of event.usual ?? []) this.usual.set(step, milliseconds);
        return true;
      case "file-loaded": {
        const percent = Math.floor(event.done * 100);
        const changed = this.load?.percent !== percent || this.load.status !== "running";
        this.load = { ...event, percent, status: "running" };
        return changed;
      }
      case "load-ended":
        if (this.load !== undefined)
          this.load = { ...this.load, status: "done", milliseconds: event.milliseconds };
        return true;
      case "step-started":
        this.current = event.step;
        this.steps.set(event.step.number, {
          step: event.step,
          status: "running",
          since: happened,
          log: event.log,
          usual: this.usual.get(event.step.number),
        });
        return true;
      case "step-ended":
        this.steps.set(event.step.number, {
          step: event.step,
          status: event.status,
          milliseconds: event.milliseconds,
          log: this.steps.get(event.step.number)?.log,
        });
        return true;
      case "silence":
        return this.#silent({ since: happened - event.milliseconds, usual: event.usual });
      case "command":
      case "output":
        return this.#silent(undefined);
      case "run-ended":
        this.status = event.status;
        this.milliseconds = event.milliseconds;
        return true;
      case "paused":
        this.pausedSince = happened;
        return true;
      case "continued":
        this.#goOn();
        return true;
      case "finding":
        if (this.finding === undefined || (event.severity === "error" && this.finding.severity !== "error"))
          this.finding = event;
        return false;
      case "notice":
      case "checksum":
        return false;
    }
  }

  /** The step that is at work has fallen silent, or is no more. */
  #silent(silence: Silence | undefined): boolean {
    const number = this.current?.number;
    const record = number === undefined ? undefined : this.steps.get(number);
    if (number === undefined || record?.status !== "running" || record.silence === silence) return false;
    this.steps.set(number, { ...record, silence });
    return true;
  }

  /** Milliseconds to the end if it goes on as before; undefined where a step was never done, or little is known yet. */
  get rest(): number | undefined {
    if (this.date === undefined) return undefined;
    const { now } = this;
    let rest = 0;
    for (const number of [...(this.kept.has(0) ? [] : [0]), ...this.planned.keys()]) {
      const record = this.steps.get(number);
      if (record !== undefined && record.status !== "running") continue;
      const usual = this.usual.get(number);
      if (usual === undefined) return undefined;
      rest += Math.max(0, usual - (record?.since === undefined ? 0 : now - record.since));
    }
    return rest;
  }

  /** What runs began so much later, as far as its time is concerned. */
  #goOn(): void {
    const pause = Date.now() - (this.pausedSince ?? Date.now());
    this.pausedSince = undefined;
    for (const [number, record] of this.steps) {
      if (record.status !== "running" || record.since === undefined) continue;
      const { silence } = record;
      this.steps.set(number, {
        ...record,
        since: record.since + pause,
        ...(silence && { silence: { ...silence, since: silence.since + pause } }),
      });
    }
  }

  end({ status, cancelled }: Outcome): void {
    this.pausedSince = undefined;
    // A command that was killed could not say how it ended.
    if (this.status === "running") this.status = cancelled ? "interrupted" : status === 0 ? "good" : "failed";
    this.milliseconds ??= Date.now() - this.began.getTime();
    this.current = undefined;
    if (this.load?.status === "running") {
      const { status } = this;
      this.load = { ...this.load, status: status === "failed" ? "failed" : "interrupted" };
    }
    for (const [number, record] of this.steps) {
      if (record.status === "running") this.steps.set(number, { ...record, status: "interrupted" });
    }
  }
}

/** The seed phase, as a step. */
export const seedStep = { kind: "seed", name: "seed", number: 0 } as const satisfies StepName;

/** What a step is called whatever its number. */
export function sameStep({ kind, name, pass }: Pick<StepName, "kind" | "name" | "pass">): string {
  return `${kind} ${pass ?? ""} ${name}`;
}

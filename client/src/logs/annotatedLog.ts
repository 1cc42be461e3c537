import type { LogEnded, LogEvent, LogStarted } from "@bootstrappable/core/runs/annotate";
import type { Finding, StepName } from "@bootstrappable/core/runs/events";

/** What a log tells of a step. */
export interface LoggedStep {
  readonly step: StepName;
  /** `pending`: the log does not come to it. */
  readonly status: "pending" | "running" | "done" | "failed" | "interrupted";
  /** The line of the log where it begins, from 1; undefined where it does not. */
  readonly line?: number | undefined;
  /** Absent where the log has no times. */
  readonly milliseconds?: number | undefined;
  /** What is said of it, each with its place in the tree. */
  readonly findings: readonly (Finding & { readonly logLine: number })[];
}

/** What is known of a log. Of several bootstraps in one log it is what the last one did. */
export class AnnotatedLog {
  /** Of lines of the log, zero-based, the file and the line (from 1) that they come from. */
  readonly places = new Map<number, { readonly file: string; readonly line: number }>();
  readonly #steps = new Map<number, LoggedStep>();
  #planned: LogStarted["steps"] = [];
  #current: number | undefined;
  /** How it ended; undefined where reading it was broken off. */
  ended: LogEnded | undefined;

  constructor(
    /** Its absolute path. */
    readonly file: string,
  ) {}

  /** The seed phase, and every step of the plan, in order. */
  get steps(): readonly LoggedStep[] {
    const seed = this.#steps.get(0);
    const planned = this.#planned.map((step) => this.#recordOf(step));
    return seed === undefined ? planned : [seed, ...planned];
  }

  take(event: LogEvent): void {
    switch (event.type) {
      case "log-started":
        this.#planned = event.steps;
        return;
      case "step-started":
        // The log may have another bootstrap behind the one before.
        if (event.step.number === 0) this.#steps.clear();
        this.#current = event.step.number;
        this.#set({ step: event.step, status: "running", line: event.logLine, findings: [] });
        return;
      case "step-ended": {
        const { step, status, milliseconds } = event;
        this.#set({ ...this.#recordOf(step), status, milliseconds });
        return;
      }
      case "finding": {
        const at = this.#current === undefined ? undefined : this.#steps.get(this.#current);
        if (at !== undefined) this.#set({ ...at, findings: [...at.findings, event] });
        return;
      }
      case "command":
      case "output":
      case "checksum":
        if (event.location !== undefined) this.places.set(event.logLine - 1, event.location);
        return;
      case "log-ended":
        this.ended = event;
        return;
      case "notice":
      case "silence":
      case "paused":
      case "continued":
    }
  }

  /** Nothing more comes: a step that has not ended by now never did. */
  end(): void {
    for (const record of this.#steps.values())
      if (record.status === "running") this.#set({ ...record, status: "interrupted" });
  }

  #recordOf(step: StepName): LoggedStep {
    return this.#steps.get(step.number) ?? { step, status: "pending", findings: [] };
  }

  #set(record: LoggedStep): void {
    this.#steps.set(record.step.number, record);
  }
}

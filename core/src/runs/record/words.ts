import { duration } from "../../text/amounts";
import { stepTitle } from "../steps";
import type { RecordedStep, RunRecord } from "./record";

/** How people call a run: `2026-11-27 12:06 UTC, amd64, userns`. */
export function runWords({ date, architecture, engine }: RunRecord): string {
  return `${date.slice(0, 10)} ${date.slice(11, 16)} UTC, ${architecture}, ${engine}`;
}

/** That a run ended before its first step began, and why; undefined where one did. */
export function whyNotBegun({ status, steps, findings }: RunRecord): string | undefined {
  if (status === "good" || steps.some((step) => step.status !== "not-reached")) return undefined;
  const why = findings.find(({ severity }) => severity === "error");
  return `the bootstrap did not begin${why === undefined ? "" : `: ${why.message}`}`;
}

/** That a run's process ended without a word, and in which step. */
export function brokenOff(run: RunRecord): string {
  const step = run.steps.find(({ status }) => status === "interrupted");
  const where = step === undefined ? "before its first step" : `in ${stepTitle(step)}`;
  return `The run of ${runWords(run)} ended ${where} without a word: it was killed, or the machine went down.`;
}

const outcomes: Readonly<Record<RecordedStep["status"], string>> = {
  done: "done",
  failed: "failed",
  interrupted: "interrupted",
  "not-reached": "not reached",
};

/** What became of a step: `done in 3.2 s`. */
export function outcomeWords({ status, milliseconds }: RecordedStep): string {
  if (milliseconds === undefined) return outcomes[status];
  return `${outcomes[status]} ${status === "done" ? "in" : "after"} ${duration(milliseconds)}`;
}

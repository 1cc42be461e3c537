import { duration } from "@bootstrappable/core/text/amounts";
import type { FindingMade, StepName } from "@bootstrappable/core/runs/events";
import type { StepRecord } from "./run";

/** A length of time that nobody knows better: `a few seconds`, `about 40 s`, `about 3 min`, `about 2 h 10 min`. */
export function roughly(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return "a few seconds";
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const tens = Math.round(minutes / 10);
  return tens % 6 === 0 ? `about ${tens / 6} h` : `about ${Math.floor(tens / 6)} h ${(tens % 6) * 10} min`;
}

/** A length of time that still goes on, in whole seconds. */
function soFar(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.max(0, Math.floor(milliseconds / 1000))} s` : duration(milliseconds);
}

/** What is over sooner needs no forecast, in milliseconds. */
const SHORT = 1000;

/**
 * How far a step is, at a time of day in milliseconds: `12 s`, `12 s of about 40 s`, `50 s, usually 40 s` of one that takes
 * longer than it did, `about 40 s` of one that is to run, `checkpoint` of one that need not; undefined where there is
 * nothing to say.
 */
export function stepTime(
  { status, milliseconds, since, usual, silence }: StepRecord,
  now: number,
): string | undefined {
  if (milliseconds !== undefined) return duration(milliseconds);
  if (status === "kept") return "checkpoint";
  if (status === "pending")
    return usual === undefined || usual < SHORT ? undefined : `about ${duration(usual)}`;
  if (status !== "running" || since === undefined) return undefined;
  const elapsed = now - since;
  const silent =
    silence === undefined
      ? ""
      : ` · silent for ${soFar(now - silence.since)}, before for ${duration(silence.usual)} at most`;
  return `${soFar(elapsed)}${usual === undefined ? "" : besideUsual(elapsed, usual)}${silent}`;
}

/** What is said behind the time that a step has been running of the time that it takes as a rule. */
function besideUsual(elapsed: number, usual: number): string {
  if (elapsed > usual) return elapsed < SHORT ? "" : `, usually ${duration(usual)}`;
  return usual < SHORT ? "" : ` of about ${duration(usual)}`;
}

/** A step as people say it: `greet-1.0 (pass 2)`. */
export function stepWords({ kind, name, pass }: Pick<StepName, "kind" | "name" | "pass">): string {
  if (kind === "seed") return "seed phase";
  return kind === "build" ? `${name} (pass ${pass ?? 1})` : `${kind} ${name}`;
}

/** A note behind a line is for a glance; what is longer is in the hover and the Problems view. */
const LONGEST_NOTE = 120;

/** What went wrong, for the end of the line to blame: `failed at pass1.kaem:21: …` on that of a step, which names it. */
export function noteOf({ code, message }: Pick<FindingMade, "code" | "message">): string {
  const line = message.split("\n", 1)[0] ?? "";
  const note = code === "run/step-failed" ? line.replace(/^step \d+, .+?, (?=failed )/, "") : line;
  return note.length > LONGEST_NOTE ? `${note.slice(0, LONGEST_NOTE - 1)}…` : note;
}

import type { StepName } from "@bootstrappable/core/runs/events";
import type { StepRecord } from "./run";

/** A length of time for a glance: `40 ms`, `0.3 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 95) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

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

/** A number of bytes: `292 bytes`, `3.1 kB`, `12.4 MB`, `17.2 GB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

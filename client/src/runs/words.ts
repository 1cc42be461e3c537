import type { StepName } from "@bootstrappable/core/runs/events";

/** A length of time for a glance: `0.3 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
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

import type { RunEvent } from "@bootstrappable/core/runs/events";

/** The events of a run, from its JSON lines. */
export function events(out: string): RunEvent[] {
  const lines = out.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as RunEvent);
}

/** Numbers of the steps that began. */
export function begun(out: string): number[] {
  return events(out).flatMap((event) => (event.type === "step-started" ? [event.step.number] : []));
}

export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

import { expect, it } from "vitest";
import type { StepRecord } from "./run";
import { duration, stepTime } from "./words";

it.each([
  [0, "0 ms"],
  [40, "40 ms"],
  [94.9, "95 ms"],
  [95, "0.1 s"],
  [9940, "9.9 s"],
  [12_400, "12 s"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
])("says %d ms as %s", (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words);
});

const step = { number: 1, kind: "build", name: "greet-1.0", pass: 1 } as const;
const since = 1_000_000;

it.each<[string | undefined, Partial<StepRecord>, elapsed: number]>([
  ["12 s", {}, 12_000],
  ["12 s of about 40 s", { usual: 40_000 }, 12_000],
  // What takes longer than it ever did is not near its end, and what is over in a moment is not foretold.
  ["50 s, usually 40 s", { usual: 40_000 }, 50_000],
  ["13 s, usually 80 ms", { usual: 80 }, 13_000],
  ["0 s", { usual: 80 }, 500],
  ["0 s", { usual: 700 }, 500],
  ["0.3 s", { status: "done", milliseconds: 300 }, 0],
  ["about 40 s", { status: "pending", usual: 40_000 }, 0],
  [undefined, { status: "pending", usual: 80 }, 0],
  [undefined, { status: "pending" }, 0],
  ["checkpoint", { status: "kept" }, 0],
])("says %s", (words, record, elapsed) => {
  expect(stepTime({ step, status: "running", since, ...record }, since + elapsed)).toBe(words);
});

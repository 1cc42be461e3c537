import { expect, it } from "vitest";
import type { StepRecord } from "./run";
import { noteOf, stepTime } from "./words";

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

it.each([
  [
    "run/step-failed",
    "step 4, greet-1.0 pass 1, failed at pass1.kaem:21: greet: not what the checksum says",
    "failed at pass1.kaem:21: greet: not what the checksum says",
  ],
  ["run/checksum-mismatch", "step 4, x, failed", "step 4, x, failed"],
  ["run/command-failed", "first\nsecond", "first"],
  ["run/command-failed", "x".repeat(130), `${"x".repeat(119)}…`],
] as const)("a line to blame ends with what went wrong (%s)", (code, message, note) => {
  expect(noteOf({ code, message })).toBe(note);
});

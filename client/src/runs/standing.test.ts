import { describe, expect, it } from "vitest";
import type { StepRecord, StepStatus } from "./run";
import { standingOf, standingParts, type Standing } from "./standing";

describe("how a step stands", () => {
  it.each<[status: StepStatus, number: number, paused: boolean, expected: Standing]>([
    ["done", 3, false, "done"],
    ["kept", 3, false, "kept"],
    // From the fourth on, checkpoints are out of date.
    ["done", 4, false, "outdated"],
    ["kept", 5, false, "outdated"],
    // What came to no good end runs again anyway.
    ["failed", 5, false, "failed"],
    ["interrupted", 5, false, "interrupted"],
    ["running", 3, false, "running"],
    ["running", 3, true, "paused"],
    ["pending", 3, true, "pending"],
    ["done", 3, true, "done"],
  ])("%s #%i, paused: %s", (status, number, paused, expected) => {
    expect(standingOf({ paused }, { status }, number, 4)).toBe(expected);
  });

  it.each<[standing: Standing, record: Partial<StepRecord>, expected: string]>([
    ["done", { milliseconds: 1200 }, "1.2 s"],
    ["outdated", { status: "done", milliseconds: 1200 }, "out of date · 1.2 s"],
    ["outdated", { status: "kept" }, "out of date · checkpoint"],
    ["kept", {}, "checkpoint"],
    ["paused", { status: "running", since: 0 }, "paused · 5 s"],
    ["interrupted", { milliseconds: 800 }, "interrupted · 0.8 s"],
    ["interrupted", {}, "interrupted"],
    ["failed", {}, ""],
    ["pending", {}, ""],
  ])("%s %j reads “%s”", (standing, record, expected) => {
    const step = { number: 3, kind: "build", name: "greet-1.0", pass: 1 } as const;
    const status = standing === "paused" || standing === "outdated" ? "done" : standing;
    expect(standingParts(standing, { step, status, ...record }, 5000).join(" · ")).toBe(expected);
  });
});

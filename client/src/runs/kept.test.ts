import type { KeptStep } from "@bootstrappable/server/protocol";
import { expect, it } from "vitest";
import { Run, seedStep, type RunSteps } from "./run";
import { KeptSteps } from "./kept";

const build = (number: number, name: string, pass: number) =>
  ({ kind: "build", ...{ number, name, pass } }) as const;
const kept = [seedStep, build(1, "greet-1.0", 1), build(2, "shout-1.0", 1)];
const own = build(3, "greet-1.0", 2);
const later = build(4, "unhex0-1.0", 1);

/** The run as this window sees it go, resumed behind its second step, and ended behind the third. */
function seen(): Run {
  const run = new Run("/t", { cancel: () => undefined, pause: () => undefined });
  const location = { file: "/t/steps/manifest", line: 1, column: 1, endLine: 1, endColumn: 1 };
  run.take({
    ...{
      type: "run-started",
      at: 0,
      date: "2026-01-02T03:04:05.000Z",
      tree: "/t",
      target: "/x",
      log: "/x/log",
    },
    ...{ engine: "userns", architecture: "amd64", driver: "steps", kept },
    steps: [own, later].map((step) => ({ ...step, location })),
  });
  run.take({ type: "step-started", at: 1, step: own });
  run.take({ type: "step-ended", at: 2, step: own, status: "done", milliseconds: 5 });
  run.end({ status: 0, cancelled: false });
  return run;
}

/** And as its record has it, which lists the seed phase among its own steps. */
function recorded(): KeptSteps {
  const steps: KeptStep[] = [
    { ...seedStep, status: "not-reached" },
    { ...own, status: "done", milliseconds: 5 },
    { ...later, status: "not-reached" },
  ];
  return new KeptSteps({ log: "/x/log", kept, steps });
}

it.each<[who: string, run: () => RunSteps]>([
  ["the window that saw it", seen],
  ["its record", recorded],
])("a run that began on checkpoints has them, as %s tells it", (_, make) => {
  const run = make();
  const plan = [...kept, own, later];
  expect(plan.map((step) => run.recordOf(step)?.status)).toEqual(["kept", "kept", "kept", "done", undefined]);
  expect([...run.kept.keys()]).toEqual([0, 1, 2]);
  expect([...run.steps.keys()]).toEqual([3]);
  // A step was put in front since: numbers are others now.
  expect(run.recordOf({ ...build(2, "greet-1.0", 1) })?.status).toBe("kept");
  expect(run.recordOf({ ...build(4, "greet-1.0", 2) })?.milliseconds).toBe(5);
  expect(run.recordOf(build(1, "other-1.0", 1))).toBeUndefined();
});

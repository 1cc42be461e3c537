import { describe, expect, it } from "vitest";
import type { RecordedStep, RunRecord } from "./record";
import { UsualSteps } from "./usual";

const host = { system: "linux", processor: "x64", cpus: 2 };
const conditions = { architecture: "amd64", engine: "userns", host };
const build = { number: 1, kind: "build", name: "a-1", pass: 1, status: "done" } as const;

function record(steps: readonly RecordedStep[], changes: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ format: 1, id: "1", date: "2026-11-27T12:00:00Z", status: "good", milliseconds: 1, tree: "/t" },
    ...{ commits: [], target: "/x", log: { path: "/x/log", bytes: 0 }, driver: "steps", configuration: {} },
    ...{ tools: {}, checksums: [], findings: [], totals: { steps: 1, verified: 0, failed: 0 } },
    ...{ ...conditions, steps, ...changes },
  };
}

const of = (...records: RunRecord[]) => new UsualSteps(records, conditions).of({ ...build });

describe("what is usual of a step", () => {
  it("is the time of the newest run in which it was done, and the longest silence of them all", () => {
    const newest = record([{ ...build, status: "failed", milliseconds: 1, silence: 900 }]);
    const newer = record([{ ...build, milliseconds: 20, silence: 5 }]);
    const older = record([{ ...build, milliseconds: 30, silence: 7 }]);
    expect(of(newest, newer, older)).toEqual({ milliseconds: 20, silence: 7 });
  });

  it("holds for the step whatever its number, and for no other pass", () => {
    const steps = new UsualSteps([record([{ ...build, milliseconds: 20 }])], conditions);
    expect(steps.of({ kind: "build", name: "a-1", pass: 1 })).toEqual({ milliseconds: 20 });
    expect(steps.of({ kind: "build", name: "a-1", pass: 2 })).toBeUndefined();
    expect(steps.of({ kind: "uninstall", name: "a-1", pass: undefined })).toBeUndefined();
  });

  it.each<Partial<RunRecord>>([
    { architecture: "x86" },
    { engine: "qemu" },
    { engine: "embedded" },
    { host: { ...host, cpus: 8 } },
    { host: { ...host, processor: "arm64" } },
  ])("is not known from %j", (changes) => {
    expect(of(record([{ ...build, milliseconds: 20 }], changes))).toBeUndefined();
  });

  it("is the same in every sandbox", () => {
    expect(of(record([{ ...build, milliseconds: 20 }], { engine: "chroot" }))).toEqual({ milliseconds: 20 });
  });
});

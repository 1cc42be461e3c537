import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import fc from "fast-check";
import { nodeDisk } from "../../platform/node/disk";
import { nodeMachine } from "../../platform/node/machine";
import type { RecordedStep, RunRecord } from "../record/record";
import { compareFolders, firstDifference } from "./compareFolders";
import { compareRecords } from "./compareRecords";
import { compareRuns, isSame } from "./compareRuns";

const [x, y] = ["1".repeat(64), "2".repeat(64)];

function record(change: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ format: 1, id: "1", date: "2026-01-01T12:00:00.000Z", status: "good", milliseconds: 1, tree: "/t" },
    ...{
      commits: [],
      target: "/x",
      log: { path: "/x/log", bytes: 0 },
      engine: "userns",
      architecture: "amd64",
    },
    ...{ driver: "steps", configuration: {}, tools: {}, host: { system: "linux", processor: "x64" } },
    steps: [
      { number: 0, kind: "seed", name: "seed", status: "done" },
      { number: 1, kind: "build", name: "mes", pass: 1, status: "done" },
    ],
    checksums: [
      { step: 1, name: "/usr/bin/mes", ok: true, received: x, file: "steps/mes/checksums", line: 3 },
    ],
    ...{ findings: [], totals: { steps: 1, verified: 1, failed: 0 }, ...change },
  };
}

describe("records", () => {
  it("are the same whatever their ids, times and targets", () => {
    const other = record({ id: "2", date: "2026-01-02T12:00:00.000Z", milliseconds: 9, target: "/y" });
    expect(compareRecords(record(), other)).toEqual({
      ...{ compared: 2, circumstances: [] },
      ...{ steps: [], checksums: [] },
    });
  });

  it("tell which hash, which step and what around them is different", () => {
    const step = { number: 1, kind: "build", name: "mes", pass: 1 } as const;
    const other = record({
      engine: "bwrap",
      commits: [{ path: ".", commit: "a".repeat(40) }],
      // Under another number: a line came in above it.
      steps: [
        { number: 0, kind: "seed", name: "seed", status: "done" },
        { number: 1, kind: "improve", name: "new", status: "done" },
        { ...step, number: 2, status: "failed" },
      ],
      checksums: [{ step: 2, name: "/usr/bin/mes", ok: false, received: y }],
    });
    expect(compareRecords(record(), other)).toEqual({
      compared: 2,
      circumstances: [
        { name: "engine", a: "userns", b: "bwrap" },
        { name: "commit of .", a: "", b: "a".repeat(40) },
      ],
      steps: [
        { step, a: "done", b: "failed" },
        { step: { number: 1, kind: "improve", name: "new" }, a: "missing", b: "done" },
      ],
      checksums: [{ step, name: "/usr/bin/mes", a: x, b: y, file: "steps/mes/checksums", line: 3 }],
    });
  });

  it("take a step whose checkpoint was used for one that was done", () => {
    const [{ status, ...step }] = record().steps as [RecordedStep];
    expect(status).toBe("done");
    const resumed = record({ steps: record().steps.slice(1), kept: [step], checksums: [] });
    expect(compareRecords(record(), resumed).steps).toEqual([]);
  });

  it("take what one of them did not look at for no difference", () => {
    expect(compareRecords(record(), record({ checksums: [] })).checksums).toEqual([]);
  });
});

describe("runs", () => {
  let folder: string;
  beforeEach(() => (folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A run whose target has these files in its root. */
  function runIn(name: string, files: readonly string[], change: Partial<RunRecord> = {}): RunRecord {
    const target = `${folder}/${name}`;
    mkdirSync(`${target}/root`, { recursive: true });
    for (const file of files) writeFileSync(`${target}/root/${file}`, "");
    const run = record({ id: name, target, ...change });
    writeFileSync(`${target}/record.json`, JSON.stringify(run));
    return run;
  }

  it("are compared file by file, but not with what a machine has kept to itself", async () => {
    const a = runIn("a", ["x"]);
    const same = await compareRuns(nodeMachine, a, runIn("b", ["x"]));
    expect([same.lookedAt, isSame(same)]).toEqual(["roots", true]);
    const other = await compareRuns(nodeMachine, a, runIn("c", ["y"]));
    expect([other.files.length, isSame(other)]).toEqual([2, false]);
    const machine = await compareRuns(nodeMachine, a, runIn("d", []));
    expect([machine.lookedAt, machine.files, isSame(machine)]).toEqual([undefined, [], true]);
  });

  it("that have begun nothing are not the same", async () => {
    const steps = record().steps.map((step) => ({ ...step, status: "not-reached" as const }));
    const [a, b] = ["a", "b"].map((name) => runIn(name, [], { steps, checksums: [] })) as [
      RunRecord,
      RunRecord,
    ];
    const comparison = await compareRuns(nodeMachine, a, b);
    expect([comparison.compared, isSame(comparison)]).toEqual([0, false]);
  });
});

describe("folders", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
    for (const side of ["a", "b"]) mkdirSync(`${folder}/${side}/bin`, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("differ by name, kind, permission, content and where links lead, with the first byte", async () => {
    for (const side of ["a", "b"]) {
      writeFileSync(`${folder}/${side}/same`, "same");
      writeFileSync(`${folder}/${side}/bin/content`, `0123456789${side}cdefghijklmnopqrstuvwxyz`);
      writeFileSync(`${folder}/${side}/mode`, "", { mode: side === "a" ? 0o644 : 0o755 });
      symlinkSync(side, `${folder}/${side}/link`);
      writeFileSync(`${folder}/${side}/only-${side}`, "");
    }
    const found = await compareFolders(nodeDisk, `${folder}/a`, `${folder}/b`);
    expect(found.map(({ path }) => path)).toEqual(["/bin/content", "/link", "/mode", "/only-a", "/only-b"]);
    const [content, link, mode, onlyA, onlyB] = found;
    expect(content?.bytes).toMatchObject({ offset: 10, a: expect.stringMatching(/^61 63 64/) as string });
    expect([link?.a?.target, link?.b?.target]).toEqual(["a", "b"]);
    expect([mode?.a?.mode, mode?.b?.mode]).toEqual([0o644, 0o755]);
    expect([onlyA?.b, onlyB?.a]).toEqual([undefined, undefined]);
  });
});

it("finds the first byte that differs, as a look at each would", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array(),
      (a, b, both) => {
        const [left, right] = [Uint8Array.from([...both, ...a]), Uint8Array.from([...both, ...b])];
        const length = Math.max(left.length, right.length);
        const expected = Array.from({ length }, (_, at) => at).find((at) => left[at] !== right[at]);
        expect(firstDifference(left, right)?.offset).toBe(expected);
      },
    ),
  );
});

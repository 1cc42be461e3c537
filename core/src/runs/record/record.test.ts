import fc from "fast-check";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeMachine } from "../../platform/node/machine";
import type { RunEvent, StepName } from "../events";
import { commitsOf } from "./commits";
import { environmentOf, type RunRecord } from "./record";
import { Recorder } from "./recorder";
import { readRecord } from "./readRecord";
import { kept, newRecordId, RecordStore, writeWhole } from "./store";

const hash = (digit: string) => digit.repeat(64);
const place = (file: string, line: number) => ({ file, line, column: 1, endLine: line, endColumn: 2 });
const build: StepName = { number: 1, kind: "build", name: "a-1", pass: 1 };
const improve: StepName = { number: 2, kind: "improve", name: "b" };

function recorded(tree = "/t", id = "20261127T120000000Z-1"): RunRecord {
  const recorder = new Recorder("/t");
  recorder.environment(0, new Map([["PATH", "/bin"]]));
  recorder.environment(
    1,
    new Map([
      ["PATH", "/usr/bin"],
      ["pkg", "a-1"],
    ]),
  );
  const events: RunEvent[] = [
    {
      ...{
        type: "run-started",
        at: 0,
        date: "2026-11-27T12:00:00.000Z",
        tree: "/t",
        target: "/x",
        log: "/x/log",
      },
      ...{ engine: "userns", architecture: "amd64", driver: "steps" },
      steps: [build, improve].map((step) => ({ ...step, location: place("/t/steps/manifest", step.number) })),
    },
    { type: "step-started", at: 1, step: { number: 0, kind: "seed", name: "seed" }, script: "/t/seed/k" },
    {
      type: "checksum",
      at: 2,
      step: 0,
      name: "x",
      ok: true,
      expected: hash("a"),
      received: hash("a"),
      location: place("/t/seed/x.answers", 3),
    },
    {
      type: "step-ended",
      at: 3,
      step: { number: 0, kind: "seed", name: "seed" },
      status: "done",
      milliseconds: 2,
    },
    { type: "step-started", at: 4, step: build },
    {
      type: "checksum",
      at: 5,
      step: 1,
      name: "a-1_0.tar.bz2",
      ok: false,
      received: hash("b"),
      missingFrom: "/t/steps/SHA256SUMS.pkgs",
    },
    {
      type: "finding",
      at: 6,
      ...place("/t/steps/manifest", 1),
      severity: "error",
      placeless: true,
      code: "run/step-failed",
      message: "failed",
      related: [],
    },
    { type: "step-ended", at: 7, step: build, status: "failed", milliseconds: 3 },
  ];
  for (const event of events) recorder.take(event);
  return recorder.record(
    {
      ...{ id, tree, commits: [], log: { path: "/x/log", bytes: 7 }, configuration: { ARCH: "amd64" } },
      ...{ tools: { node: "20" }, host: { system: "linux", processor: "x64" } },
    },
    { status: "failed", milliseconds: 9, totals: { steps: 0, verified: 1, failed: 1 } },
  )!;
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("a record", () => {
  it("has every step with what became of it, every checksum and its place in the tree", () => {
    const record = recorded();
    expect(
      record.steps.map(({ number, name, pass, status, milliseconds }) => [
        number,
        name,
        pass,
        status,
        milliseconds,
      ]),
    ).toEqual([
      [0, "seed", undefined, "done", 2],
      [1, "a-1", 1, "failed", 3],
      [2, "b", undefined, "not-reached", undefined],
    ]);
    expect(record.steps[0]?.script).toBe("seed/k");
    expect(record.checksums).toEqual([
      {
        step: 0,
        name: "x",
        ok: true,
        expected: hash("a"),
        received: hash("a"),
        file: "seed/x.answers",
        line: 3,
      },
      { step: 1, name: "a-1_0.tar.bz2", ok: false, received: hash("b"), file: "steps/SHA256SUMS.pkgs" },
    ]);
    expect(record.findings).toEqual([
      {
        ...{ code: "run/step-failed", severity: "error", message: "failed" },
        ...{ file: "steps/manifest", line: 1, placeless: true },
      },
    ]);
  });

  it("has the exact environment of each step that was started", () => {
    const record = recorded();
    expect(environmentOf(record, 0)).toEqual(new Map([["PATH", "/bin"]]));
    expect(environmentOf(record, 1)).toEqual(
      new Map([
        ["PATH", "/usr/bin"],
        ["pkg", "a-1"],
      ]),
    );
    expect(environmentOf(record, 2)).toBeUndefined();
  });

  it("is read as it was written", () => {
    expect(readRecord(bytesOf(recorded()))).toEqual(recorded());
    expect(new Recorder("/t").record(recorded(), recorded())).toBeUndefined();
  });

  it.each<[why: string, change: object]>([
    ["another format", { format: 2 }],
    ["a path out of the tree", { checksums: [{ step: 0, name: "x", ok: true, file: "../../etc/passwd" }] }],
    ["an absolute path", { checksums: [{ step: 0, name: "x", ok: true, file: "/etc/passwd" }] }],
    ["a hash that is none", { checksums: [{ step: 0, name: "x", ok: true, received: "zz" }] }],
    [
      "an unknown finding",
      { findings: [{ code: "toString", severity: "error", message: "", file: "", line: 1 }] },
    ],
    ["a negative time", { milliseconds: -1 }],
    ["no steps", { steps: undefined }],
    ["a date that is none", { date: "yesterday" }],
    ["a name that leads elsewhere", { id: "../x" }],
  ])("with %s is none", (_, change) =>
    expect(readRecord(bytesOf({ ...recorded(), ...change }))).toBeUndefined(),
  );

  it("never throws for what is damaged", () => {
    const whole = bytesOf(recorded());
    fc.assert(
      fc.property(fc.nat(whole.length), fc.uint8Array({ maxLength: 4 }), (at, damage) => {
        const bytes = whole.slice();
        bytes.set(damage.slice(0, bytes.length - at), at);
        readRecord(bytes);
        readRecord(bytes.subarray(0, at));
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void readRecord(bytesOf(value))));
    expect(readRecord(new TextEncoder().encode("[".repeat(100_000)))).toBeUndefined();
  });
});

describe("the store", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
    mkdirSync(`${folder}/t`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const machineWith = (state = `${folder}/state`) => ({
    ...nodeMachine,
    facts: {
      ...nodeMachine.facts,
      temporary: `${folder}/tmp`,
      variable: (name: string) => (name === "XDG_STATE_HOME" ? state : undefined),
    },
  });
  const id = (number: number) => newRecordId(new Date(Date.UTC(2026, 0, 1) + number).toISOString(), 99);
  const filesIn = (path = `${folder}/state/bootstrappable/runs`) =>
    readdirSync(path).flatMap((tree) =>
      readdirSync(`${path}/${tree}`).map((name) => `${path}/${tree}/${name}`),
    );

  it("keeps the newest, each tree's for itself, for nobody else to read", async () => {
    const store = new RecordStore(machineWith());
    mkdirSync(`${folder}/u`);
    await store.add(recorded(`${folder}/u`, id(0)));
    for (let number = 0; number < kept + 3; number++) await store.add(recorded(`${folder}/t`, id(number)));
    const found = await store.of(`${folder}/t`);
    expect(found).toHaveLength(kept);
    expect(found[0]?.id).toBe(id(kept + 2));
    expect(found.at(-1)?.id).toBe(id(3));
    expect(await store.of(`${folder}/u`)).toHaveLength(1);
    expect(filesIn()).toHaveLength(kept + 1);
    for (const file of filesIn()) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("finds a tree's by any of its paths, as another process left them", async () => {
    symlinkSync(`${folder}/t`, `${folder}/link`);
    const store = new RecordStore(machineWith());
    expect(await store.of(`${folder}/link`)).toEqual([]);
    const before = await store.names(`${folder}/t`);
    await new RecordStore(machineWith()).add(recorded(`${folder}/t`, id(1)));
    expect(await store.of(`${folder}/link`)).toHaveLength(1);
    expect(await store.names(`${folder}/t`)).not.toBe(before);
  });

  it("passes over what is half written, damaged, of another name, a link or a folder", async () => {
    const store = new RecordStore(machineWith());
    await store.add(recorded(`${folder}/t`, id(1)));
    const [file] = filesIn();
    const beside = file!.slice(0, file!.lastIndexOf("/"));
    await writeWhole(machineWith(), `${folder}/elsewhere`, recorded(`${folder}/t`, id(2)));
    symlinkSync(`${folder}/elsewhere`, `${beside}/${id(2)}.json`);
    writeFileSync(`${beside}/${id(3)}.json`, "{");
    writeFileSync(`${beside}/${id(4)}.json`, JSON.stringify(recorded(`${folder}/t`, id(1))));
    writeFileSync(`${beside}/${id(5)}.json.new`, JSON.stringify(recorded(`${folder}/t`, id(5))));
    mkdirSync(`${beside}/${id(6)}.json`);
    expect((await new RecordStore(machineWith()).of(`${folder}/t`)).map((record) => record.id)).toEqual([
      id(1),
    ]);
  });

  it("has nothing left of a run that was killed while it wrote down how far it was", async () => {
    const store = new RecordStore(machineWith());
    await store.begin(recorded(`${folder}/t`, id(1)));
    const [begun] = filesIn();
    writeFileSync(`${begun!}.new`, "{");
    await store.add(recorded(`${folder}/t`, id(1)));
    expect(filesIn()).toEqual([begun!.replace(".begun", "")]);
  });

  it("takes the temporary files where the usual folder cannot be, and nothing there of somebody else's", async () => {
    const machine = machineWith("/proc/sys/nowhere");
    mkdirSync(`${folder}/tmp`);
    const store = new RecordStore(machine);
    await store.add(recorded(`${folder}/t`, id(1)));
    expect(await store.of(`${folder}/t`)).toHaveLength(1);
    const stranger = { ...machine, facts: { ...machine.facts, user: machine.facts.user + 1 } };
    const own = `${folder}/tmp/bootstrappable-${machine.facts.user}`;
    symlinkSync(own, `${folder}/tmp/bootstrappable-${stranger.facts.user}`);
    expect(existsSync(own)).toBe(true);
    expect(await new RecordStore(stranger).of(`${folder}/t`)).toEqual([]);
  });
});

it("reads commits from git's own files", async () => {
  const commit = (digit: string) => digit.repeat(40);
  const files = new MemoryFileSystem({
    "/t/.git/HEAD": "ref: refs/heads/main\n",
    "/t/.git/packed-refs": `${commit("a")} refs/heads/main\n`,
    "/t/.gitmodules":
      '[submodule "s"]\n\tpath = seed/s\n[submodule "e"]\n\tpath = empty\n[submodule "o"]\n\tpath = ../out\n',
    "/t/seed/s/.git": "gitdir: ../../.git/modules/s\n",
    "/t/.git/modules/s/HEAD": `${commit("b")}\n`,
    "/t/seed/s/.gitmodules": '[submodule "x"]\n\tpath = x\n',
    "/t/seed/s/x/.git/HEAD": `${commit("c")}\n`,
  });
  expect(await commitsOf(files, "/t")).toEqual([
    { path: ".", commit: commit("a") },
    { path: "seed/s", commit: commit("b") },
    { path: "seed/s/x", commit: commit("c") },
  ]);
  expect(await commitsOf(new MemoryFileSystem({ "/t/a": "" }), "/t")).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import type { RecordedChecksum, RecordedFinding, RunRecord } from "../runs/record/record";
import { SourceText } from "../text/sourceText";
import { Workspace } from "../tree/workspace";
import type { Document } from "./language";
import { afterFailure } from "./afterFailure";
import { languagesOffering } from "./registry";
import type { WorkspaceChange } from "./services";

const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const script = "steps/x-1/pass1.kaem";
const sums = "steps/x-1/x-1.amd64.checksums";
const files = {
  "/t/seed/seed": "",
  "/t/steps/manifest": "build: w-1\nbuild: x-1\n",
  [`/t/${script}`]: "hex0 x /bin/x\nsha256sum -c sums\n",
  [`/t/${sums}`]: `${a}  /bin/x\n${a}  /bin/y\n${a}  /bin/z\n`,
  "/t/steps/x-1/sources": `f http://h/x.tgz ${a}\nf http://i/x.tgz ${a}\nf http://h/y.tgz ${b}\nf http://h/../ ${c}\n`,
  "/t/distfiles/y.tgz": "y",
};

const at = (file: string, line: number, code: RecordedFinding["code"]): RecordedFinding => ({
  ...{ file, line, code, severity: "error", message: "" },
});
const wrong = (name: string, step = 2): RecordedChecksum => ({
  ...{ step, name, ok: false, expected: a, received: b, file: sums },
});

/** The newest run, failed in its second step, and one before it that would have more to accept. */
function failed(
  findings: readonly RecordedFinding[],
  checksums: readonly RecordedChecksum[] = [],
): RunRecord {
  const step = (number: number, name: string, status: "done" | "failed") =>
    ({ number, kind: "build", name, pass: 1, status }) as const;
  return {
    ...{ format: 1, id: "20260102T000000000Z-1", date: "2026-01-02T12:34:56.000Z", status: "failed" },
    ...{ milliseconds: 1, tree: "/t", commits: [], target: "/x", log: { path: "/x/log", bytes: 0 } },
    ...{ engine: "userns", architecture: "amd64", driver: "steps", configuration: {}, tools: {} },
    ...{ host: { system: "linux", processor: "x64" }, totals: { steps: 0, verified: 0, failed: 0 } },
    steps: [step(1, "w-1", "done"), step(2, "x-1", "failed")],
    ...{ checksums, findings },
  };
}

/** What is offered on a line, from 1, of a file. */
async function offered(runs: readonly RunRecord[], file: string, line: number) {
  const workspace = new Workspace(new MemoryFileSystem(files), undefined, {
    records: { of: () => Promise.resolve(runs) },
  });
  const path = `/t/${file}`;
  const text = SourceText.fromString(files[path as keyof typeof files]);
  const document: Document = { language: "kaem", path, text, workspace };
  const { start } = text.line(line - 1);
  return afterFailure(document, { start, end: start });
}

const mismatch = [at(script, 2, "run/checksum-mismatch"), at("steps/manifest", 2, "run/step-failed")];

describe("where a run has failed of a checksum", () => {
  it.each<[file: string, line: number]>([
    [script, 2],
    ["steps/manifest", 2],
  ])("%s:%i: the one hash is accepted at once, in its own file", async (file, line) => {
    const [only, ...others] = await offered([failed(mismatch, [wrong("/bin/x")])], file, line);
    expect(others).toEqual([]);
    expect(only?.title).toBe("Accept the hash of the last run for /bin/x");
    const { edits } = only?.edits as WorkspaceChange;
    expect([...edits]).toEqual([[`/t/${sums}`, [{ range: { start: 0, end: 64 }, text: b }]]]);
  });

  it("several are picked from, and those of other steps are no part of it", async () => {
    const checksums = [wrong("/bin/x"), wrong("/bin/y"), wrong("/bin/z", 1)];
    expect(await offered([failed(mismatch, checksums)], script, 2)).toEqual([
      {
        title: "Accept the 2 hashes that the last run received",
        kind: "quickfix",
        command: "acceptHashes",
        arguments: [{ root: "/t", run: "20260102T000000000Z-1" }],
      },
    ]);
    const elsewhere = [failed(mismatch, [wrong("/bin/x", 1)])];
    expect(await offered(elsewhere, script, 2)).toEqual([]);
  });

  it.each<[why: string, runs: readonly RunRecord[], line: number]>([
    ["on another line", [failed(mismatch, [wrong("/bin/x")])], 1],
    ["where no run is kept", [], 2],
    ["where the last run was good", [{ ...failed(mismatch, [wrong("/bin/x")]), status: "good" }], 2],
    ["once the hash is another", [failed(mismatch, [{ ...wrong("/bin/x"), expected: c }])], 2],
    ["of a hash that nobody has seen", [failed(mismatch, [{ ...wrong("/bin/x"), name: "/bin/none" }])], 2],
  ])("nothing is offered %s", async (_, runs, line) => {
    expect(await offered(runs, script, line)).toEqual([]);
  });
});

describe("where a run has failed of a distfile that is missing", () => {
  const missing = [
    at(script, 1, "run/missing-file"),
    at("steps/x-1/sources", 1, "run/missing-file"),
    at("steps/manifest", 2, "run/step-failed"),
  ];

  it.each<[file: string, line: number]>([
    [script, 1],
    ["steps/manifest", 2],
  ])("%s:%i: what its package lacks is fetched, or all that the plan lacks", async (file, line) => {
    expect(await offered([failed(missing)], file, line)).toEqual([
      {
        ...{ title: "Fetch x.tgz", kind: "quickfix", preferred: true },
        ...{ command: "fetchDistfiles", arguments: [{ tree: "/t", names: ["x.tgz"] }] },
      },
      {
        ...{ title: "Fetch all distfiles that are missing", kind: "quickfix" },
        ...{ command: "fetchDistfiles", arguments: [{ tree: "/t", names: [] }] },
      },
    ]);
  });

  it("nothing is offered where it is another file that is missing", async () => {
    const other = missing.filter(({ file }) => !file.endsWith("/sources"));
    expect(await offered([failed(other)], script, 1)).toEqual([]);
  });
});

it("scripts of every era and the manifest offer it", () => {
  expect(languagesOffering("actions")).toEqual(
    expect.arrayContaining(["kaem", "shellscript", "bootstrap-manifest"]),
  );
});

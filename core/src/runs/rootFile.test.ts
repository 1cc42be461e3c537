import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nodeDisk } from "../platform/node/disk";
import { treeAt } from "../tree/tree";
import { Recorder } from "./record/recorder";
import { rootFile } from "./rootFile";

const id = "20261127T120000000Z-1";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "root-file-"));
  put(
    "tree/steps/a-1/pass1.kaem",
    "tree/distfiles/a.tar",
    "tree/seed/seed.kaem",
    "tree/seed/stage0-posix/x86/a",
  );
  put("target/root/steps/a-1/made", "target/root/usr/bin/a", "target/root/seed.kaem", "secret", "target/log");
  record(id);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(...files: string[]): void {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), file);
  }
}

/** Leaves the record of a run in the target. */
function record(of: string): void {
  const [tree, target] = [`${folder}/tree`, `${folder}/target`];
  const recorder = new Recorder(tree);
  recorder.take({
    ...{ type: "run-started", at: 0, date: "2026-11-27T12:00:00.000Z", tree, target, log: `${target}/log` },
    ...{ engine: "userns", architecture: "amd64", driver: "steps", steps: [] },
  });
  const left = recorder.record(
    {
      ...{ id: of, tree, commits: [], log: { path: `${target}/log`, bytes: 0 }, configuration: {} },
      ...{ tools: {}, host: { system: "linux", processor: "x64" } },
    },
    { status: "good", milliseconds: 1, totals: { steps: 0, verified: 0, failed: 0 } },
  );
  writeFileSync(`${target}/record.json`, JSON.stringify(left));
}

/** Relative to the folder of both. */
async function of(inRoot: string, run = { id, target: `${folder}/target` }): Promise<string | undefined> {
  const found = await rootFile(nodeDisk, treeAt(`${folder}/tree`), run, inRoot);
  return found?.slice(folder.length + 1);
}

it("a path of a run's root is the tree's file, else what the run left", async () => {
  expect(await of("/steps/a-1/pass1.kaem")).toBe("tree/steps/a-1/pass1.kaem");
  expect(await of("/external/distfiles/a.tar")).toBe("tree/distfiles/a.tar");
  expect(await of("/seed.kaem")).toBe("tree/seed/seed.kaem");
  expect(await of("/x86/./a")).toBe("tree/seed/stage0-posix/x86/a");
  expect(await of("/steps/a-1/made")).toBe("target/root/steps/a-1/made");
  expect(await of("/usr/bin/a")).toBe("target/root/usr/bin/a");
});

it("what is not there, is a folder, or goes up is nothing", async () => {
  for (const none of [
    "/usr/bin/b",
    "/usr/bin",
    "/steps",
    "/",
    "",
    "usr/bin/a",
    "/../log",
    "/steps/../seed.kaem",
  ])
    expect(await of(none), none).toBeUndefined();
  expect(await of(`/${"a".repeat(5000)}`)).toBeUndefined();
  expect(await of("/usr/bin/a\0")).toBeUndefined();
});

it("nothing is behind links that lead out", async () => {
  symlinkSync(`${folder}/secret`, `${folder}/tree/steps/out`);
  symlinkSync(folder, `${folder}/target/root/up`);
  symlinkSync("a", `${folder}/target/root/usr/bin/b`);
  expect(await of("/steps/out")).toBeUndefined();
  expect(await of("/up/secret")).toBeUndefined();
  expect(await of("/usr/bin/b")).toBe("target/root/usr/bin/b");
});

it("a target that another run has been in since is not looked into", async () => {
  record("20261127T120000001Z-1");
  expect(await of("/usr/bin/a")).toBeUndefined();
  expect(await of("/seed.kaem")).toBe("tree/seed/seed.kaem");
});

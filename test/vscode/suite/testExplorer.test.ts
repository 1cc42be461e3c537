import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { ShownTest } from "../../../client/src/testing/outcomes";
import { eventually, inExample, shown, withChange } from "./support";
import { extension, lines } from "./views";

const posix = "seed/stage0-posix/bootstrap-seeds/POSIX";
const good = inExample(`${posix}/AMD64/hex0-seed`).fsPath;
// That of another architecture: with it, nothing would run.
const bad = inExample(`${posix}/x86/kaem-optional-seed`).fsPath;
const checksums = "steps/greet-1.0/greet-1.0.amd64.checksums";
const other = "0".repeat(64);

/** The line at a way of labels. */
async function test(...labels: readonly string[]): Promise<ShownTest> {
  let found: ShownTest | undefined;
  let among = (await shown()).tests()[0]?.children ?? [];
  for (const label of labels) {
    found = among.find((each) => each.label === label);
    assert.ok(found, `no ${label} among ${among.map((each) => each.label).join(", ")}`);
    among = found.children;
  }
  return found!;
}

const artifacts = "Artifacts against their checksums";

/** What was told of the packages' artifacts, by the file that has their checksums, in order. */
async function outcomes(label: string): Promise<readonly string[]> {
  const { children } = await test(artifacts);
  const own = children.filter((file) => file.label === label).flatMap((file) => file.children);
  return own.map(({ outcome }) => outcome?.state ?? "").sort();
}

/** Runs everything, and waits until some line has come out otherwise than before. */
async function runAll(changed: () => Promise<boolean>): Promise<void> {
  await vscode.commands.executeCommand("testing.runAll");
  await eventually(changed, (done) => done, "the outcome", 120);
}

describe("the Test Explorer", () => {
  before(async () => {
    const cli = path.join(extension().extensionPath, "dist", "cli.js");
    const source = inExample(`${posix}/AMD64/hex0_AMD64.hex0`).fsPath;
    await promisify(execFile)(process.execPath, [cli, "assemble", source, "-o", good], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    });
    await vscode.commands.executeCommand("workbench.view.testing.focus");
    await eventually(
      async () => (await shown()).tests(),
      (all) => all.length > 0,
      "the tests",
    );
  });
  after(async () => {
    for (const file of [good, bad]) await rm(file, { force: true });
    // The rest of the suites find the window as it was: the status bar keeps a failure until somebody has looked at it.
    await vscode.commands.executeCommand("bootstrappable.goToFailure");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await eventually(
      () => lines("seeds", "source only"),
      (seeds) => seeds.length === 4,
      "the seeds as sources only",
    );
    await vscode.commands.executeCommand("workbench.view.explorer");
  });

  it("has seeds, artifacts and steps, which a good run finds right", async () => {
    assert.equal((await test("Steps")).children.length, 12);
    assert.equal((await test("Seeds against their sources")).children.length, 4);
    await runAll(async () =>
      (await test("Steps")).children.every(({ outcome }) => outcome?.state === "passed"),
    );
    await eventually(
      () => outcomes("greet-1.0"),
      // Of this architecture, and of the other.
      (all) => all.join() === "passed,passed,skipped,skipped",
      "the artifacts",
    );
    assert.deepEqual([...new Set(await outcomes("stage0-posix"))], ["passed", "skipped"]);
    assert.equal(
      (await test("Seeds against their sources", "AMD64/hex0_AMD64.hex0")).outcome?.state,
      "passed",
    );
  });

  it("has a line for each of two steps that are called the same", async () => {
    await withChange(
      "steps/manifest",
      (text) => `${text}improve: motd\n`,
      async () => {
        await eventually(
          async () => (await test("Steps")).children.filter(({ label }) => label === "improve motd").length,
          (count) => count === 2,
          "both",
        );
      },
    );
  });

  it("shows on its line which artifact and which seed is another, with both hashes", async () => {
    await writeFile(bad, "not what its source makes");
    await withChange(
      checksums,
      (text) => text.replace(/^[0-9a-f]{64}/, other),
      async () => {
        await runAll(async () => (await outcomes("greet-1.0")).includes("failed"));
        const { children } = await test(artifacts);
        const outcome = children
          .flatMap((file) => file.children)
          .map((each) => each.outcome)
          .find((each) => each?.state === "failed");
        assert.ok(outcome?.state === "failed");
        const { message, expectedOutput, actualOutput, location } = outcome.message;
        assert.match(
          message as string,
          /^\/usr\/bin\/greet: it has another hash behind its step in the run of /,
        );
        assert.equal(expectedOutput, other);
        assert.match(actualOutput ?? "", /^[0-9a-f]{64}$/);
        assert.equal(location?.uri.fsPath, inExample(checksums).fsPath);
        const seed = await eventually(
          () => test("Seeds against their sources", "x86/kaem-minimal.hex0"),
          (found) => found.outcome?.state === "failed",
          "the seed",
        );
        assert.ok(seed.outcome?.state === "failed");
        assert.match(seed.outcome.message.message as string, /is not what its source assembles to/);
        const steps = (await test("Steps")).children.map((each) => each.outcome?.state);
        assert.equal(steps.filter((state) => state === "failed").length, 1);
      },
    );
  });
});

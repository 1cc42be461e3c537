import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { Node } from "../../../client/src/views/nodes";
import { codesOf, eventually, inExample, openFile, taskOf } from "./support";
import { extension, lines, node } from "./views";

const greet = "steps/greet-1.0/greet-1.0.amd64.checksums";
const unhex0 = "steps/unhex0-1.0/unhex0-1.0.amd64.checksums";

/** Runs the tree as somebody does in a terminal: this window learns of it by the record alone. */
function runInTerminal(): Promise<number | null> {
  const cli = path.join(extension().extensionPath, "dist", "cli.js");
  const tree = inExample("").fsPath;
  const child = spawn(process.execPath, [cli, "run", tree, "--arch", "amd64"], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: "ignore",
  });
  return new Promise((resolve) => child.once("close", resolve));
}

async function spoil(file: string): Promise<string> {
  const name = inExample(file).fsPath;
  const before = await readFile(name, "utf8");
  await writeFile(name, before.replace(/^[0-9a-f]{64}/, "0".repeat(64)));
  return before;
}

describe("a run of a terminal", () => {
  const right = new Map<string, string>();
  before(async () => {
    for (const file of [greet, unhex0]) right.set(file, await readFile(inExample(file).fsPath, "utf8"));
  });
  after(async () => {
    for (const [file, text] of right) await writeFile(inExample(file).fsPath, text);
  });

  it("is in the views: its steps with their times, its artifacts, its log", async () => {
    assert.equal(await runInTerminal(), 0);
    await eventually(
      () => lines("artifacts", "greet-1.0.amd64.checksums"),
      ([line]) => line === "greet-1.0 | 1 of 1 verified · greet-1.0.amd64.checksums",
      "the artifact",
    );
    assert.deepEqual(await lines("artifacts", "greet-1.0.x86.checksums"), [
      "greet-1.0 | 0 of 1 verified · greet-1.0.x86.checksums",
    ]);
    await eventually(
      () => lines("steps"),
      (steps) =>
        /^seed phase \| [\d.]+ m?s$/.test(steps[0] ?? "") &&
        steps.some((line) => /^greet-1\.0 \| #6 · [\d.]+ m?s · pass 2 of 2$/.test(line)),
      "the times of the steps",
    );
    await eventually(
      () => lines("runs"),
      ([run]) => run?.startsWith("good | 12 of 12 steps · ") === true,
      "the run",
    );
    await vscode.commands.executeCommand("bootstrappable.openLog", await node("runs", () => true));
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", / \+> /);
  });

  it("is there still when the server has begun anew", async () => {
    await vscode.commands.executeCommand("bootstrappable.restartServer");
    await eventually(
      () => lines("runs"),
      ([line]) => line?.startsWith("good | 12 of 12 steps · ") === true,
      "the run",
    );
    await eventually(
      () => lines("steps"),
      ([line]) => /^seed phase \| [\d.]+ m?s$/.test(line ?? ""),
      "the times of the steps",
    );
  });

  it("leaves a hash that differs on its line, which the view accepts", async () => {
    await spoil(greet);
    assert.equal(await runInTerminal(), 1);
    const { document } = await openFile(greet);
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.includes("checksums/differs-in-last-run"),
      "the diagnostic",
    );
    const differs = (one: Node) => one.context === "artifact.differs.acceptable";
    await eventually(
      () => lines("artifacts"),
      (found) => found.some((line) => line.startsWith("greet | differs · ")),
      "the artifact that differs",
    );
    const artifact = await node("artifacts", differs);
    assert.equal(artifact.label, "greet");
    assert.match(artifact.description ?? "", /^differs · .* UTC, amd64, userns$/);
    await eventually(
      () => lines("runs"),
      ([line]) => line?.startsWith("failed at greet-1.0 (pass 1) | 3 of 12 steps · ") === true,
      "the run that failed",
    );
    await vscode.commands.executeCommand("bootstrappable.acceptHashes", artifact);
    assert.equal(document.getText(), right.get(greet));
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.length === 0,
      "no diagnostic",
    );
    await eventually(
      () => lines("artifacts", "greet-1.0.amd64.checksums"),
      ([line]) => line === "greet-1.0 | 0 of 1 verified · greet-1.0.amd64.checksums",
      "a hash that no run has verified",
    );
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("in the editor shows a wrong hash once, and offers all of the run to pick from", async () => {
    await spoil(greet);
    const { document } = await openFile(greet);
    assert.notEqual(await taskOf("bootstrappable.run"), 0);
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.length === 1 && codes[0] === "checksums/differs-in-last-run",
      "one diagnostic",
    );
    const run = await node("runs", ({ context }) => context?.startsWith("run.kept.acceptable") === true);
    // The list takes a moment to come, and all of it is picked. Where it is accepted before it has its lines, none is.
    let asking: Thenable<void> | undefined;
    await eventually(
      async () => {
        if (document.getText() !== right.get(greet)) {
          asking ??= vscode.commands
            .executeCommand("bootstrappable.acceptHashes", run)
            .then(() => void (asking = undefined));
          await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
        }
        return document.getText();
      },
      (text) => text === right.get(greet),
      "the right hash",
    );
    await asking;
    // One diff of all files, which nobody has saved yet.
    assert.equal(
      vscode.window.tabGroups.activeTabGroup.activeTab?.label,
      "Accepted Hashes of a Run (1 file)",
    );
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await openFile(greet);
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.length === 0,
      "no diagnostic",
    );
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("has a log that is annotated and closed again", async () => {
    const { log } = (await node("runs", ({ label }) => label.startsWith("failed at greet-1.0"))).subject as {
      readonly log: string;
    };
    await vscode.commands.executeCommand("bootstrappable.annotateLog", vscode.Uri.file(log));
    const annotated = await node("log", ({ context }) => context === "log");
    assert.equal(annotated.description, "failed at greet-1.0 (pass 1)");
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.fsPath, log);
    const links = () => vscode.commands.executeCommand<unknown[]>("vscode.executeLinkProvider", document.uri);
    assert.ok((await links()).length > 20);
    await vscode.commands.executeCommand("bootstrappable.closeLog", annotated);
    assert.deepEqual([await lines("log"), await links()], [[], []]);
  });
});

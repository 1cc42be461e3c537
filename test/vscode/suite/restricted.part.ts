import assert from "node:assert/strict";
import childProcess from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { eventually, inExample, openFile, withTasks } from "./support";
import { extension, lines, node } from "./views";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly taskDefinitions: readonly {
      readonly properties: { readonly task: { readonly enum: string[] } };
    }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

/**
 * The commands that start nothing, and write nothing but what the person sees in an editor or picks the place of: they are
 * there in any folder. A command that is neither here nor disabled in a folder that is not trusted fails the test below.
 */
const harmless = new Set(
  [
    ...["acceptHashes", "audit", "auditWorkspace", "chooseBuild", "chooseConfiguration"],
    ...["closeImage", "closeLog", "compareImage", "compareImageFile", "compareSimplePatch", "continueRun"],
    ...["extractFromImage", "fixDisplacements", "goToFailure", "goToStep", "lower", "nextStep", "openImage"],
    ...["openLog", "openLogAtStep", "openRecord", "pauseRun", "previousStep", "refreshAudit", "refreshTrees"],
    ...["restartServer", "revealDistfile", "revealStepFiles", "saveAudit", "showAuditFindings", "showBytes"],
    ...["showInManifest", "showOutput", "showPlan", "showProvenance", "showScripts", "showWholeAudit"],
    ...["stopRun", "toggleControlFlowArrows"],
  ].map((name) => `bootstrappable.${name}`),
);

const manifest = () => extension().packageJSON as Manifest;
const ofTrusted = () =>
  manifest().contributes.commands.filter(({ enablement }) => enablement?.includes("isWorkspaceTrusted"));

/** What the extension's process has started while `body` went on: programs, tasks and terminals. */
async function startedBy(body: () => Promise<void>): Promise<readonly string[]> {
  const started: string[] = [];
  const { spawn } = childProcess;
  const subscriptions = [
    vscode.tasks.onDidStartTaskProcess(({ execution }) => started.push(`task ${execution.task.name}`)),
    vscode.window.onDidOpenTerminal(({ name }) => started.push(`terminal ${name}`)),
  ];
  childProcess.spawn = (...words: readonly unknown[]) => {
    started.push(JSON.stringify(words.slice(0, 2)));
    throw new Error("Nothing may be started here.");
  };
  try {
    await body();
  } finally {
    childProcess.spawn = spawn;
    for (const subscription of subscriptions) subscription.dispose();
  }
  return started;
}

/** Every file of the tree with its content. */
async function tree(): Promise<readonly string[]> {
  const found = await readdir(inExample("").fsPath, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  return Promise.all(files.sort().map(async (file) => `${file} ${await readFile(file, "latin1")}`));
}

describe("a folder that is not trusted", () => {
  it("restricted: shows what is in it", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await openFile("steps/greet-1.0/pass1.kaem");
    const steps = await eventually(
      () => lines("steps"),
      (found) => found.length > 12,
      "the steps",
    );
    assert.ok(steps.some((line) => line.startsWith("greet-1.0 ")));
  });

  it("restricted: knows of each command whether it is for trusted folders alone", () => {
    const known = new Set([...harmless, ...ofTrusted().map(({ command }) => command)]);
    const forgotten = manifest()
      .contributes.commands.map(({ command }) => command)
      .filter((command) => !known.has(command));
    assert.deepEqual(forgotten, []);
    const both = ofTrusted().filter(({ command }) => harmless.has(command));
    assert.deepEqual(both, []);
    const gone = [...harmless].filter(
      (name) => !manifest().contributes.commands.some(({ command }) => command === name),
    );
    assert.deepEqual(gone, []);
  });

  it("restricted: starts nothing and writes nothing by a command, whatever it is given", async () => {
    const before = await tree();
    const root = inExample("").fsPath.replace(/\/$/, "");
    const step = await node("steps", ({ label }) => label === "greet-1.0");
    const kept = { subject: { root, run: "20261128T000000000Z-1", log: `${root}/log`, record: `${root}/r` } };
    const source = inExample("distfiles/greet-1.0_AMD64.hex0");
    assert.ok(ofTrusted().length >= 15);
    const started = await startedBy(async () => {
      for (const { command } of ofTrusted())
        for (const given of [undefined, { tree: root }, step, kept, source])
          assert.equal(await vscode.commands.executeCommand(command, given), undefined, command);
      // What a refusal would have hidden is not merely late.
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    assert.deepEqual(started, []);
    assert.deepEqual(await tree(), before);
  });

  it("restricted: runs no task of any kind", async () => {
    const root = inExample("").fsPath;
    const file = inExample("distfiles/greet-1.0_AMD64.hex0").fsPath;
    const [definition] = manifest().contributes.taskDefinitions;
    const kinds = definition!.properties.task.enum;
    assert.ok(kinds.length >= 5);
    const tasks = kinds.map((task) => ({
      ...{ type: "bootstrappable", task, label: `our ${task}` },
      ...(task === "assemble" ? { file } : { tree: root }),
    }));
    const settled: string[] = [];
    const started = await startedBy(() =>
      withTasks(tasks, async () => {
        // VS Code asks the person first, also before it lists what an extension offers; nobody answers here.
        for (const { label } of tasks) {
          const settle = () => void settled.push(label);
          vscode.commands.executeCommand("workbench.action.tasks.runTask", label).then(settle, settle);
        }
        const run = (found: readonly vscode.Task[]) =>
          found.forEach((each) => void vscode.tasks.executeTask(each));
        vscode.tasks.fetchTasks({ type: "bootstrappable" }).then(run, () => undefined);
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }),
    );
    assert.deepEqual(settled, []);
    assert.deepEqual(started, []);
  });

  it("restricted: takes from it no setting that says what is run, or where something comes from", () => {
    const settings = manifest().contributes.configuration.flatMap((group) => Object.keys(group.properties));
    const { restrictedConfigurations } = manifest().capabilities.untrustedWorkspaces;
    const telling = settings.filter((name) => /^bootstrappable\.(run|distfiles)\./.test(name));
    assert.deepEqual([...restrictedConfigurations].sort(), telling.sort());
  });
});

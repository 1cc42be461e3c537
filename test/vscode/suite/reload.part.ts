import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import { makeEndless } from "./endless";
import { codesOf, eventually, inExample, openFile, shown } from "./support";
import { beside, lines, node } from "./views";

/** What the processes of the step that never ends have in their command line. */
const mark = "endless-in-reloads";

/** Processes, zombies left out, whose command line has a text in it, and those that started them. */
function processesWith(text: string): { readonly id: number; readonly parent: number }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/cmdline`, "latin1").includes(text)) return [];
        const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "latin1"))?.[1];
        return [{ id: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
}

/** The command that is at the run. */
const runners = () => processesWith(inExample("").fsPath.replace(/\/$/, "")).filter(({ id }) => isRun(id));
const isRun = (id: number) => readFileSync(`/proc/${id}/cmdline`, "latin1").includes("\0run\0");

/** Says what is to be killed when the window has gone, and whose end is to be waited for until it is loaded anew. */
async function between(what: {
  readonly kill: readonly number[];
  readonly gone: readonly number[];
}): Promise<void> {
  const file = process.env["BOOTSTRAPPABLE_TEST_BETWEEN"];
  assert.ok(file);
  await writeFile(file, JSON.stringify(what));
}

const run = () => lines("runs").then(([first]) => first?.split(" | ")[0]);
const motd = () => node("steps", (one) => one.label === "motd" && beside(one).startsWith("#5"));
const ours = () =>
  vscode.tasks.taskExecutions.filter(({ task }) => task.definition.type === "bootstrappable");
const begin = () => vscode.commands.executeCommand("bootstrappable.run", { resume: true });
const atWork = () => eventually(run, (label) => label === "improve motd", "the step that never ends", 60);

describe("a window that is loaded anew", () => {
  it("part 1: begins a run", async () => {
    await makeEndless(mark);
    await begin();
    await atWork();
    await eventually(
      () => processesWith(mark).length,
      (count) => count > 0,
      "the program",
    );
  });

  it("part 2: goes on with the run that went on, which shows as before, and is paused", async () => {
    await atWork();
    assert.equal(runners().length, 1);
    assert.equal(processesWith(mark).length, 1, "it is the same run");
    await eventually(
      async () => (await shown()).statusBar(),
      (text) => text.includes("step 5 of 12 — improve motd"),
      "the status bar",
    );
    await eventually(
      async () => (await motd()).icon?.id,
      (icon) => icon === "loading~spin",
      "the step",
    );
    // What went before the reload is known, too.
    const before = (await lines("steps")).filter((line) =>
      /^greet-1\.0 \| #4 · ([\d.]+ m?s|checkpoint) · /.test(line),
    );
    assert.equal(before.length, 1);
    assert.equal((await node("runs", () => true)).context, "run.running.going.log");
    assert.deepEqual(
      ours().map(({ task }) => task.name),
      ["run mini-bootstrap"],
    );
    await vscode.commands.executeCommand("bootstrappable.pauseRun");
    await eventually(run, (label) => label === "paused in improve motd", "the pause");
    // The process of the extensions dies, and nobody has told it.
    process.env["BOOTSTRAPPABLE_TEST_KILLED"] = "yes";
  });

  it("part 3: goes on after the extensions' process was killed, paused as it was, and ends the run", async () => {
    await eventually(run, (label) => label === "paused in improve motd", "the pause");
    await eventually(
      async () => (await node("runs", () => true)).context,
      (context) => context === "run.running.paused.log",
      "its place in this window",
    );
    await eventually(
      async () => (await motd()).icon?.id,
      (icon) => icon === "debug-pause",
      "the step",
    );
    await vscode.commands.executeCommand("bootstrappable.continueRun");
    await atWork();
    await vscode.commands.executeCommand("bootstrappable.stopRun");
    await eventually(run, (label) => label === "interrupted", "its end");
    await eventually(
      () => [...processesWith(mark), ...runners()],
      (left) => left.length === 0,
      "the end of its processes",
    );
    await eventually(
      () => ours().length,
      (count) => count === 0,
      "the end of the task",
    );
    await begin();
    await atWork();
    // Until then VS Code has written down that it has begun: it does so by and by.
    await eventually(
      async () => beside(await motd()),
      (text) => /^#5 · ([3-9]|\d\d) s/.test(text),
      "three seconds",
    );
    const [program] = await eventually(
      () => processesWith(mark),
      ({ length }) => length > 0,
      "the program",
    );
    await between({ kill: [program!.id], gone: runners().map(({ id }) => id) });
  });

  it("part 4: shows what a run has come to that has ended meanwhile, and where it failed", async () => {
    await eventually(run, (label) => label === "failed at improve motd", "the run");
    const script = inExample("steps/improve/motd.sh");
    await eventually(
      () => codesOf(script),
      (codes) => codes.length > 0,
      "the finding",
    );
    assert.ok(codesOf(inExample("steps/manifest")).length > 0);
    await openFile("steps/manifest");
    await vscode.commands.executeCommand("bootstrappable.goToFailure");
    assert.equal(vscode.window.activeTextEditor?.document.fileName, script.fsPath);
    assert.match(
      vscode.window.activeTextEditor.document.lineAt(vscode.window.activeTextEditor.selection.active).text,
      /^spin /,
    );
    assert.deepEqual([...processesWith(mark), ...runners()], []);
  });
});

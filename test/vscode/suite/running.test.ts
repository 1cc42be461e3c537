import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { makeEndless } from "./endless";
import {
  codesOf,
  endOfTask,
  eventually,
  inExample,
  openFile,
  problemsOf,
  shown,
  startTask,
  taskOf,
  withChange,
  withTasks,
} from "./support";
import { beside, lines, node } from "./views";

const active = () => vscode.window.activeTextEditor;

/** The step of the view *Steps* with a label and a text in its description. */
const step = (label: string, text: string) =>
  node("steps", (one) => one.label === label && beside(one).includes(text));

/** What the last command of ours that is behind a link of a document is, and what it is called with. */
async function linkOn(document: vscode.TextDocument, text: string): Promise<vscode.Uri> {
  const links = await eventually(
    () => vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", document.uri),
    (found) => found.length > 0,
    "links",
  );
  const link = links.find(({ range }) => document.getText(range) === text);
  assert.ok(link?.target, `${text} is no link`);
  return link.target;
}

describe("after a run", () => {
  before(async () => {
    assert.equal(await taskOf("bootstrappable.run"), 0);
    await eventually(
      () => lines("runs"),
      ([run]) => run?.startsWith("good | 12 of 12 steps · ") === true,
      "the run",
    );
  });

  it("a step's menu knows what kind of step it is, and whether it has a log", async () => {
    const contexts = ["#4 ", "#5 ", "#9 ", "jump"].map(
      async (text) => (await node("steps", (one) => beside(one).startsWith(text))).context,
    );
    assert.deepEqual(await Promise.all(contexts), [
      "step.active.build.log",
      "step.active.improve.log",
      "step.active.uninstall.log",
      "step.inactive.jump",
    ]);
  });

  it("the log opens at a step, from the view of the steps and from that of the runs", async () => {
    for (const given of [
      await step("greet-1.0", "pass 2 of 2"),
      await node("runs", ({ label }) => label === "greet-1.0 (pass 2)"),
    ]) {
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      await vscode.commands.executeCommand("bootstrappable.openLogAtStep", given);
      const editor = active();
      assert.equal(path.basename(editor?.document.fileName ?? ""), "log");
      const line = editor!.selection.active.line;
      // The second time that the package is built begins where its second script does.
      const text = (index: number) => editor!.document.lineAt(index).text;
      assert.deepEqual(
        [
          text(line),
          text(line + 1)
            .split(" ", 4)
            .join(" "),
        ],
        [" +> set -ex", " +> hex0 src/greet-by-name_AMD64.hex0"],
      );
    }
  });

  it("says what a step has changed; each file opens, beside what it was before", async () => {
    await vscode.commands.executeCommand(
      "bootstrappable.showStepChanges",
      await step("greet-1.0", "pass 2 of 2"),
    );
    const list = active()!.document;
    assert.equal(list.uri.scheme, "bootstrappable-changes");
    assert.match(
      list.getText(),
      /^greet-1\.0 \(pass 2\): 0 added \(\+\), 1 changed \(~\), 0 removed \(-\)\n\n/,
    );
    assert.match(
      list.getText(),
      /^~ \/usr\/bin\/greet {2,}\d+ bytes {2}[0-9a-f]{64} {2}→ {2,}\d+ bytes {2}[0-9a-f]{64}$/m,
    );
    const target = await linkOn(list, "/usr/bin/greet");
    const args = JSON.parse(decodeURIComponent(target.query)) as unknown[];
    await vscode.commands.executeCommand(target.path, ...args);
    const tab = () => vscode.window.tabGroups.activeTabGroup.activeTab;
    await eventually(
      () => tab()?.label,
      (label) => label === "greet: before and after greet-1.0 (pass 2)",
      "the comparison",
    );
    const shown = tab()?.input;
    assert.ok(shown instanceof vscode.TabInputTextDiff);
    const texts = await Promise.all(
      [shown.original, shown.modified].map(async (uri) =>
        (await vscode.workspace.openTextDocument(uri)).getText(),
      ),
    );
    for (const text of texts) assert.match(text, /^00000000 {2}7f 45 4c 46 02 .* \|\.ELF/);
    assert.notEqual(texts[0], texts[1]);
  });

  it("a step of the manifest's line runs alone, and after an edit it is only what follows that runs again", async () => {
    const editor = await openFile("steps/manifest");
    const at = editor.document.positionAt(editor.document.getText().lastIndexOf("build: shout-1.0"));
    editor.selection = new vscode.Selection(at, at);
    assert.equal(await taskOf("bootstrappable.runOnlyThisStep"), 0);
    await eventually(
      () => lines("runs"),
      ([run]) => run?.startsWith("good | 1 of 1 steps · ") === true,
      "the run of one step",
    );
    await withChange(
      "steps/improve/shout_motd.sh",
      (text) => `${text}# an edit\n`,
      async () => {
        await openFile("steps/manifest");
        assert.equal(
          await taskOf("bootstrappable.run", { tree: inExample("").fsPath.replace(/\/$/, ""), resume: true }),
          0,
        );
        await eventually(
          () => lines("runs"),
          ([run]) => run?.startsWith("good | 2 of 2 steps · ") === true,
          "the run of two steps",
        );
        // The record has them: the view tells of a run that has ended what is kept of it.
        await eventually(
          () => lines("runs"),
          (all) => all[1] === "seed phase | checkpoint" && all[5] === "greet-1.0 (pass 1) | #4 · checkpoint",
          "the steps before, whose checkpoints were used",
        );
        assert.deepEqual(await lines("steps", "out of date"), []);
      },
    );
    await eventually(
      () => lines("steps", "out of date"),
      (old) => old.length === 2 && old[0]!.startsWith("shout_motd | #11 · "),
      "the step whose file is as it was before, and the one behind it",
    );
    const manifest = inExample("steps/manifest").fsPath;
    const margin = async () => [...(await shown()).marks(manifest).values()].slice(-4);
    await eventually(
      margin,
      (marks) => marks.join(" ") === "kept kept outdated outdated",
      "their marks in the manifest",
    );
  });

  it("paths of its root in a terminal lead to the tree's files, and to what it has made", async () => {
    const cwd = inExample("");
    const terminal = vscode.window.createTerminal({ name: "links", cwd, shellPath: "/bin/cat" });
    try {
      const view = await shown();
      const links = (line: string) => view.links(terminal, line);
      const file = (name: string) => inExample(name).fsPath;
      const said =
        " +> hex0 src/greet.hex0 /external/distfiles/greet-1.0_AMD64.hex0 /usr/bin/greet /etc/passwd";
      const [distfile, made, ...more] = await links(said);
      assert.deepEqual(
        [distfile?.text, distfile?.file, more],
        [
          "/external/distfiles/greet-1.0_AMD64.hex0",
          file("distfiles/greet-1.0_AMD64.hex0"),
          // That of this machine is none of the run's.
          [],
        ],
      );
      assert.equal(made?.text, "/usr/bin/greet");
      assert.match(made.file, /\/root\/usr\/bin\/greet$/);
      const [place] = await links("kaem: /steps/greet-1.0/pass1.kaem:3:1: no such program");
      assert.equal(place?.text, "/steps/greet-1.0/pass1.kaem:3:1");
      await place.follow();
      assert.equal(active()?.document.fileName, file("steps/greet-1.0/pass1.kaem"));
      assert.deepEqual(active()?.selection.active, new vscode.Position(2, 0));
      assert.deepEqual(await links("see /steps/none and /usr/bin/env"), []);
    } finally {
      terminal.dispose();
    }
  });

  it("two runs are compared: the same output here, the steps that one did not run there", async () => {
    const kept = await node("runs", ({ context }) => context?.startsWith("run.kept") === true);
    const compared = vscode.commands.executeCommand("bootstrappable.compareRuns", kept);
    const text = await eventually(
      async () => {
        await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
        return active()?.document.getText() ?? "";
      },
      (found) => /good, \d+ step/.test(found),
      "the comparison",
    );
    await compared;
    assert.match(text, /userns/);
    assert.deepEqual(
      [active()!.document.uri.scheme, active()!.document.isDirty],
      ["bootstrappable-comparison", false],
    );
    await vscode.commands.executeCommand("bootstrappable.openRecord", kept);
    assert.equal((JSON.parse(active()!.document.getText()) as { format: number }).format, 1);
  });
});

describe("a run that goes on and on", () => {
  let undo: (() => Promise<void>) | undefined;
  before(async () => {
    undo = await makeEndless();
  });
  after(() => undo?.());

  it("is paused, goes on, is paused again, and ends then all the same", async () => {
    const run = () => lines("runs").then(([first]) => first?.split(" | ")[0]);
    const ended = taskOf("bootstrappable.run", { resume: true });
    await eventually(run, (label) => label === "improve motd", "the step that never ends", 60);
    const shown = async () => (await step("motd", "#5")).icon?.id;
    assert.equal(await shown(), "loading~spin");
    await vscode.commands.executeCommand("bootstrappable.pauseRun");
    await eventually(run, (label) => label === "paused in improve motd", "the pause");
    assert.equal(await shown(), "debug-pause");
    await vscode.commands.executeCommand("bootstrappable.continueRun", await node("runs", () => true));
    await eventually(run, (label) => label === "improve motd", "the run to go on");
    await vscode.commands.executeCommand("bootstrappable.pauseRun");
    await eventually(run, (label) => label === "paused in improve motd", "another pause");
    await vscode.commands.executeCommand("bootstrappable.stopRun");
    assert.equal(await ended, 130);
    await eventually(run, (label) => label === "interrupted", "its end");
  });
});

describe("the tree's own rootfs.py as a task", () => {
  const script = () => inExample("rootfs.py").fsPath;
  after(() => rm(script()));

  it("is understood as a run is: steps, the failure at its lines, and the kept run", async () => {
    const said = [
      ...["Bootstrapping x86", ...["checksum-transcriber-1.0", "uninstall-1.0"].flatMap(begins)],
      ...[" +> kaem --file /steps/improve/self_host.sh ", ...begins("greet-1.0")],
      ...[" +> set -ex", " +> sha256sum -c sources.SHA256SUM ", "greet-1.0_x86.hex0: FAILED"],
      ...[`Wanted:   ${"1".repeat(64)}`, `Received: ${"0".repeat(64)}`],
      ...["Subprocess error 1", "ABORTING HARD", "Bootstrapping failed"],
    ];
    await writeFile(script(), `import sys\nprint(${JSON.stringify(said.join("\n"))})\nsys.exit(1)\n`);
    const task = { type: "bootstrappable", task: "rootfs", label: "rootfs.py", args: ["--chroot"] };
    await withTasks([task], async () => {
      const ended = endOfTask();
      await startTask("rootfs.py");
      assert.equal(await ended, 1);
    });
    await eventually(
      () => lines("runs"),
      ([first]) => first?.startsWith("failed at greet-1.0") === true,
      "the run",
    );
    assert.equal((await step("uninstall-1.0", "#2")).icon?.id, "pass");
    assert.equal((await step("greet-1.0", "pass 1 of 2")).icon?.id, "error");
    const sources = inExample("steps/greet-1.0/sources");
    const [found] = problemsOf(sources);
    assert.deepEqual([codesOf(sources), found?.range.start.line], [["run/distfile-mismatch"], 0]);
    assert.deepEqual(codesOf(inExample("steps/manifest")), ["run/step-failed"]);
    assert.equal(await taskOf("bootstrappable.run"), 0);
    assert.deepEqual(codesOf(sources), []);
  });
});

/** What kaem echoes where a package begins. */
const begins = (name: string) => [` +> pkg=${name} `, ` +> cd ${name} `, " +> kaem --file pass1.kaem "];

describe("after a run in a machine", () => {
  it("a step runs again in that machine, and not in a sandbox", async () => {
    const options = { qemuCommand: "/bin/false", accelerator: "tcg", size: "2M", qemuRam: 256 };
    const task = { type: "bootstrappable", task: "run", engine: "qemu", label: "in a machine", options };
    const begun: vscode.TaskDefinition[] = [];
    const listener = vscode.tasks.onDidStartTask(({ execution }) => begun.push(execution.task.definition));
    await withTasks([task], async () => {
      await startTask(task.label);
      await eventually(
        () => lines("runs"),
        ([run]) => run?.startsWith("did not begin | ") === true,
        "the run in a machine",
      );
      assert.equal(await taskOf("bootstrappable.runFromHere", await step("greet-1.0", "pass 2 of 2")), 1);
      await eventually(
        () => begun.length,
        (count) => count === 2,
        "what is told of the second run",
      );
      const { engine, from, options: again } = begun[1]!;
      assert.deepEqual([engine, from, again], ["qemu", "greet-1.0:2", options]);
    }).finally(() => {
      listener.dispose();
    });
  });
});

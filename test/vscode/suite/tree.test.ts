import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import type { Node } from "../../../client/src/views/nodes";
import { makeSeedEndless } from "./endless";
import { eventually, find, inExample, openFile, shown, taskOf, withChange } from "./support";

type View = Parameters<Shown["nodes"]>[0];

/** Every line of a view as `label | description`, indented by its depth. */
async function lines(view: View): Promise<string[]> {
  const extension = await shown();
  const write = (nodes: readonly Node[], depth: number): string[] =>
    nodes.flatMap((node) => {
      const { label, description } = extension.item(view, node);
      const said = typeof description === "string" ? ` | ${description}` : "";
      return [
        `${"  ".repeat(depth)}${typeof label === "string" ? label : ""}${said}`,
        ...write(node.children ?? [], depth + 1),
      ];
    });
  return write(await extension.nodes(view), 0);
}

/** The steps, without what a run left behind in them. */
async function plainSteps(): Promise<string[]> {
  const found = (await lines("steps")).filter((line) => !line.startsWith("seed phase"));
  return found.map((line) => line.replace(/ · [\d.]+ m?s/, ""));
}

/** The line of a view with that label, and with that in its description. */
async function node(view: View, label: string, description = ""): Promise<Node> {
  const search = (nodes: readonly Node[]): Node | undefined => {
    for (const one of nodes) {
      if (one.label === label && (one.description ?? "").includes(description)) return one;
      const below = search(one.children ?? []);
      if (below !== undefined) return below;
    }
    return undefined;
  };
  const found = search(await (await shown()).nodes(view));
  assert.ok(found, `no ${label} in ${(await lines(view)).join("\n")}`);
  return found;
}

const choose = (choice?: object) =>
  vscode.commands.executeCommand("bootstrappable.chooseConfiguration", {
    tree: inExample("").fsPath.replace(/\/$/, ""),
    choice,
  });

/** The file of the active editor, below the example, and the cursor's line from 1. */
function place(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return "nowhere";
  return `${vscode.workspace.asRelativePath(editor.document.uri)}:${editor.selection.active.line + 1}`;
}

async function lineOf(text: string, occurrence = 1): Promise<number> {
  const manifest = (await readFile(inExample("steps/manifest").fsPath, "utf8")).split("\n");
  let left = occurrence;
  return manifest.findIndex((line) => line.startsWith(text) && --left === 0) + 1;
}

describe("the Bootstrap views", () => {
  it("show the steps by phase, and why some are not active", async () => {
    const steps = await eventually(
      () => plainSteps(),
      (found) => found.length > 0,
      "steps",
    );
    assert.equal(steps[0], "kaem era | 12 steps");
    assert.ok(steps.includes("  greet-1.0 | #6 · pass 2 of 2"), steps.join("\n"));
    assert.ok(steps.includes("  fiwix | jump · not active: KERNEL_BOOTSTRAP is False"), steps.join("\n"));
  });

  it("show the seeds beside their sources, and the artifacts", async () => {
    const seeds = await lines("seeds");
    assert.deepEqual(seeds.slice(0, 3), [
      "AMD64",
      "  hex0-seed | 292 bytes · source only",
      "  kaem-optional-seed | 579 bytes · source only",
    ]);
    // What they came to stands there, too, once they have been built in this session.
    assert.match(seeds.join("\n"), /^amd64\.answers \| 12 artifacts/m);
  });

  it("show the distfiles, and follow what happens to them", async () => {
    const verified = (await lines("distfiles"))[0];
    assert.equal(verified, "Verified | 2 of 2");
    await withChange(
      "distfiles/greet-1.0_x86.hex0",
      (text) => `${text}# another byte\n`,
      async () => {
        const [first] = await eventually(
          () => lines("distfiles"),
          ([line]) => line !== verified,
          "the changed distfile",
        );
        assert.equal(first, "Not what sources want | 1 of 2");
      },
    );
    await eventually(
      () => lines("distfiles"),
      ([line]) => line === verified,
      "all distfiles again",
    );
  });

  it("follow the manifest as it is typed", async () => {
    const editor = await openFile("steps/manifest");
    const at = find(editor.document, "build: unhex0-1.0");
    await editor.edit((edit) => edit.insert(at, "jump: nowhere\n"));
    await eventually(
      () => plainSteps(),
      (found) => found.includes("kaem era, behind jump: nowhere | 6 steps"),
      "phase",
    );
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await eventually(
      () => plainSteps(),
      (found) => found[0] === "kaem era | 12 steps",
      "the steps as before",
    );
  });
});

describe("the configuration", () => {
  after(() => choose());

  it("is in the status bar, and steps, hovers and dimming follow a choice", async () => {
    const { document } = await openFile("steps/manifest");
    const extension = await shown();
    const statusBar = () => extension.statusBar();
    // A run takes this machine's own, as long as nothing is chosen.
    const own = (text: string) => /x86 · chroot( · runs: \w+)?$/.test(text);
    await eventually(statusBar, own, "the default");
    assert.equal(statusBar().endsWith(" · runs: amd64"), process.arch === "x64");
    const faded = () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ tags }) => tags?.includes(vscode.DiagnosticTag.Unnecessary)).length;
    const before = faded();
    await choose({ architecture: "amd64", mode: "qemu" });
    await eventually(statusBar, (text) => text.endsWith("amd64 · qemu"), "the choice");
    const steps = await plainSteps();
    assert.ok(steps.includes("  shout-1.0 | not active: LOUD is False"), steps.join("\n"));
    assert.ok(steps.includes("  fiwix | #10 · jump"), steps.join("\n"));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      find(document, "shout-1.0", 1),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
      .join();
    assert.match(text, /\*\*Not active\*\*/);
    await choose({ variables: { CHROOT: "False" } });
    await eventually(statusBar, (shownText) => shownText.includes("x86 · own mode"), "a variable");
    await choose();
    await eventually(statusBar, own, "the default again");
    assert.equal(faded(), before);
  });
});

describe("going from step to step", () => {
  it("in the manifest goes from line to line", async () => {
    const editor = await openFile("steps/manifest");
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand("bootstrappable.nextStep");
    assert.equal(place(), `steps/manifest:${await lineOf("build: checksum-transcriber-1.0")}`);
    await vscode.commands.executeCommand("bootstrappable.nextStep");
    assert.equal(place(), `steps/manifest:${await lineOf("build: uninstall-1.0")}`);
    await vscode.commands.executeCommand("bootstrappable.previousStep");
    await vscode.commands.executeCommand("bootstrappable.previousStep");
    assert.equal(place(), `steps/manifest:${await lineOf("build: checksum-transcriber-1.0")}`);
  });

  it("elsewhere goes from script to script", async () => {
    await openFile("steps/greet-1.0/pass1.kaem");
    const seen: string[] = [];
    for (const direction of ["next", "next", "next", "previous"]) {
      await vscode.commands.executeCommand(`bootstrappable.${direction}Step`);
      seen.push(place().replace(/:\d+$/, ""));
    }
    const motd = "steps/improve/motd.sh";
    const second = "steps/greet-1.0/pass2.kaem";
    assert.deepEqual(seen, [motd, second, "steps/unhex0-1.0/pass1.kaem", second]);
  });

  it("shows a script's line in the manifest", async () => {
    await openFile("steps/greet-1.0/pass2.kaem");
    await vscode.commands.executeCommand("bootstrappable.showInManifest");
    assert.equal(place(), `steps/manifest:${await lineOf("build: greet-1.0", 2)}`);
    await vscode.commands.executeCommand(
      "bootstrappable.showInManifest",
      inExample("steps/shout-1.0/src/shout_x86.hex0"),
    );
    assert.equal(place(), `steps/manifest:${await lineOf("build: shout-1.0")}`);
    await vscode.commands.executeCommand("bootstrappable.showInManifest", await node("steps", "round_trip"));
    assert.equal(place(), `steps/manifest:${await lineOf("improve: round_trip")}`);
  });

  it("shows the plan as a document", async () => {
    await openFile("steps/manifest");
    await vscode.commands.executeCommand("bootstrappable.showPlan");
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(
      text,
      /^# kaem era\n {3}1 {2}build {6}checksum-transcriber-1\.0 .* steps\/checksum-transcriber-1\.0\/pass1\.kaem$/m,
    );
    assert.match(text, /^# not active\n {3}- {2}jump .*KERNEL_BOOTSTRAP is False$/m);
  });
});

describe("a run", () => {
  it("stops behind the step that it was asked for, and leaves its marks", async () => {
    await openFile("steps/manifest");
    const tree = inExample("").fsPath.replace(/\/$/, "");
    const lens = { tree, until: "greet-1.0:1" };
    assert.equal(await taskOf("bootstrappable.run", lens), 0);
    const [run] = await eventually(
      () => lines("runs"),
      (found) => found.length > 0,
      "the run",
    );
    assert.match(run ?? "", /^good \| 4 of 4 steps · [\d.]+ s · /);
    const steps = await lines("steps");
    assert.match(steps[0] ?? "", /^seed phase \| [\d.]+ m?s$/);
    assert.ok(
      steps.some((line) => /^ {2}greet-1\.0 \| #4 · [\d.]+ m?s · pass 1 of 2$/.test(line)),
      steps.join("\n"),
    );
    assert.ok(steps.includes("  greet-1.0 | #6 · pass 2 of 2"), steps.join("\n"));
    const times = (await shown()).times(inExample("steps/manifest").fsPath);
    const own = await lineOf("build: greet-1.0");
    assert.equal(times.length, 4);
    assert.match(times.find((time) => time.startsWith(`${own} `)) ?? "", /^\d+ [\d.]+ m?s$/);
    await vscode.commands.executeCommand("bootstrappable.openLog", (await (await shown()).nodes("runs"))[0]);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", / \+> /);
  });

  it("until a step of the view", async () => {
    const step = await node("steps", "uninstall-1.0");
    assert.equal(await taskOf("bootstrappable.runUntilHere", step), 0);
    assert.match((await lines("runs"))[0] ?? "", /^good \| 2 of 2 steps/);
  });

  it("that is stopped says so", async () => {
    const undo = await makeSeedEndless();
    try {
      const ended = taskOf("bootstrappable.run");
      await eventually(
        () => lines("runs"),
        ([first]) => /seed phase/.test(first ?? ""),
        "the run",
      );
      // How long it took before is not told of what is over in a moment.
      const [seed, , first] = await lines("steps");
      assert.match(seed ?? "", /^seed phase \| \d+ s(?: of about [\d.]+ s|, usually [\d.]+ m?s)?$/);
      assert.match(first ?? "", /^ {2}checksum-transcriber-1\.0 \| #1(?: · about [\d.]+ s)?$/);
      assert.match((await shown()).statusBar(), /^\$\(loading~spin\) (amd64 · )?seed phase/);
      await vscode.commands.executeCommand(
        "bootstrappable.stopRun",
        (await (await shown()).nodes("runs"))[0],
      );
      await ended;
    } finally {
      await undo();
    }
    assert.match((await lines("runs"))[0] ?? "", /^interrupted/);
  });
});

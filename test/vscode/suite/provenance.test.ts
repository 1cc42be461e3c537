import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import { eventually, inExample, openFile } from "./support";

async function shown(): Promise<Shown> {
  const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(extension);
  return extension.activate();
}

const root = () => inExample("").fsPath.replace(/\/$/, "");

/** The picture, once the page in the panel has asked for it. */
async function picture(title: string) {
  const extension = await shown();
  const found = await eventually(
    () => extension.provenance(),
    (answer) => answer?.title === title,
    `the picture of ${title}`,
  );
  assert.ok(found);
  return found;
}

describe("where does this come from", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("opens a panel for the file in the editor", async () => {
    await openFile("seed/stage0-posix/x86/catm_x86.hex0");
    await vscode.commands.executeCommand("bootstrappable.showProvenance");
    const { nodes, totals } = await picture("/x86/catm_x86.hex0");
    // It is assembled twice: once the tools assemble themselves.
    const made = nodes.filter(({ isTarget }) => isTarget).map(({ title }) => title);
    assert.deepEqual([...new Set(made)], ["/x86/bin/catm"]);
    assert.ok(nodes.some(({ kind }) => kind === "seed"));
    assert.equal(totals.binaryBytes, 760);
    const [tab] = vscode.window.tabGroups.all.flatMap(({ tabs }) =>
      tabs.filter(({ label }) => label.startsWith("From:")),
    );
    assert.equal(tab?.label, "From: catm_x86.hex0");
    assert.ok(tab.input instanceof vscode.TabInputWebview);
  });

  it("opens it for an artifact, and only once", async () => {
    const artifact = { subject: { artifact: { root: root(), path: "/usr/bin/greet" } } };
    await vscode.commands.executeCommand("bootstrappable.showProvenance", artifact);
    await picture("/usr/bin/greet");
    await vscode.commands.executeCommand("bootstrappable.showProvenance", artifact);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 1);
  });

  it("opens it for a step of the view", async () => {
    const extension = await shown();
    const phases = await eventually(
      () => extension.nodes("steps"),
      (found) => found.length > 0,
      "steps",
    );
    const step = phases.flatMap(({ children = [] }) => children).find(({ label }) => label === "unhex0-1.0");
    await vscode.commands.executeCommand("bootstrappable.showProvenance", step);
    const { nodes } = await picture("unhex0-1.0");
    assert.equal(nodes.find(({ isTarget }) => isTarget)?.kind, "step");
  });
});

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import { eventually, inExample, openFile, writeFiles } from "./support";

const folder = "arrows";
const name = `${folder}/main_x86.hex2`;
const text = ":_start\n\tE8 %exit # call %exit\n\tEB !_start # jmp !_start\n:exit\n\tC3 # ret\n";

async function shown(): Promise<Shown> {
  const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(extension);
  return extension.activate();
}

describe("control-flow arrows", () => {
  before(() => writeFiles({ [name]: text }));
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(inExample(folder).fsPath, { recursive: true });
  });

  it("are those of the source as it stands, until they are switched off", async () => {
    const view = await shown();
    const { document } = await openFile(name);
    const arrows = () => view.arrows(document);
    assert.deepEqual(await eventually(arrows, (all) => all.length === 2, "the arrows"), [
      { kind: "jump", from: [2], to: 1, lane: 0 },
      { kind: "call", from: [1], to: 4, lane: 1 },
    ]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(4, 0), "\t58 # pop_eax\n\t74 !exit # je !exit\n");
    await vscode.workspace.applyEdit(edit);
    await eventually(arrows, (all) => all.some(({ kind }) => kind === "branch"), "the new arrow");
    await vscode.commands.executeCommand("bootstrappable.toggleControlFlowArrows");
    await eventually(arrows, (all) => all.length === 0, "no arrows");
    await vscode.commands.executeCommand("bootstrappable.toggleControlFlowArrows");
    await eventually(arrows, (all) => all.length === 3, "the arrows again");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import { eventually, inExample, openFile, writeFiles } from "./support";

const folder = "displacements";
const name = `${folder}/x86/jump.hex0`;
const text = "31C0 ; xor_eax,eax\nE8 00000000 ; call %end\n74 01\n90 ; nop\n90 ; nop\n#:end\nC3 ; ret\n";

function comparison(): vscode.Tab | undefined {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.find(({ input }) => input instanceof vscode.TabInputTextDiff);
}

describe("Fix All Displacements", () => {
  before(() => writeFiles({ [name]: text }));
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(inExample(folder).fsPath, { recursive: true });
  });

  it("shows what it would write, and writes it once that is accepted", async () => {
    const { document } = await openFile(name);
    // So that it is this command's question that is answered below.
    await vscode.commands.executeCommand("notifications.clearAll");
    const done = vscode.commands.executeCommand("bootstrappable.fixDisplacements");
    const tab = await eventually(comparison, (shown) => shown !== undefined, "the comparison");
    assert.equal(tab?.label, "jump.hex0: displacements fixed");
    const { modified } = tab.input as vscode.TabInputTextDiff;
    const fixed = text.replace("E8 00000000", "E8 04000000");
    assert.equal((await vscode.workspace.openTextDocument(modified)).getText(), fixed);
    assert.equal(document.getText(), text);
    // The question comes a moment behind the comparison.
    const accept = async () => {
      await vscode.commands.executeCommand("notification.acceptPrimaryAction");
      return document.getText();
    };
    await eventually(accept, (now) => now === fixed, "the written displacement");
    await done;
    assert.equal(comparison(), undefined);
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("goes from a jump's bytes to its label, and back to all that goes there", async () => {
    await writeFile(inExample(name).fsPath, text.replace("E8 00000000", "E8 04000000"));
    const { document } = await openFile(name);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    const label = document.getText().indexOf("end\nC3");
    const from = document.positionAt(document.getText().indexOf("04000000"));
    const definitions = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      ...(["vscode.executeDefinitionProvider", document.uri, from] as const),
    );
    const starts = definitions.map((one) => ("targetRange" in one ? one.targetRange : one.range).start);
    assert.deepEqual(starts, [document.positionAt(label)]);
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      ...(["vscode.executeReferenceProvider", document.uri, document.positionAt(label)] as const),
    );
    assert.deepEqual(
      references.map(({ range }) => range.start.line),
      [1, 5],
    );
  });
});

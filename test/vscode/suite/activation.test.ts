import assert from "node:assert/strict";
import * as vscode from "vscode";

const id = "bootstrappable.bootstrappable";

describe("the extension", () => {
  it("finds the example opened as a workspace folder", () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });

  it("activates on it", async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});

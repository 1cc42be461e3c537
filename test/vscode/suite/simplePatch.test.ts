import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import * as vscode from "vscode";
import { helpersText } from "../../../core/src/languages/shell/testTree";
import { eventually, inExample, openFile, writeFiles } from "./support";

const folder = "steps/late-1.0";
const texts: Readonly<Record<string, string>> = {
  [`${folder}/simple-patches/one.before`]: "first\nsecond\n",
  [`${folder}/simple-patches/one.after`]: "first\n2nd\n",
  [`${folder}/simple-patches/lone.before`]: "first\n",
  [`${folder}/pass1.sh`]: "src_prepare() {\n    default\n}\n",
  "steps/helpers.sh": helpersText,
};

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

describe("a step that patches", () => {
  before(() => writeFiles(texts));
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(inExample(folder).fsPath, { recursive: true });
    await rm(inExample("steps/helpers.sh").fsPath);
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("has its two texts side by side, from either", async () => {
    for (const side of ["before", "after"]) {
      await openFile(`${folder}/simple-patches/one.${side}`);
      await vscode.commands.executeCommand("bootstrappable.compareSimplePatch");
      const diff = await eventually(
        () => tabs().find(({ input }) => input instanceof vscode.TabInputTextDiff),
        (found) => found !== undefined,
        "the comparison",
      );
      assert.equal(diff?.label, "one: before ↔ after");
      const { original, modified } = diff.input as vscode.TabInputTextDiff;
      assert.equal(original.fsPath, inExample(`${folder}/simple-patches/one.before`).fsPath);
      assert.equal(modified.fsPath, inExample(`${folder}/simple-patches/one.after`).fsPath);
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    }
  });

  it("opens nothing where one of them is missing", async () => {
    await openFile(`${folder}/simple-patches/lone.before`);
    await vscode.commands.executeCommand("bootstrappable.compareSimplePatch");
    assert.ok(!tabs().some(({ input }) => input instanceof vscode.TabInputTextDiff));
  });

  it("explains its script, which stays a shell script", async () => {
    const { document } = await openFile(`${folder}/pass1.sh`);
    assert.equal(document.languageId, "shellscript");
    const hovers = await eventually(
      () =>
        vscode.commands.executeCommand<vscode.Hover[]>(
          "vscode.executeHoverProvider",
          document.uri,
          new vscode.Position(0, 2),
        ),
      (found) => found.length > 0,
      "the hover",
    );
    const [content] = hovers.flatMap(({ contents }) => contents);
    assert.match((content as vscode.MarkdownString).value, /takes the place of `default_src_prepare`/);
  });
});

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import { eventually, find, inExample, openFile, writeFiles } from "./support";

const folder = "lowered";
const files: Readonly<Record<string, string>> = {
  [`${folder}/main_x86.hex2`]: `:_start\n\tE8 %exit    ; call %exit\n${"# a comment\n".repeat(200)}:exit\n\tC3\n`,
  [`${folder}/x86_defs.M1`]: "DEFINE ret C3\n",
  [`${folder}/tool_x86.M1`]: ":_start\n\tret\n",
};

const lowered = () =>
  vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === "bootstrappable-lowered");

/** What is shown beside, once it satisfies. */
async function shown(what: (text: string) => boolean): Promise<vscode.TextEditor> {
  await eventually(
    () => lowered()?.document.getText(),
    (text) => text !== undefined && what(text),
    "what is one stage down",
  );
  return lowered()!;
}

const lower = (stage: string) => vscode.commands.executeCommand("bootstrappable.lower", undefined, stage);
const titles = async ({ document }: vscode.TextEditor) => {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
  );
  return lenses.map(({ command }) => command?.title ?? "");
};

describe("lower to…", () => {
  // What a test edits may be saved by the editor itself, which may know that text still when it opens the file again.
  beforeEach(async () => {
    await writeFiles(files);
    for (const name of Object.keys(files)) {
      await openFile(name);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  after(() => rm(inExample(folder).fsPath, { recursive: true }));
  afterEach(async () => {
    for (const editor of vscode.window.visibleTextEditors.filter(({ document }) => document.isDirty)) {
      await vscode.window.showTextDocument(editor.document, editor.viewColumn);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("shows hex0 beside the source, which keeps the focus, and highlights it as that", async () => {
    const source = await openFile(`${folder}/main_x86.hex2`);
    await lower("hex0");
    const editor = await shown((text) => text.includes("E8 "));
    assert.match(editor.document.getText(), /^#:_start ; \(0x8048000\)\n\tE8 00000000 ; call %exit\n/);
    assert.equal(editor.document.languageId, "hex0");
    assert.equal(vscode.window.activeTextEditor?.document, source.document);
    assert.notEqual(editor.viewColumn, source.viewColumn);
    assert.deepEqual(await titles(editor), ["hex0 of main_x86.hex2 (x86)"]);
  });

  it("follows what is typed, and says what does not assemble while showing the rest", async () => {
    const source = await openFile(`${folder}/main_x86.hex2`);
    await lower("hex0");
    const editor = await shown((text) => text.includes("E8 "));
    await source.edit((edit) => edit.insert(new vscode.Position(2, 0), "\t90 90\n"));
    await shown((text) => text.includes("\t90 90\n"));
    assert.equal(lowered(), editor);
    await source.edit((edit) => edit.insert(new vscode.Position(2, 0), "\tA1 $exit\n"));
    await shown((text) => text.includes("$exit"));
    const found = await eventually(
      () => titles(editor),
      (all) => all.length > 1,
      "the notice",
    );
    assert.match(found[1]!, /1 error: shown as far as it assembles/);
    assert.match(editor.document.getText(), /\t90 90\n/);
  });

  it("links selections both ways", async () => {
    const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
    const api = await extension!.activate();
    const linked = () => api.linked();
    const source = await openFile(`${folder}/main_x86.hex2`);
    await lower("hex0");
    const editor = await shown((text) => text.includes("E8 00000000"));
    const at = find(source.document, "%exit", 1);
    source.selection = new vscode.Selection(at, at);
    const bytes = await eventually(
      linked,
      (ranges) => ranges[0]?.start.line === 1,
      "the bytes of the reference",
    );
    assert.equal(editor.document.getText(bytes[0]), "00000000");
    const there = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    const last = find(there.document, "C3");
    there.selection = new vscode.Selection(last, last);
    const origin = await eventually(linked, (ranges) => (ranges[0]?.start.line ?? 0) > 100, "their origin");
    assert.equal(source.document.getText(origin[0]), "C3");
  });

  it("scrolls with the source, and the source with it", async () => {
    const source = await openFile(`${folder}/main_x86.hex2`);
    await lower("hex0");
    const editor = await shown((text) => text.includes("E8 "));
    const top = (one: vscode.TextEditor) => one.visibleRanges[0]?.start.line ?? 0;
    const reveal = (one: vscode.TextEditor, line: number) =>
      one.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
    await eventually(
      () => {
        // An editor that is just being laid out forgets what it was told to show.
        if (top(source) < 100) reveal(source, 150);
        return [top(source), top(editor)];
      },
      ([a, b]) => a! > 100 && Math.abs(a! - b!) <= 1,
      "the scrolling",
    );
    const there = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    // For a moment what comes is taken for the echo of what we scrolled ourselves: somebody would turn the wheel again.
    await eventually(
      () => {
        reveal(there, top(there) === 0 ? 20 : 0);
        return top(source);
      },
      (line) => line === 0,
      "the scrolling back",
    );
  });

  it("is up to date again when it is looked at again", async () => {
    const source = await openFile(`${folder}/main_x86.hex2`);
    await lower("hex0");
    const { document, viewColumn = vscode.ViewColumn.Two } = await shown((text) => text.includes("E8 "));
    await vscode.window.showTextDocument(document, { viewColumn, preview: false });
    await vscode.window.showTextDocument(inExample("steps/manifest"), { viewColumn, preview: false });
    await source.edit((edit) => edit.insert(new vscode.Position(1, 0), "\t91 91\n"));
    await vscode.window.showTextDocument(document, { viewColumn });
    await shown((text) => text.includes("\t91 91\n"));
    await vscode.window.showTextDocument(source.document, source.viewColumn);
  });

  it("shows other stages in the same place", async () => {
    await openFile(`${folder}/tool_x86.M1`);
    await lower("hex2");
    await shown((text) => text.includes("\tC3                          ; ret\n"));
    assert.equal(lowered()!.document.languageId, "hex2");
    const { viewColumn } = lowered()!;
    await lower("dump");
    await shown((text) => text.startsWith("00000000  08048000  C3 "));
    assert.equal(lowered()!.document.languageId, "bootstrap-dump");
    assert.equal(lowered()!.viewColumn, viewColumn);
    await vscode.window.showTextDocument(lowered()!.document, viewColumn);
    await lower("hex0");
    await shown((text) => text.startsWith("#:_start"));
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  it("shows the bytes with their instructions, linked with the source, and follows what is typed", async () => {
    const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
    const api = await extension!.activate();
    const source = await openFile(`${folder}/main_x86.hex2`);
    await vscode.commands.executeCommand("bootstrappable.showBytes");
    const editor = await shown((text) => text.includes("call 0x8048005  :exit"));
    assert.equal(editor.document.languageId, "bootstrap-disassembly");
    assert.equal(vscode.window.activeTextEditor?.document, source.document);
    const at = find(source.document, "E8", 1);
    source.selection = new vscode.Selection(at, at);
    const bytes = await eventually(
      () => api.linked(),
      (ranges) => ranges.length === 2,
      "the bytes of the call",
    );
    assert.deepEqual(
      bytes.map((range) => editor.document.getText(range)),
      ["E8", "call 0x8048005  :exit"],
    );
    const there = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    const last = find(there.document, "ret");
    there.selection = new vscode.Selection(last, last);
    const origin = await eventually(
      () => api.linked(),
      (ranges) => (ranges[0]?.start.line ?? 0) > 100,
      "its source",
    );
    assert.equal(source.document.getText(origin[0]), "C3");
    await vscode.window.showTextDocument(source.document, source.viewColumn);
    await source.edit((edit) => edit.insert(new vscode.Position(1, 0), "\t58 ; pop_eax\n"));
    await shown((text) => text.includes("pop eax") && text.includes("call 0x8048006  :exit"));
  });

  it("of hex0 is a dump at once, and of other files nothing", async () => {
    await openFile("seed/stage0-posix/x86/catm_x86.hex0");
    await vscode.commands.executeCommand("bootstrappable.lower");
    await shown((text) => text.includes("|.ELF"));
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await openFile("steps/manifest");
    await vscode.commands.executeCommand("bootstrappable.lower");
    assert.equal(lowered(), undefined);
  });
});

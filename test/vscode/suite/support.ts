import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";

/** The copy of the example that this window has open: tests may change its files. */
function example(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "no folder is open");
  return folder.uri.fsPath;
}

export function inExample(file: string): vscode.Uri {
  return vscode.Uri.file(path.join(example(), file));
}

export async function openFile(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inExample(file)));
}

/**
 * Makes a folder, each of those that it lies in before it: what is made at once below a folder that is new to it, the
 * editor's watcher may never tell of.
 */
async function makeFolder(name: string): Promise<void> {
  const missing: string[] = [];
  for (let at = inExample(name).fsPath; !existsSync(at); at = path.dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    const pattern = new vscode.RelativePattern(example(), path.relative(example(), folder));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    try {
      const told = new Promise<void>((resolve) => {
        watcher.onDidCreate(() => resolve());
        // So it is told of one that was there a moment before.
        watcher.onDidChange(() => resolve());
      });
      await mkdir(folder);
      await told;
    } finally {
      watcher.dispose();
    }
  }
}

/** Writes files, and makes the folders for them. */
export async function writeFiles(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await makeFolder(path.dirname(name));
    await writeFile(inExample(name).fsPath, text);
  }
}

/** What the extension shows outside of editors. */
export async function shown(): Promise<Shown> {
  const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(extension);
  return extension.activate();
}

/** The position of a piece of text, so far into it. */
export function find(document: vscode.TextDocument, text: string, into = 0, from = 0): vscode.Position {
  const at = document.getText().indexOf(text, from);
  assert.notEqual(at, -1, `${JSON.stringify(text)} is not in ${document.fileName}`);
  return document.positionAt(at + into);
}

/** Asks until the answer satisfies; what takes longer than `seconds`, which only guards against hanging, fails with the last answer. */
export async function eventually<Answer>(
  ask: () => Answer | PromiseLike<Answer>,
  satisfied: (answer: Answer) => boolean,
  what: string,
  seconds = 100,
): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > end)
      assert.fail(`${what}: not within ${seconds} s; last seen ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is wrong with a file: its diagnostics without the hints, such as what greys lines that do not count. */
export function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint);
}

/** The same, by their codes. */
export function codesOf(uri: vscode.Uri): string[] {
  return problemsOf(uri).map(({ code }) => String(typeof code === "object" ? code.value : code));
}

/** Changes a file on the disk for the time of `body`. */
export async function withChange(
  file: string,
  change: (text: string) => string,
  body: () => Promise<void>,
): Promise<void> {
  const name = inExample(file).fsPath;
  const before = await readFile(name, "utf8");
  const after = change(before);
  assert.notEqual(after, before, `the change of ${file} changes nothing`);
  await writeFile(name, after);
  try {
    await body();
  } finally {
    await writeFile(name, before);
  }
}

/** Has tasks in the folder's tasks.json for the time of `body`. Each has its name in `label`. */
export async function withTasks(
  tasks: readonly (vscode.TaskDefinition & { readonly label: string })[],
  body: () => Promise<void>,
): Promise<void> {
  const file = inExample(".vscode/tasks.json").fsPath;
  await makeFolder(".vscode");
  await writeFile(file, JSON.stringify({ version: "2.0.0", tasks }));
  try {
    await body();
  } finally {
    await rm(path.dirname(file), { recursive: true });
  }
}

/** Starts a task of tasks.json, as soon as the editor knows of it. */
export async function startTask(label: string): Promise<void> {
  const named = (all: readonly vscode.Task[]) => all.find(({ name }) => name === label);
  const fetch = () => vscode.tasks.fetchTasks({ type: "bootstrappable" });
  const found = named(await eventually(fetch, (all) => named(all) !== undefined, `the task ${label}`));
  await vscode.tasks.executeTask(found!);
}

/** The exit status of the next task of ours that ends. */
export function endOfTask(): Promise<number | undefined> {
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.definition.type !== "bootstrappable") return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
}

/** Starts a task by a command, and gives the exit status that it ends with. */
export async function taskOf(command: string, ...args: unknown[]): Promise<number | undefined> {
  const ended = endOfTask();
  await vscode.commands.executeCommand(command, ...args);
  return ended;
}

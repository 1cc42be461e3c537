import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, open, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import type { Node } from "../../../client/src/views/nodes";
import { eventually, inExample, problemsOf } from "./support";

const image = path.join(os.tmpdir(), `bootstrappable-${process.pid} [a].img`);

const extension = () => {
  const found = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(found);
  return found;
};
const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`bootstrappable.${command}`, ...args);

const nodes = async () => (await extension().activate()).nodes("image");

/** The line at a way of labels. */
async function line(...labels: readonly string[]): Promise<Node> {
  let among: readonly Node[] = await nodes();
  let found: Node | undefined;
  for (const label of labels) {
    found = among.find((each) => each.label === label);
    assert.ok(found, `no ${label} among ${among.map((each) => each.label).join(", ")}`);
    among = found.children ?? [];
  }
  return found!;
}

const name = path.basename(image);

async function opened(node: Node): Promise<vscode.TextDocument> {
  const [uri, options] = node.command!.arguments as [vscode.Uri, object];
  await vscode.commands.executeCommand(node.command!.command, uri, options);
  const editor = await eventually(
    () => vscode.window.activeTextEditor,
    (active) => active?.document.uri.toString() === uri.toString(),
    "the file of the image",
  );
  return editor!.document;
}

describe("images", () => {
  before(async () => {
    const cli = path.join(extension().extensionPath, "dist", "cli.js");
    const args = [cli, "image", inExample(".").fsPath, "-o", image];
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
    await run("openImage", vscode.Uri.file(image));
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const subject of (await nodes()).map((node) => node.subject)) await run("closeImage", { subject });
    await rm(image, { force: true });
  });

  it("show what is inside: boot code, files, commands, limits, padding", async () => {
    const top = await line(name);
    assert.deepEqual(
      top.children!.map(({ label }) => label),
      ["stage1", "stage2", "Files", "Commands", "Limits of builder-hex0", "padding"],
    );
    assert.match(top.description!, /^\d+ files · [\d.]+ KiB$/);
    assert.equal((await line(name, "padding")).description, "16.0 GiB");
    assert.deepEqual(
      (await line(name, "Commands")).children!.map(({ label }) => label),
      [
        "hex0 /x86/hex0_x86.hex0 /bootstrap-seeds/POSIX/x86/hex0-seed",
        "hex0 /x86/kaem-minimal.hex0 /bootstrap-seeds/POSIX/x86/kaem-optional-seed",
        "hex0 /x86/kaem-minimal.hex0 /init",
        "/bootstrap-seeds/POSIX/x86/kaem-optional-seed /kaem.x86",
      ],
    );
  });

  it("open their files for reading, in their languages, with what the server knows of them", async () => {
    const manifest = await opened(await line(name, "Files", "steps", "manifest"));
    const onDisk = await vscode.workspace.openTextDocument(inExample("steps/manifest"));
    assert.equal(manifest.getText(), onDisk.getText());
    assert.equal(manifest.languageId, "bootstrap-manifest");
    assert.deepEqual(problemsOf(manifest.uri), []);
    const hex0 = await opened(await line(name, "Files", "x86", "hex0_x86.hex0"));
    // Of steps/env the server would say more where it does not know its place.
    const env = await opened(await line(name, "Files", "steps", "env"));
    assert.equal(env.languageId, "bootstrap-config");
    const at = hex0.positionAt(hex0.getText().indexOf("7F") + 1);
    const hovers = await eventually(
      () => vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", hex0.uri, at),
      (all) => all.length > 0,
      "a hover",
    );
    assert.deepEqual(problemsOf(env.uri), []);
    assert.match(hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[])[0]!.value, /ELF/);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(hex0.uri, new Uint8Array(1))));
  });

  it("show the boot sector's instructions and the source of stage2", async () => {
    const stage1 = await opened(await line(name, "stage1"));
    await eventually(
      () => vscode.window.activeTextEditor?.document,
      (document) => document?.languageId === "bootstrap-disassembly",
      "the language of a disassembly",
    );
    assert.match(stage1.getText(), /^0000 {2}00007C00 {2}/);
    const stage2 = await opened(await line(name, "stage2"));
    assert.equal(stage2.languageId, "hex0");
    assert.equal(
      stage2.getText(),
      (
        await vscode.workspace.openTextDocument(inExample("builder-hex0/builder-hex0-x86-stage2.hex0"))
      ).getText(),
    );
  });

  it("are compared with the tree, file by file", async () => {
    await run("compareImage", await line(name));
    const compared = (await line(name)).children![0]!;
    assert.match(compared.label, /^As in /);
    // What the command writes, bootstrap.cfg, is no file of the tree.
    assert.match(compared.description!, /^\d+ the same · 1 not there$/);
    const file = await line(name, "Files", "steps", "env");
    await run("compareImageFile", file);
    await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (input) =>
        input instanceof vscode.TabInputTextDiff &&
        input.original.scheme === "bootstrappable-image" &&
        input.modified.fsPath === inExample("steps/env").fsPath,
      "both beside each other",
    );
  });

  it("that are damaged tell where, and follow the file", async () => {
    const handle = await open(image, "r+");
    const { subject } = await line(name, "Files", "after.kaem");
    const { offset } = (subject as { readonly part: { readonly offset: number } }).part;
    // The command in front of the file.
    await handle.write("sxx ", offset - "src 728 ./after.kaem\n".length);
    await handle.close();
    const top = await eventually(
      async () => (await nodes())[0],
      (node) => node?.description?.includes("damaged") === true,
      "the damage",
    );
    const { label, command } = top!.children![0]!;
    assert.match(label, /^this is no command, at byte \d+$/);
    assert.equal(command!.command, "vscode.open");
    const bytes = await opened(top!.children![0]!);
    const { line: row } = vscode.window.activeTextEditor!.selection.active;
    assert.match(bytes.lineAt(row).text + bytes.lineAt(row + 1).text, /sxx|s\|.*\|xx/);
  });

  it("that are none say what they are", async () => {
    await writeFile(image, "no image\n");
    const top = await eventually(
      async () => (await nodes())[0],
      (node) => node?.children?.length === 1,
      "that it is no image",
    );
    assert.equal(top!.children![0]!.label, "It is no image that boots: 55 AA does not end its first sector.");
  });
});

const e2fsprogs = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
const withExt3 = spawnSync("mke2fs", ["-V"], { env: e2fsprogs }).error === undefined;

/** Accepts what a dialog offers until a file is there. */
async function accepting(file: string): Promise<void> {
  await eventually(
    async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return existsSync(file);
    },
    (there) => there,
    `${file} to be extracted`,
  );
}

describe("images with ext3", () => {
  let folder: string;
  before(async function () {
    if (!withExt3) this.skip();
    folder = await mkdtemp(path.join(os.tmpdir(), "bootstrappable-ext3-"));
    const contents = path.join(folder, "contents");
    execFileSync("cp", ["-r", inExample("distfiles").fsPath, contents]);
    await symlink("greet-1.0_x86.hex0", path.join(contents, "link"));
    await symlink("../../etc/passwd", path.join(contents, "out"));
    execFileSync("truncate", ["-s", "8M", path.join(folder, "disk.img")]);
    const options = ["-q", "-F", "-t", "ext3", "-J", "size=1", "-b", "1024", "-d", contents];
    execFileSync("mke2fs", [...options, path.join(folder, "disk.img")], { env: e2fsprogs });
    await run("openImage", vscode.Uri.file(path.join(folder, "disk.img")));
  });
  after(async () => {
    if (!withExt3) return;
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const subject of (await nodes()).map((node) => node.subject)) await run("closeImage", { subject });
    await rm(folder, { recursive: true });
  });

  it("list their files and where links lead, and open them", async () => {
    const top = await line("disk.img");
    assert.deepEqual(
      top.children!.map(({ label }) => label),
      ["It holds an ext3 file system.", "Files"],
    );
    const files = await line("disk.img", "Files");
    assert.deepEqual(
      files.children!.map(({ label, description }) => `${label} ${description?.replace(/^[\d.]+/, "")}`),
      [
        "lost+found empty",
        "greet-1.0_AMD64.hex0  KiB",
        "greet-1.0_x86.hex0  KiB",
        "link → greet-1.0_x86.hex0",
        "out → ../../etc/passwd",
      ],
    );
    const onDisk = await vscode.workspace.openTextDocument(inExample("distfiles/greet-1.0_x86.hex0"));
    for (const label of ["greet-1.0_x86.hex0", "link"]) {
      const document = await opened(await line("disk.img", "Files", label));
      assert.equal(document.getText(), onDisk.getText());
      assert.equal(document.languageId, "hex0");
    }
    // Within the image there is no such file.
    assert.equal((await line("disk.img", "Files", "out")).command, undefined);
  });

  it("give a file out", async () => {
    const extracting = run("extractFromImage", await line("disk.img", "Files", "greet-1.0_x86.hex0"));
    await accepting(path.join(folder, "greet-1.0_x86.hex0"));
    assert.deepEqual(
      await readFile(path.join(folder, "greet-1.0_x86.hex0")),
      await readFile(inExample("distfiles/greet-1.0_x86.hex0").fsPath),
    );
    await vscode.commands.executeCommand("notifications.clearAll");
    await extracting;
  });

  it("say where they are damaged, and show the rest", async () => {
    const handle = await open(path.join(folder, "disk.img"), "r+");
    // The superblock's number of inodes for each group.
    await handle.write(Buffer.alloc(4), 0, 4, 1024 + 40);
    await handle.close();
    const top = await eventually(
      async () => (await nodes())[0],
      (node) => node?.description?.includes("damaged") === true,
      "the damage",
    );
    assert.equal(top!.children![1]!.label, "the file system's superblock is damaged");
  });
});

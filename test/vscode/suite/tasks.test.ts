import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import * as vscode from "vscode";
import {
  codesOf,
  eventually,
  inExample,
  openFile,
  problemsOf,
  shown,
  taskOf,
  withChange,
  writeFiles,
} from "./support";

const manifest = () => inExample("steps/manifest");
const script = () => inExample("steps/greet-1.0/pass2.kaem");

/** The line, from one, that holds a text. */
async function lineOf(uri: vscode.Uri, text: string, occurrence = 1): Promise<number> {
  const lines = (await readFile(uri.fsPath, "utf8")).split("\n");
  let left = occurrence;
  return lines.findIndex((line) => line.includes(text) && --left === 0) + 1;
}

describe("the assemble task", () => {
  it("makes the bytes whose checksum the example publishes", async () => {
    await openFile("seed/stage0-posix/AMD64/hex0_AMD64.hex0");
    assert.equal(await taskOf("bootstrappable.assemble"), 0);
    const bytes = await readFile(inExample("seed/stage0-posix/AMD64/hex0_AMD64.bin").fsPath);
    const answers = await readFile(inExample("seed/stage0-posix/amd64.answers").fsPath, "utf8");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    assert.match(answers, new RegExp(`^${sha256}  \\S*/hex0$`, "m"));
  });

  it("is offered for the open file, and run for the tree", async () => {
    await openFile("seed/stage0-posix/AMD64/hex0_AMD64.hex0");
    const tasks = await vscode.tasks.fetchTasks({ type: "bootstrappable" });
    const names = tasks.map(({ name }) => name).sort();
    assert.deepEqual(names, [
      "assemble hex0_AMD64.hex0",
      "build seeds of mini-bootstrap",
      "run mini-bootstrap",
    ]);
  });
});

describe("the assemble task of a file of a program", () => {
  const folder = "programs";
  const seed = `${folder}/seed/stage0-posix`;
  const files: Readonly<Record<string, string>> = {
    [`${folder}/steps/manifest`]: "",
    [`${seed}/kaem.x86`]: "./x86/kaem-0 ./x86/mini.kaem\n",
    [`${seed}/x86/mini.kaem`]: [
      "./x86/catm ./x86/artifact/one.hex2 ./x86/ELF.hex2 ./x86/one.hex2",
      "./x86/hex2-0 ./x86/artifact/one.hex2 ./x86/bin/one",
      "./x86/catm ./x86/artifact/two.M1 ./x86/x86_defs.M1 ./x86/two.M1",
      "./x86/M0 ./x86/artifact/two.M1 ./x86/artifact/two-0.hex2",
      "./x86/catm ./x86/artifact/two.hex2 ./x86/ELF.hex2 ./x86/artifact/two-0.hex2",
      "./x86/hex2-0 ./x86/artifact/two.hex2 ./x86/bin/two",
      "./x86/cc ./x86/main.c ./x86/artifact/main.M1",
      "./x86/M1 --architecture x86 --little-endian -f ./x86/libc.M1 -f ./x86/artifact/main.M1 -o ./x86/artifact/main.hex2",
      "./x86/hex2 --architecture x86 --little-endian -f ./x86/artifact/main.hex2 -o ./x86/bin/main",
      "",
    ].join("\n"),
    [`${seed}/x86/ELF.hex2`]: ":base\n7F 45\n&end\n",
    [`${seed}/x86/one.hex2`]: ":one\nB8 &base\n:end\n",
    [`${seed}/x86/x86_defs.M1`]: "DEFINE ret C3\nDEFINE call E8\n",
    [`${seed}/x86/two.M1`]: ":two\n\tcall %two\n\tret\n:end\n",
    [`${seed}/x86/libc.M1`]: ":start\n'C3'\n",
    [`${folder}/alone.hex1`]: ":a 90\nE8 %a\n",
    [`${folder}/alone.hex2`]: ":a &a\n",
  };
  const two = "7f450c800408e8fbffffffc3";
  const one = "7f450b800408b800800408";

  before(() => writeFiles(files));
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(inExample(folder).fsPath, { recursive: true });
    // The editor tells of what is gone a moment later; until then there would be two trees to choose from.
    await vscode.commands.executeCommand("bootstrappable.refreshTrees");
    await openFile("steps/manifest");
  });

  const written = async (name: string) => (await readFile(inExample(name).fsPath)).toString("hex");
  const offered = async () => {
    const found = await vscode.tasks.fetchTasks({ type: "bootstrappable" });
    return found.map(({ name }) => name).filter((name) => name.startsWith("assemble "));
  };

  it("makes the bytes of the whole program, in the one that it is seen in", async () => {
    await openFile(`${seed}/x86/two.M1`);
    assert.deepEqual(await offered(), ["assemble two.M1"]);
    assert.equal(await taskOf("bootstrappable.assemble"), 0);
    assert.equal(await written(`${seed}/x86/two.bin`), two);
    await openFile(`${seed}/x86/ELF.hex2`);
    assert.equal(await taskOf("bootstrappable.assemble"), 0);
    assert.equal(await written(`${seed}/x86/ELF.bin`), one);
    await vscode.commands.executeCommand("bootstrappable.chooseBuild", { build: "x86 /x86/bin/two" });
    try {
      assert.equal(await taskOf("bootstrappable.assemble"), 0);
      assert.equal(await written(`${seed}/x86/ELF.bin`), two);
    } finally {
      await vscode.commands.executeCommand("bootstrappable.chooseBuild", { build: undefined });
    }
  });

  it("has a lens above the source", async () => {
    const { document } = await openFile(`${seed}/x86/one.hex2`);
    const lens = await eventually(
      async () => {
        const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          document.uri,
        );
        return all.find(({ command }) => command?.command === "bootstrappable.assemble")?.command?.title;
      },
      (title) => title !== undefined,
      "the lens",
    );
    assert.equal(lens, "Assemble /x86/bin/one (x86)");
  });

  it("shows what is wrong in whichever file it is, once, until it assembles", async () => {
    await openFile(`${seed}/x86/ELF.hex2`);
    const broken = inExample(`${seed}/x86/one.hex2`);
    const found = () => codesOf(broken).filter((code) => code === "hex2/undefined-label");
    await withChange(
      `${seed}/x86/one.hex2`,
      (text) => text.replace("&base", "&bse"),
      async () => {
        assert.equal(await taskOf("bootstrappable.assemble"), 1);
        await eventually(found, (codes) => codes.length === 1, "the finding");
        const [problem] = problemsOf(broken).filter(({ code }) => JSON.stringify(code).includes("undefined"));
        assert.equal(problem?.range.start.line, 1);
      },
    );
    assert.equal(await taskOf("bootstrappable.assemble"), 0);
    await eventually(found, (codes) => codes.length === 0, "no finding");
  });

  it("is none where a compiler writes a part of it", async () => {
    await openFile(`${seed}/x86/libc.M1`);
    assert.deepEqual(await offered(), []);
    await vscode.commands.executeCommand("bootstrappable.assemble");
    assert.deepEqual(vscode.tasks.taskExecutions, []);
  });

  it("asks for the architecture where nothing tells it, and takes it from the settings", async () => {
    const settings = vscode.workspace.getConfiguration("bootstrappable.assembly");
    await openFile(`${folder}/alone.hex1`);
    const ended = taskOf("bootstrappable.assemble");
    // The list takes a moment to be there.
    const accept = setInterval(
      () => void vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
      500,
    );
    assert.equal(await ended.finally(() => clearInterval(accept)), 0);
    assert.equal((await written(`${folder}/alone.bin`)).slice(0, 4), "90e8");
    await settings.update("architecture", "amd64", vscode.ConfigurationTarget.Workspace);
    try {
      await openFile(`${folder}/alone.hex2`);
      await rm(inExample(`${folder}/alone.bin`).fsPath);
      assert.equal(await taskOf("bootstrappable.assemble"), 0);
      assert.equal(await written(`${folder}/alone.bin`), "00006000");
    } finally {
      await settings.update("architecture", undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

describe("the run task", () => {
  it("goes green on the example", async () => {
    assert.equal(await taskOf("bootstrappable.run"), 0);
    assert.deepEqual(problemsOf(manifest()), []);
  });

  it("shows a failure on the script's and the manifest's line, until the next good run", async () => {
    const broken = "hex0 src/no-such-file.hex0 /tmp/never";
    await withChange(
      "steps/greet-1.0/pass2.kaem",
      (text) => text.replace("set -ex\n", `set -ex\n${broken}\n`),
      async () => {
        assert.equal(await taskOf("bootstrappable.run"), 1);
        const [found] = problemsOf(script());
        assert.ok(
          found,
          `nothing on the script; elsewhere: ${JSON.stringify(vscode.languages.getDiagnostics())}`,
        );
        assert.equal(found.range.start.line + 1, await lineOf(script(), broken));
        assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
        assert.ok((found.relatedInformation ?? []).length > 0, "no tail of the log");
        const onManifest = problemsOf(manifest());
        assert.deepEqual(
          onManifest.map(({ range }) => range.start.line + 1),
          [await lineOf(manifest(), "build: greet-1.0", 2)],
        );
        const statusBar = async () => (await shown()).statusBar();
        assert.equal(await statusBar(), "$(error) failed at greet-1.0 (pass 2)");
        await vscode.commands.executeCommand("bootstrappable.goToFailure");
        assert.equal(vscode.window.activeTextEditor?.document.fileName, script().fsPath);
        assert.equal(
          vscode.window.activeTextEditor.selection.active.line + 1,
          await lineOf(script(), broken),
        );
        await eventually(statusBar, (text) => text.startsWith("$(layers)"), "nothing to look at");
      },
    );
    assert.equal(await taskOf("bootstrappable.run"), 0);
    assert.deepEqual([...codesOf(script()), ...codesOf(manifest())], []);
  });

  it("names the checksum's line when a distfile has changed", async () => {
    await withChange(
      "distfiles/greet-1.0_AMD64.hex0",
      (text) => `${text}# one line more\n`,
      async () => {
        assert.equal(await taskOf("bootstrappable.run"), 1);
        const sources = inExample("steps/greet-1.0/sources");
        const [found] = await eventually(
          () => problemsOf(sources),
          (diagnostics) => diagnostics.length > 0,
          "a finding on the sources line",
        );
        assert.equal(found?.range.start.line, 1);
      },
    );
    assert.equal(await taskOf("bootstrappable.run"), 0);
  });

  it("ends when it is terminated", async () => {
    const ended = taskOf("bootstrappable.run");
    const [execution] = await eventually(
      () => vscode.tasks.taskExecutions.filter(({ task }) => task.definition.type === "bootstrappable"),
      (executions) => executions.length > 0,
      "a running task",
    );
    execution?.terminate();
    await ended;
    assert.deepEqual(codesOf(manifest()), [], "a run that was broken off is no failure");
  });
});

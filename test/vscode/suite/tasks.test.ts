import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { codesOf, eventually, inExample, openFile, problemsOf, taskOf, withChange } from "./support";

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

describe("the run task", function () {
  this.timeout(180_000);

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

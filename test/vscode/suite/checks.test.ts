import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import type { Node } from "../../../client/src/views/nodes";
import { codesOf, eventually, inExample, openFile, problemsOf, taskOf, withChange } from "./support";

const root = () => inExample("").fsPath.replace(/\/$/, "");

async function artifacts(): Promise<readonly Node[]> {
  const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(extension);
  const nodes = await (await extension.activate()).nodes("seeds");
  return nodes.find(({ label }) => label === "amd64.answers")?.children ?? [];
}

describe("Build Seeds In Process", () => {
  it("holds what it built against the published hashes, in the view and as diagnostics", async () => {
    await openFile("steps/manifest");
    await vscode.commands.executeCommand("bootstrappable.chooseConfiguration", {
      tree: root(),
      choice: { architecture: "amd64" },
    });
    try {
      assert.equal(await taskOf("bootstrappable.buildSeeds"), 0);
      await eventually(
        artifacts,
        (found) => found.some(({ description }) => description?.includes("built as published") === true),
        "artifacts as published",
      );
      const answers = inExample("seed/stage0-posix/amd64.answers");
      await withChange(
        "seed/stage0-posix/amd64.answers",
        (text) => text.replace(/^[0-9a-f]{8}/, "00000000"),
        async () => {
          assert.equal(await taskOf("bootstrappable.buildSeeds"), 1);
          const [found] = await eventually(
            () => problemsOf(answers),
            (diagnostics) => diagnostics.length > 0,
            "a finding on the line of the answers",
          );
          assert.equal(found?.range.start.line, 0);
          assert.ok(
            (await artifacts()).some(
              ({ description }) => description?.includes("built differently") === true,
            ),
          );
        },
      );
      assert.equal(await taskOf("bootstrappable.buildSeeds"), 0);
      assert.deepEqual(codesOf(answers), []);
    } finally {
      await vscode.commands.executeCommand("bootstrappable.chooseConfiguration", { tree: root() });
    }
  });
});

describe("Check This Tree", () => {
  it("shows what stands in a run's way, and what to do", async () => {
    await openFile("steps/manifest");
    await vscode.commands.executeCommand("bootstrappable.checkTree");
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, "bootstrappable-report");
    assert.match(text, /^[✓!✗?] \S+: \S/m);
    await withChange(
      "steps/manifest",
      (manifest) => manifest.replaceAll("\n", "\r\n"),
      async () => {
        await openFile("steps/env");
        await vscode.commands.executeCommand("bootstrappable.checkTree");
        await eventually(
          () => vscode.window.activeTextEditor?.document.getText() ?? "",
          (report) => /^✗ encodings/m.test(report) && report.includes("CRLF") && report.includes("→"),
          "the line ends, with a remedy",
        );
      },
    );
  });
});

describe("Check Step", () => {
  it("tells what the step of the open file lacks, until it has it", async () => {
    await openFile("steps/greet-1.0/pass2.kaem");
    await vscode.commands.executeCommand("bootstrappable.checkStep");
    const sources = inExample("steps/greet-1.0/sources");
    const before = codesOf(sources).filter((code) => code === "step/placeholder-hash");
    assert.deepEqual(before, []);
    await withChange(
      "steps/greet-1.0/sources",
      (text) => text.replace(/[0-9a-f]{64}/, "0".repeat(64)),
      async () => {
        await vscode.commands.executeCommand("bootstrappable.checkStep");
        await eventually(
          () => codesOf(sources),
          (codes) => codes.includes("step/placeholder-hash"),
          "the hash that is none",
        );
      },
    );
    await vscode.commands.executeCommand("bootstrappable.checkStep");
    await eventually(
      () => codesOf(sources),
      (codes) => !codes.includes("step/placeholder-hash"),
      "no finding any more",
    );
  });
});

describe("New Step", () => {
  const folder = () => inExample("steps/hello-9.1");

  it("writes and opens what a package needs, and overwrites nothing", async () => {
    const manifest = inExample("steps/manifest").fsPath;
    const before = await readFile(manifest, "utf8");
    const given = {
      tree: root(),
      name: "hello-9.1",
      after: "greet-1.0:1",
      url: "https://example.org/hello-9.1.tar.gz",
    };
    try {
      await openFile("steps/manifest");
      await vscode.commands.executeCommand("bootstrappable.newStep", given);
      const after = (await readFile(manifest, "utf8")).split("\n");
      const place = after.indexOf("build: greet-1.0");
      assert.equal(
        after.findIndex((line) => line.startsWith("build: hello-9.1")),
        place + 1,
      );
      const sources = await readFile(inExample("steps/hello-9.1/sources").fsPath, "utf8");
      assert.match(sources, /https:\/\/example\.org\/hello-9\.1\.tar\.gz/);
      const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
      assert.ok(open.includes("pass1.kaem"), open.join(" "));
      const script = inExample("steps/hello-9.1/pass1.kaem").fsPath;
      await writeFile(script, "# mine\n");
      await vscode.commands.executeCommand("bootstrappable.newStep", given);
      assert.equal(await readFile(script, "utf8"), "# mine\n");
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await rm(folder().fsPath, { recursive: true, force: true });
      await writeFile(manifest, before);
    }
  });
});

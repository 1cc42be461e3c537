import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import { codesOf, eventually, find, inExample, openFile, withChange } from "./support";

const seed = "seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/hex0_AMD64.hex0";

async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ""))
    .join("\n");
}

describe("hex0", () => {
  it("is recognised by its ending", async () => {
    const { document } = await openFile(seed);
    assert.equal(document.languageId, "hex0");
  });

  it("shows the instruction under the cursor, its place and where it jumps", async () => {
    const { document } = await openFile(seed);
    // A line such as `⇥74 48   ; je !comment   # Is it a semicolon?`
    const displacement = find(document, "; je !comment").with({ character: 4 });
    const hover = await eventually(
      () => hoverAt(document, displacement),
      (text) => text.includes("je "),
      "the hover on a jump",
    );
    assert.match(hover, /→ \*\*comment\*\*/);
    assert.match(hover, /\*\*rel8\*\* `38` — \+56 bytes from behind the instruction/);
    assert.match(hover, /address 0x6000/);
  });

  it("shows the ELF field under the cursor", async () => {
    const { document } = await openFile(seed);
    assert.match(await hoverAt(document, find(document, "3E 00", 1)), /e_machine[^]*x86-64/);
  });

  it("outlines headers and labels", async () => {
    const { document } = await openFile(seed);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const names = symbols.map(({ name }) => name);
    for (const name of ["ELF header", "Program header 1", "_start", "next"])
      assert.ok(names.includes(name), name);
  });

  it("reports a letter that was meant to be a digit, and takes it back", async () => {
    const { document } = await openFile(seed);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(find(document, "3E 00"), find(document, "3E 00", 2)), "3G");
    await vscode.workspace.applyEdit(edit);
    const reported = (code: string) => (codes: string[]) => codes.includes(code);
    await eventually(() => codesOf(document.uri), reported("hex0/digit-g"), "the diagnostic");
    await vscode.commands.executeCommand("undo");
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.length === 0,
      "no diagnostic after undo",
    );
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

describe("steps/manifest", () => {
  it("goes to the script of the right pass", async () => {
    const { document } = await openFile("steps/manifest");
    assert.equal(document.languageId, "bootstrap-manifest");
    const first = document.getText().indexOf("build: greet-1.0");
    const second = document.getText().indexOf("build: greet-1.0", first + 1);
    const scripts = await Promise.all(
      [first, second].map(async (at) => {
        const places = await eventually(
          () =>
            vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
              "vscode.executeDefinitionProvider",
              document.uri,
              document.positionAt(at + "build: gr".length),
            ),
          (found) => found.length > 0,
          "a definition",
        );
        const [place] = places;
        assert.ok(place);
        return ("targetUri" in place ? place.targetUri : place.uri).fsPath;
      }),
    );
    assert.deepEqual(
      scripts,
      [1, 2].map((pass) => inExample(`steps/greet-1.0/pass${pass}.kaem`).fsPath),
    );
  });

  it("reports a package that no folder has", async () => {
    const { document } = await openFile("steps/manifest");
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), "build: nowhere-1.0\n");
    await vscode.workspace.applyEdit(edit);
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.includes("manifest/unknown-package"),
      "the diagnostic",
    );
    await vscode.commands.executeCommand("undo");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("is clean as it stands", async () => {
    const { document } = await openFile("steps/manifest");
    await eventually(
      () => codesOf(document.uri),
      (codes) => codes.length === 0,
      "no diagnostic",
    );
  });
});

describe("problems", () => {
  it("are those of files that are not open, too, and each once", async () => {
    const file = "seed/stage0-posix/AMD64/match_AMD64.hex0";
    const only = (codes: string[]) => codes.includes("hex0/stray-text");
    await withChange(
      file,
      (text) => `${text}bad word\n`,
      async () => {
        const told = await eventually(
          () => codesOf(inExample(file)),
          only,
          "the diagnostic of a closed file",
        );
        await openFile(file);
        await eventually(
          () => codesOf(inExample(file)),
          (codes) => codes.length === told.length,
          "as many of the open file",
        );
      },
    );
    await eventually(
      () => codesOf(inExample(file)),
      (codes) => codes.length === 0,
      "none after the file was put right",
    );
  });
});

describe("a source of several programs", () => {
  const source = "seed/stage0-posix/x86/switch.hex2";

  it("says in the status bar which one it is seen in, and is seen in another by choice", async () => {
    const extension = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
    assert.ok(extension);
    const shown = await extension.activate();
    const parts = {
      [source]: ":main\n&main\n",
      "seed/stage0-posix/x86/one.hex2": "90\n",
      "seed/stage0-posix/x86/two.hex2": "90 90\n",
    };
    const build = (part: string) =>
      `./x86/artifact/catm ./x86/artifact/t.hex2 ./x86/${part}.hex2 ./x86/switch.hex2\n` +
      `./x86/artifact/hex2-0 ./x86/artifact/t.hex2 ./x86/bin/${part}\n`;
    for (const [name, text] of Object.entries(parts)) await writeFile(inExample(name).fsPath, text);
    try {
      await withChange(
        "seed/stage0-posix/x86/tools-mini-kaem.kaem",
        (text) => `${text}${build("one")}${build("two")}`,
        async () => {
          const { document } = await openFile(source);
          const hover = () => hoverAt(document, find(document, "&main", 2));
          await eventually(
            () => shown.build(),
            (text) => text.includes("one · x86"),
            "the first program",
          );
          await eventually(hover, (text) => text.includes("0x8048001"), "the address in the first");
          const choose = (name: string | null) =>
            vscode.commands.executeCommand("bootstrappable.chooseBuild", { build: name });
          await choose("x86 /x86/bin/two");
          await eventually(
            () => shown.build(),
            (text) => text.includes("two · x86"),
            "the choice",
          );
          await eventually(hover, (text) => text.includes("0x8048002"), "the address in the second");
          await choose(null);
          await eventually(
            () => shown.build(),
            (text) => text.includes("one · x86"),
            "the first again",
          );
        },
      );
      await openFile(seed);
      await eventually(
        () => shown.build(),
        (text) => text === "",
        "nothing for a file of no program",
      );
    } finally {
      for (const name of Object.keys(parts)) await rm(inExample(name).fsPath);
    }
  });
});

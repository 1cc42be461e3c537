import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { SourceText } from "../../text/sourceText";
import { defaultConfiguration } from "../../tree/configuration";
import { generateScripts } from "../../tree/generate/generateScripts";
import { treeAt } from "../../tree/tree";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { shell } from "../shell/index";
import { generatedLinks, isGenerated } from "./generated";
import { kaem } from "./index";

const files: Readonly<Record<string, string>> = {
  "/t/steps/manifest":
    "build: a-1\nbuild: b-1 ( QEMU == True )\nbuild: a-1\njump: fiwix\nimprove: i\nbuild: bash-2\nbuild: c-1\nuninstall: a-1 b\nimprove: j\nimprove: j\n",
  "/t/steps/env": "# how\nPREFIX=/usr\nBINDIR=${PREFIX}/bin\n",
  "/t/seed/seed.kaem": "set -ex\n\nif match a b; then\n    cp a b\nelse\n    cp a b\nfi\n",
};

async function scripts() {
  const workspace = new Workspace(new MemoryFileSystem(files));
  const { files: made } = await generateScripts(treeAt("/t"), workspace, defaultConfiguration("x86"));
  return new Map(made.map(({ path, bytes }) => [path, new SourceText(bytes)]));
}

/** Each link as `its text → the text that it leads to`. */
async function shown(path: string, text: SourceText): Promise<string[]> {
  const document: Document = {
    language: "kaem",
    path,
    text,
    workspace: new Workspace(new MemoryFileSystem({ ...files, [path]: "" })),
  };
  expect(await kaem.diagnostics!(document)).toEqual([]);
  return (await kaem.links!(document)).map(({ range, target }) => {
    if (!("path" in target) || target.range === undefined) throw new Error("no place");
    const source = SourceText.fromString(files[target.path]!);
    return `${text.slice(range)} → ${target.path.slice("/t/".length)}: ${source.slice(target.range)}`;
  });
}

describe("generated scripts", () => {
  it("of the kaem era lead back to manifest and env", async () => {
    const made = await scripts();
    expect(await shown("/t/steps/0.sh", made.get("steps/0.sh")!)).toEqual([
      "PREFIX=/usr → steps/env: PREFIX=/usr",
      "BINDIR=${PREFIX}/bin → steps/env: BINDIR=${PREFIX}/bin",
      "kaem --file pass1.kaem → steps/manifest: build: a-1",
      "kaem --file pass2.kaem → steps/manifest: build: a-1",
      "kaem --file /steps/jump/fiwix.sh → steps/manifest: jump: fiwix",
    ]);
  });

  it("of the bash era lead back to the manifest", async () => {
    const made = await scripts();
    expect(await shown("/t/steps/2.sh", made.get("steps/2.sh")!)).toEqual([
      "build c-1 pass1.sh → steps/manifest: build: c-1",
      "uninstall a-1 b → steps/manifest: uninstall: a-1 b",
    ]);
    const path = "/t/steps/2.sh";
    const text = made.get("steps/2.sh")!;
    const workspace = new Workspace(new MemoryFileSystem(files));
    expect(await shell.links!({ language: "shellscript", path, text, workspace })).toHaveLength(2);
  });

  it("of the seed lead back to what was joined", async () => {
    const text = SourceText.fromString(`ARCH=x86\n${files["/t/steps/env"]}${files["/t/seed/seed.kaem"]}exit`);
    expect(await shown("/t/seed/seed-full.kaem", text)).toEqual([
      "PREFIX=/usr → steps/env: PREFIX=/usr",
      "BINDIR=${PREFIX}/bin → steps/env: BINDIR=${PREFIX}/bin",
      "set -ex → seed/seed.kaem: set -ex",
      "if match a b; then → seed/seed.kaem: if match a b; then",
      "else → seed/seed.kaem: else",
      "fi → seed/seed.kaem: fi",
    ]);
  });

  it("have telling names", () => {
    expect(["/r/kaem.run.0", "/r/init.4", "/r/preseed-jump.kaem", "/r/steps/12.sh"].every(isGenerated)).toBe(
      true,
    );
    expect(["/r/kaem.run", "/r/seed.kaem", "/r/steps/jump/1.sh", "/r/steps/a1.sh"].some(isGenerated)).toBe(
      false,
    );
  });

  it("lead nowhere without a tree", async () => {
    const text = SourceText.fromString("build a pass1.sh\n");
    expect(await generatedLinks({ language: "kaem", path: undefined, text, workspace: undefined })).toEqual(
      [],
    );
  });
});

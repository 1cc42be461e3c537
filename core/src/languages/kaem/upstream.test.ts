import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { RememberedFiles } from "../../platform/rememberedFiles";
import { edited } from "../../testing/edits";
import { SourceText } from "../../text/sourceText";
import { treeAt } from "../../tree/tree";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { dialectOfPath } from "./dialect";
import { kaem } from "./index";
import { parseKaem } from "./parser";

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

describe.skipIf(root === undefined)("upstream's scripts", () => {
  const tree = treeAt(root ?? "");
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));

  async function open(path: string): Promise<Document> {
    const text = (await workspace.text(path))!;
    return { language: "kaem", path, text, workspace };
  }

  async function scripts(): Promise<string[]> {
    const found = [
      "x86/mescc-tools-mini-kaem.kaem",
      "x86/mescc-tools-full-kaem.kaem",
      "kaem.x86",
      "x86/kaem.run",
    ];
    const paths = [...found.map((each) => `${tree.stage0}/${each}`), `${tree.seed}/seed.kaem`];
    for (const { name } of await nodeFileSystem.list(tree.steps)) {
      const path = `${tree.steps}/${name}/pass1.kaem`;
      if (await workspace.isFile(path)) paths.push(path);
    }
    return paths;
  }

  it("are formatted to the same commands, and then stay as they are", async () => {
    for (const path of await scripts()) {
      const document = await open(path);
      const text = edited(document.text, await kaem.format!(document));
      const read = (source: typeof text) =>
        parseKaem(source, dialectOfPath(path)).commands.map(({ words, fate }) => [
          fate,
          ...words.map((word) => word.text),
        ]);
      expect(read(text)).toEqual(read(document.text));
      expect(await kaem.format!({ ...document, text })).toEqual([]);
    }
  });

  it("answer at every word, without a failure", { timeout: 120_000 }, async () => {
    for (const path of await scripts()) {
      const document = await open(path);
      const words = parseKaem(document.text, dialectOfPath(path)).commands.flatMap(
        (command) => command.words,
      );
      // Of the longest scripts not every word: their commands are all alike.
      const some = Math.ceil(words.length / 150);
      for (const { range } of words.filter((_, at) => at % some === 0)) {
        await kaem.hover!(document, range.end);
        await kaem.definition!(document, range.start);
        await kaem.completion!(document, range.end);
        await kaem.signature!(document, range.end);
        await kaem.actions!(document, range);
      }
      expect(await kaem.links!(document)).toBeDefined();
    }
  });

  it("miss any input of stage0-posix that is not there", { timeout: 120_000 }, async () => {
    const folders = ["x86", "AMD64", "AArch64", "riscv32", "riscv64"];
    const names = ["mescc-tools-seed-kaem.kaem", "mescc-tools-mini-kaem.kaem", "mescc-tools-full-kaem.kaem"];
    const open = new Map<string, SourceText>();
    const edited = new Workspace(new RememberedFiles(nodeFileSystem, () => true), (path) => open.get(path));
    let tried = 0;
    for (const path of folders.flatMap((folder) => names.map((name) => `${tree.stage0}/${folder}/${name}`))) {
      const before = (await edited.text(path))!;
      const inputs = parseKaem(before, dialectOfPath(path)).commands.flatMap(({ words }) =>
        words.filter(
          ({ text }, at) =>
            /\.(?:hex[012]|M1|c|kaem)$/.test(text) && !/^-o$|catm$/.test(words[at - 1]?.text ?? "catm"),
        ),
      );
      // What is written is among them: a later line reads it, and does not find it.
      for (const at of [0, 0.4, 0.8].map((part) => Math.floor(part * inputs.length))) {
        const { range, text: name } = inputs[at]!;
        const middle = range.start + name.lastIndexOf(".");
        const text = SourceText.fromString(
          `${before.slice({ start: 0, end: middle })}-none${before.slice({ start: middle, end: before.length })}`,
        );
        open.set(path, text);
        const found = await kaem.diagnostics!({ language: "kaem", path, text, workspace: edited });
        expect([path, name, found.map(({ code }) => code)]).toEqual([
          path,
          name,
          expect.arrayContaining(["kaem/missing-file"]),
        ]);
        open.delete(path);
        tried++;
      }
    }
    expect(tried).toBe(45);
  });

  it.each([
    ["tcc-0.9.26", "tcc-mes -version", ["steps/tcc-0.9.26/pass1.kaem:88", "steps/tcc-0.9.26/pass1.kaem:82"]],
    [
      "gzip-1.2.4",
      "untar --file",
      ["seed/seed.kaem:32", "seed/stage0-posix/mescc-tools-extra/mescc-tools-extra.kaem:34"],
    ],
    ["gzip-1.2.4", "patch -Np1", ["steps/patch-2.5.9/pass1.kaem:31"]],
  ])("of %s, lead from `%s` to what installs and builds the program", async (name, command, expected) => {
    const document = await open(`${tree.steps}/${name}/pass1.kaem`);
    const targets = await kaem.definition!(document, document.text.latin1.indexOf(command));
    const places = await Promise.all(
      targets.map(async ({ path, range }) => {
        const text = (await workspace.text(path))!;
        return `${path.slice(tree.root.length + 1)}:${text.lineAt(range!.start) + 1}`;
      }),
    );
    expect(places).toEqual(expected);
  });
});

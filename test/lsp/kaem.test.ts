import { cpSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import type { Location, MarkupContent, TextEdit, WorkspaceEdit } from "vscode-languageserver-protocol/node";
import { SourceText } from "../../core/src/text/sourceText";
import { built, repository } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

/** The script of a step of the example, open in an editor, and its services asked at the first place of a text. */
async function opened(name: string, change: (text: string) => string = (text) => text) {
  const root = folderWith({});
  cpSync(path.join(repository, "examples/mini-bootstrap"), root, { recursive: true });
  const client = await Client.start();
  const file = path.join(root, name);
  const uri = pathToFileURL(file).href;
  const text = change(await readFile(file, "utf8").catch(() => ""));
  await client.open(uri, "kaem", text);
  const ask = async <Result>(method: string, at?: string, more: object = {}): Promise<Result> => {
    const offset = at === undefined ? 0 : text.indexOf(at) + at.length;
    const position = SourceText.fromString(text).positionAt(offset, "utf-16");
    const params = { textDocument: { uri }, position, ...more };
    return client.connection.sendRequest(`textDocument/${method}`, params);
  };
  const inTree = (target: string) => decodeURIComponent(target).slice(pathToFileURL(root).href.length + 1);
  return { client, uri, text, ask, inTree };
}

const script = "steps/greet-1.0/pass1.kaem";

it("answers an editor about a script of kaem in its tree", async () => {
  const { client, uri, ask, inTree } = await opened(script);
  expect((await client.published(uri, 1)).diagnostics).toEqual([]);

  const hover = await ask<{ contents: MarkupContent }>("hover", "${BINDIR");
  expect(hover.contents.value).toMatch(/^\*\*BINDIR\*\* is `\/usr\/bin`\n\nSet in `steps\/env:7`$/);
  const program = await ask<{ contents: MarkupContent }>("hover", "\nhex0");
  expect(program.contents.value).toMatch(/^`hex0 IN OUT`[^]*made by `seed\/after\.kaem:\d+`, from `/);

  const definition = await ask<Location[]>("definition", "${BINDIR");
  expect(definition.map((each) => inTree(each.uri))).toEqual(["steps/env"]);
  const references = await ask<Location[]>("references", "${BINDIR", {
    context: { includeDeclaration: true },
  });
  expect(references.map((each) => inTree(each.uri))).toEqual(expect.arrayContaining([script, "steps/env"]));
  // Who runs the script sets it.
  await expect(ask("rename", "${BINDIR", { newName: "BIN" })).rejects.toThrow(
    "This script does not set BINDIR.",
  );

  const items = await ask<{ label: string }[] | { items: { label: string }[] }>(
    "completion",
    "\nsha256sum -",
  );
  const labels = (Array.isArray(items) ? items : items.items).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(["--check", "--output"]));
  const signatures = await ask<{ signatures: { label: string }[] }>("signatureHelp", "\nhex0 ${DIST");
  expect(signatures.signatures[0]?.label).toBe("hex0 IN OUT");

  const symbols = await ask<{ name: string }[]>("documentSymbol");
  expect(symbols.map(({ name }) => name)).toContain("${BINDIR}/greet");
  const folds = await ask<{ startLine: number; endLine: number }[]>("foldingRange");
  expect(folds).toEqual(expect.arrayContaining([expect.objectContaining({ startLine: 16, endLine: 18 })]));
  const links = await ask<{ target: string }[]>("documentLink");
  expect(links.map(({ target }) => inTree(target))).toContain("steps/greet-1.0/sources");
  const highlights = await ask<unknown[]>("documentHighlight", "\nif");
  expect(highlights).toHaveLength(4);
  const tokens = await ask<{ data: number[] }>("semanticTokens/full");
  expect(tokens.data.length % 5).toBe(0);
  expect(tokens.data.length).toBeGreaterThan(50);
  expect(
    await ask<TextEdit[]>("formatting", undefined, { options: { tabSize: 4, insertSpaces: true } }),
  ).toEqual([]);

  const [item] = await ask<{ name: string }[]>("prepareCallHierarchy", "set");
  expect(item?.name).toBe("pass1.kaem");
  const calls = await client.connection.sendRequest<{ from: { uri: string } }[]>(
    "callHierarchy/incomingCalls",
    {
      item,
    },
  );
  expect(calls.map(({ from }) => inTree(from.uri))).toEqual(["steps/manifest"]);
});

it("finds and mends what kaem would do otherwise than it looks", async () => {
  const { client, uri, ask } = await opened(
    script,
    (text) => `${text}NAME=1\ngreet \${NAME}\nkaem greet.kaem\nexport X=1`,
  );
  const renamed = await ask<WorkspaceEdit>("rename", "NAM", { newName: "WHOM" });
  const edits = (renamed.documentChanges ?? []).flatMap((each) => ("edits" in each ? each.edits : []));
  expect(edits.map((each) => "newText" in each && each.newText)).toEqual(["WHOM", "WHOM"]);
  const { diagnostics } = await client.published(uri, 1);
  expect(diagnostics.map(({ code }) => code)).toEqual([
    "kaem/unknown-argument",
    "kaem/no-final-newline",
    "kaem/not-builtin",
  ]);
  const actions = await client.connection.sendRequest<{ title: string; kind: string }[]>(
    "textDocument/codeAction",
    {
      textDocument: { uri },
      range: diagnostics[0]!.range,
      context: { diagnostics: [] },
    },
  );
  expect(actions.map(({ title, kind }) => [kind, title])).toEqual([
    ["quickfix", "Put `--file` before it"],
    ["refactor.rewrite", "Quote this word"],
  ]);
});

it("leads from a generated script back to its sources, and finds nothing wrong in it", async () => {
  const { client, uri, ask, inTree } = await opened("seed/seed-full.kaem", () => "PREFIX=/usr\nexport X=1");
  expect((await client.published(uri, 1)).diagnostics).toEqual([]);
  const links = await ask<{ target: string }[]>("documentLink");
  expect(links.map(({ target }) => inTree(target))).toEqual([expect.stringMatching(/^steps\/env(#|$)/)]);
});

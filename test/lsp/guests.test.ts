import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cpSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  CodeLensRequest,
  DefinitionRequest,
  DocumentLinkRequest,
  HoverRequest,
  type ClientCapabilities,
  type CodeLens,
  type Location,
  type MarkupContent,
  type Registration,
} from "vscode-languageserver-protocol/node";
import { helpersText } from "../../core/src/languages/shell/testTree";
import { built, repository } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

let root: string;
beforeEach(() => {
  root = folderWith({});
  cpSync(path.join(repository, "examples/mini-bootstrap"), root, { recursive: true });
  mkdirSync(path.join(root, "steps/late-1.0/patches"), { recursive: true });
  writeFileSync(path.join(root, "steps/late-1.0/patches/one.patch"), "");
  writeFileSync(path.join(root, "steps/late-1.0/pass1.sh"), "");
  writeFileSync(path.join(root, "steps/helpers.sh"), helpersText);
});

const uriOf = (file: string) => pathToFileURL(path.join(root, file)).href;

/** An editor that can be told of every feature later on. */
const dynamic: ClientCapabilities = {
  textDocument: Object.fromEntries(
    [
      ...["hover", "completion", "formatting", "rename", "semanticTokens", "foldingRange", "documentSymbol"],
      ...["definition", "references", "codeLens", "documentLink", "inlayHint", "callHierarchy"],
    ].map((name) => [name, { dynamicRegistration: true }]),
  ),
};

describe("a pass script of the bash era", () => {
  const script = "src_prepare() {\n    default\n    patch -i ../../patches/one.patch\n}\n";

  it.each(["shellscript", "sh", "plaintext"])("is one as %s, too", async (language) => {
    const client = await Client.start();
    const textDocument = { uri: uriOf("steps/late-1.0/pass1.sh") };
    await client.open(textDocument.uri, language, script);
    const position = { line: 0, character: 2 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument, position });
    expect((hover?.contents as MarkupContent).value).toContain("takes the place of `default_src_prepare`");
    const places = await client.connection.sendRequest(DefinitionRequest.type, { textDocument, position });
    const line = helpersText.split("\n").indexOf("default_src_prepare() {");
    expect((places as Location[]).map(({ uri, range }) => [uri, range.start.line])).toEqual([
      [uriOf("steps/helpers.sh"), line],
    ]);
    const links = await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument });
    expect(links?.map(({ target }) => target)).toEqual([uriOf("steps/late-1.0/patches/one.patch")]);
    expect((await client.published(textDocument.uri, 1)).diagnostics).toEqual([]);
  });
});

it("a script that kaem runs has kaem's hovers, traps and its steps", async () => {
  const client = await Client.start();
  const textDocument = { uri: uriOf("steps/improve/motd.sh") };
  await client.open(textDocument.uri, "shellscript", "set -ex\necho a | b");
  const position = { line: 0, character: 1 };
  const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument, position });
  expect((hover?.contents as MarkupContent).value).toContain("builtin of kaem");
  const { diagnostics } = await client.published(textDocument.uri, 1);
  expect(diagnostics.map(({ code }) => code)).toContain("kaem/no-final-newline");
  const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument })) as CodeLens[];
  expect(lenses[0]?.command).toMatchObject({
    title: expect.stringMatching(/^step \d+ · improve motd · show in manifest$/) as string,
    command: "bootstrappable.showInManifest",
  });
});

it("a shell script outside of a bootstrap is nobody's", async () => {
  const client = await Client.start();
  const textDocument = { uri: uriOf("../pass1.sh") };
  await client.open(textDocument.uri, "shellscript", "set -ex\nsrc_prepare() { default; }");
  const position = { line: 1, character: 1 };
  expect(await client.connection.sendRequest(HoverRequest.type, { textDocument, position })).toBeNull();
  expect((await client.published(textDocument.uri, 1)).diagnostics).toEqual([]);
});

describe("an editor that opens others' documents", () => {
  async function registrations(
    capabilities: ClientCapabilities,
    options: object,
  ): Promise<[Client, Registration[]]> {
    const client = await Client.start(capabilities, undefined, options);
    const uri = uriOf("steps/manifest");
    await client.open(uri, "bootstrap-manifest", "");
    await client.published(uri, 1);
    return [client, client.registrations];
  }

  it("is told of what is not for them only for other languages", async () => {
    const [client, told] = await registrations(dynamic, { guests: true });
    const { capabilities } = client.initialized;
    for (const method of ["formatting", "rename", "completion", "semanticTokens", "foldingRange"]) {
      const one = told.find((each) => each.method === `textDocument/${method}`);
      const { documentSelector } = one?.registerOptions as { documentSelector: { language: string }[] };
      const languages = documentSelector.map(({ language }) => language);
      expect(languages).toContain("kaem");
      expect(languages).not.toContain("shellscript");
    }
    expect(capabilities.documentFormattingProvider).toBeUndefined();
    expect(capabilities.semanticTokensProvider).toBeUndefined();
    expect(capabilities.hoverProvider).toBe(true);
    expect(told.some(({ method }) => method === "textDocument/hover")).toBe(false);
  });

  it.each([
    ["does not open them", dynamic, {}],
    ["cannot be told later", {}, { guests: true }],
  ])("and one that %s hears of everything at once", async (_, capabilities, options) => {
    const [client, told] = await registrations(capabilities, options);
    expect(client.initialized.capabilities).toHaveProperty("documentFormattingProvider", true);
    expect(told).toEqual([]);
  });
});

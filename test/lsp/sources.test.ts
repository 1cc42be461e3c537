import { createHash } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import {
  CodeActionRequest,
  CodeLensRequest,
  type CodeAction,
  type CodeLens,
} from "vscode-languageserver-protocol/node";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

it("offers to fetch what is missing, and the hash of what is there", async () => {
  const text = `f http://h/here ${"0".repeat(64)}\nf http://h/missing ${hash("missing")}\nf http://h/here\n`;
  const root = folderWith({
    "steps/manifest": "build: p-1\n",
    "steps/p-1/sources": text,
    "distfiles/here": "here",
  });
  const uri = pathToFileURL(path.join(root, "steps/p-1/sources")).href;
  const client = await Client.start({}, undefined, { commands: true });
  await client.open(uri, "bootstrap-sources", text);
  const textDocument = { uri };
  const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument })) as CodeLens[];
  expect(lenses.map(({ range, command }) => [range.start.line, command?.title, command?.command])).toEqual([
    [0, "Fetch all (2 missing)", "bootstrappable.fetchDistfiles"],
    [0, "here · SHA-256 differs · 4 bytes", ""],
    [0, "Fetch", "bootstrappable.fetchDistfiles"],
    [1, "missing · not in distfiles/", ""],
    [1, "Fetch", "bootstrappable.fetchDistfiles"],
  ]);
  expect(lenses.at(-1)?.command?.arguments).toEqual([{ tree: root, names: ["missing"] }]);
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };
  const context = { diagnostics: [] };
  const actions = (await client.connection.sendRequest(CodeActionRequest.type, {
    ...{ textDocument, range, context },
  })) as CodeAction[];
  const shown = actions.map(({ title, edit, command }) => [
    title,
    edit?.changes?.[uri]?.[0]?.newText.trim() ?? command?.command,
  ]);
  expect(shown.sort()).toEqual([
    ["Compute the hash from the local distfile", hash("here")],
    ["Compute the hash from the local distfile", hash("here")],
    ["Fetch all distfiles that are missing", "bootstrappable.fetchDistfiles"],
    ["Fetch missing", "bootstrappable.fetchDistfiles"],
  ]);
  await client.stop();
});

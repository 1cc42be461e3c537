import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import {
  CodeLensRequest,
  CodeLensResolveRequest,
  DocumentLinkRequest,
  DocumentLinkResolveRequest,
} from "vscode-languageserver-protocol/node";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

it("sends lenses and links of a long manifest bare, and the rest of each when it is asked for", async () => {
  const builds = Array.from({ length: 1200 }, () => "build: p-1\n");
  const scripts = builds.map((_, index) => [`steps/p-1/pass${index + 1}.sh`, ""]);
  const text = `build: bash-1\n${builds.join("")}`;
  const root = folderWith({
    "steps/manifest": text,
    "steps/bash-1/pass1.kaem": "",
    ...(Object.fromEntries(scripts) as Record<string, string>),
  });
  const uri = pathToFileURL(path.join(root, "steps/manifest")).href;
  const client = await Client.start();
  await client.open(uri, "bootstrap-manifest", text);
  const textDocument = { uri };
  const links = (await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument }))!;
  expect(links).toHaveLength(1201);
  expect(links.every(({ target }) => target === undefined)).toBe(true);
  const link = await client.connection.sendRequest(DocumentLinkResolveRequest.type, links[7]!);
  const script = `steps/p-1/pass7.sh`;
  expect(link.target).toBe(pathToFileURL(path.join(root, script)).href);
  expect(link.tooltip).toBe(script);
  expect(link.range.start.line).toBe(7);

  const lenses = (await client.connection.sendRequest(CodeLensRequest.type, { textDocument }))!;
  expect(lenses.every(({ command }) => command === undefined)).toBe(true);
  const ofLine = lenses.filter(({ range }) => range.start.line === 7);
  const resolved = await Promise.all(
    ofLine.map((lens) => client.connection.sendRequest(CodeLensResolveRequest.type, lens)),
  );
  expect(resolved.map(({ command }) => command?.title)).toEqual([
    "pass 7 of 1200 · pass7.sh",
    "run until here",
    "run from here",
  ]);
  expect(resolved[1]?.command?.arguments).toEqual([{ tree: root, until: "p-1:7" }]);
  expect(resolved[2]?.command?.arguments).toEqual([{ tree: root, from: "p-1:7" }]);
});

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  CodeLensRequest,
  DefinitionRequest,
  HoverRequest,
  type Location,
  type MarkupContent,
} from "vscode-languageserver-protocol/node";
import { built, repository } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const able = ["tar", "gzip", "bzip2"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
const step = "steps/patched-1.0";
const call = (name: string) =>
  `simple-patch a-1/src/a.c ../simple-patches/${name}.before ../simple-patches/${name}.after\n`;
const script = (packed: string, unpacker: string) =>
  `#!/bin/sh\nset -ex\nmkdir build\ncd build\n${unpacker} --file \${DISTFILES}/${packed} --output a-1.tar\nuntar --file a-1.tar\n${call("good")}${call("bad")}`;

let root: string;
beforeEach(() => {
  root = folderWith({});
  cpSync(path.join(repository, "examples/mini-bootstrap"), root, { recursive: true });
});

const uriOf = (file: string) => pathToFileURL(path.join(root, file)).href;

/** A step that unpacks a tarball that the machine's tar makes, and patches a file of it twice. */
function withStep(packed: string, option: string, unpacker: string): void {
  const source = folderWith({ "a-1/src/a.c": "one\ntwo\nthree\n" });
  mkdirSync(path.join(root, step, "simple-patches"), { recursive: true });
  mkdirSync(path.join(root, "distfiles"), { recursive: true });
  const archive = path.join(root, "distfiles", packed);
  expect(spawnSync("tar", [option, "-cf", archive, "a-1"], { cwd: source }).status).toBe(0);
  const sha256 = createHash("sha256").update(readFileSync(archive)).digest("hex");
  const put = (name: string, text: string) => writeFileSync(path.join(root, step, name), text);
  put("sources", `f http://example.invalid/${packed} ${sha256}\n`);
  put("pass1.kaem", script(packed, unpacker));
  put("simple-patches/good.before", "two\nthree\n");
  put("simple-patches/good.after", "2\n3\n");
  // It would be there without the patch before it.
  put("simple-patches/bad.before", "one\ntwo\n");
  put("simple-patches/bad.after", "1\n2\n");
  // These tools come from mescc-tools-extra and live-bootstrap; to run them is not what this is about.
  const tools = [unpacker, "untar", "simple-patch", "mkdir"];
  mkdirSync(path.join(root, "steps/tools-1.0"), { recursive: true });
  const copies = tools.map((name) => `cp \${BINDIR}/catm \${BINDIR}/${name}\n`).join("");
  writeFileSync(path.join(root, "steps/tools-1.0/pass1.kaem"), copies);
  appendFileSync(path.join(root, "steps/manifest"), "build: tools-1.0\nbuild: patched-1.0\n");
}

describe.skipIf(!able).each([
  ["a-1.tar.gz", "-z", "ungz"],
  ["a-1.tar.bz2", "-j", "unbz2"],
])("a simple patch of what %s holds", (packed, option, unpacker) => {
  it("is judged where it is written and where it is made, and explained", async () => {
    withStep(packed, option, unpacker);
    const client = await Client.start();
    const open = async (name: string, language: string) => {
      const uri = uriOf(`${step}/${name}`);
      await client.open(uri, language, readFileSync(path.join(root, step, name), "utf8"));
      const { diagnostics } = await client.published(uri, 1);
      return diagnostics.filter(({ code }) => String(code).startsWith("simple-patch/"));
    };

    const lines = script(packed, unpacker).split("\n");
    const line = lines.findIndex((text) => text.includes("bad.before"));
    const start = { line, character: lines[line]!.indexOf("../simple-patches/bad.before") };
    const inScript = await open("pass1.kaem", "kaem");
    expect(inScript.map(({ code, range }) => [code, range.start])).toEqual([
      ["simple-patch/no-match", start],
    ]);
    expect(inScript[0]!.message).toContain(`a.c of ${packed}`);

    expect(await open("simple-patches/good.before", "plaintext")).toEqual([]);
    expect(await open("simple-patches/bad.after", "plaintext")).toEqual([]);
    const inFile = await open("simple-patches/bad.before", "plaintext");
    expect(inFile.map(({ code, range }) => [code, range.start.line])).toEqual([["simple-patch/no-match", 0]]);

    const textDocument = { uri: uriOf(`${step}/simple-patches/good.before`) };
    const position = { line: 0, character: 1 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument, position });
    const { value } = hover!.contents as MarkupContent;
    expect(value).toBe(
      `Is replaced in \`/steps/patched-1.0/build/a-1/src/a.c\` by \`${step}/pass1.kaem:7\`, line 2 of the file in \`${packed}\``,
    );
    const places = await client.connection.sendRequest(DefinitionRequest.type, { textDocument, position });
    expect((places as Location[]).map(({ uri, range }) => [uri, range.start.line])).toEqual([
      [uriOf(`${step}/pass1.kaem`), 6],
      [uriOf(`${step}/simple-patches/good.after`), 0],
    ]);
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument });
    expect(lenses?.map(({ command }) => command?.title)).toEqual([
      "compare with good.after",
      "in a.c · patched-1.0/pass1.kaem",
    ]);
    const pair = ["before", "after"].map((side) => path.join(root, step, `simple-patches/good.${side}`));
    expect(lenses?.[0]?.command).toMatchObject({
      command: "bootstrappable.compareSimplePatch",
      arguments: [{ before: pair[0], after: pair[1] }],
    });
  });
});

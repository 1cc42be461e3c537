import { cpSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  DefinitionRequest,
  HoverRequest,
  ReferencesRequest,
  type Location,
  type MarkupContent,
} from "vscode-languageserver-protocol/node";
import { built, repository } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

/** A server with a file of a copy of the example open. */
async function opened(file: string, language: string) {
  const root = folderWith({});
  cpSync(path.join(repository, "examples/mini-bootstrap"), root, { recursive: true });
  const client = await Client.start();
  const uri = pathToFileURL(path.join(root, file)).href;
  const text = await readFile(path.join(root, file), "utf8");
  await client.open(uri, language, text);
  /** Of a place in the file `FILE: TEXT` for each location, in the order that they come in. */
  const named = async (locations: readonly Location[] | null) =>
    Promise.all(
      (locations ?? []).map(async ({ uri: target, range }) => {
        const name = target.slice(pathToFileURL(root).href.length + 1);
        const line = (await readFile(path.join(root, name), "utf8")).split("\n")[range.start.line] ?? "";
        const end = range.end.line === range.start.line ? range.end.character : line.length;
        return `${name}: ${line.slice(range.start.character, end)}`;
      }),
    );
  const at = (word: string) => {
    const before = text.slice(0, text.indexOf(word)).split("\n");
    return {
      textDocument: { uri },
      position: { line: before.length - 1, character: before.at(-1)!.length },
    };
  };
  return { client, named, at };
}

const pass = "steps/greet-1.0/pass1.kaem";

describe("from a hash to what makes the file", () => {
  it.each([
    [
      "steps/greet-1.0/greet-1.0.x86.checksums",
      "/usr/bin/greet",
      `${pass}: hex0 \${DISTFILES}/greet-1.0_\${ARCH_DIR}.hex0 \${BINDIR}/greet`,
    ],
    [
      "seed/stage0-posix/x86.answers",
      "x86/bin/catm",
      // They are assembled twice: what is checked is what the assembler of the second time made.
      "seed/stage0-posix/x86/tools-mini-kaem.kaem: ./x86/artifact/hex0 ./x86/catm_x86.hex0 ./x86/bin/catm",
    ],
  ])("in %s of %s", async (file, name, maker) => {
    const { client, named, at } = await opened(file, "bootstrap-checksums");
    const found = await client.connection.sendRequest(DefinitionRequest.type, at(name));
    expect((await named(found as Location[]))[0]).toBe(maker);
    const hover = await client.connection.sendRequest(HoverRequest.type, at(name));
    expect((hover!.contents as MarkupContent).value).toContain(maker.slice(maker.indexOf(" ") + 1));
  });
});

describe("from a step to its hashes", () => {
  const context = { includeDeclaration: true };
  const hashes = [
    ...["amd64", "x86"].map((each) => `steps/greet-1.0/greet-1.0-pass2.${each}.checksums: /usr/bin/greet`),
    ...["amd64", "x86"].map((each) => `steps/greet-1.0/greet-1.0.${each}.checksums: /usr/bin/greet`),
  ];
  it.each([
    ["steps/manifest", "bootstrap-manifest", "greet-1.0"],
    [pass, "kaem", "Check the distfiles"],
    ["steps/greet-1.0/sources", "bootstrap-sources", "greet-1.0"],
  ])("in %s", async (file, language, word) => {
    const { client, named, at } = await opened(file, language);
    const params = { ...at(word), context };
    const found = await named(await client.connection.sendRequest(ReferencesRequest.type, params));
    expect(found.filter((each) => each === "steps/manifest: greet-1.0")).toHaveLength(2);
    expect(found.filter((each) => each.includes("checksums: "))).toEqual(hashes);
    expect(found.filter((each) => /^steps\/greet-1\.0\/sources: [0-9a-f]{64}$/.test(each))).toHaveLength(2);
  });

  it("and from a command to the lines that check what it makes", async () => {
    const { client, named, at } = await opened(pass, "kaem");
    const params = { ...at("${BINDIR}/greet"), context };
    params.position.character += "${BINDIR}/g".length;
    const found = await named(await client.connection.sendRequest(ReferencesRequest.type, params));
    expect(found).toEqual(["steps/greet-1.0/greet-1.0.x86.checksums: /usr/bin/greet"]);
  });
});

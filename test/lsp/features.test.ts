import { pathToFileURL } from "node:url";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CodeActionRequest,
  DefinitionRequest,
  DocumentSymbolRequest,
  HoverRequest,
  type CodeAction,
  type CodeActionContext,
  type ClientCapabilities,
  type DocumentSymbol,
  type Location,
  type LocationLink,
  type MarkupContent,
  type Range,
} from "vscode-languageserver-protocol/node";
import { fixture } from "../../core/src/testing/fixture";
import { x86Program } from "../../core/src/testing/hex0";
import { built } from "../support/build";
import { folderWith } from "../support/folder";
import { Client } from "./client";

beforeAll(built, 120_000);

const uri = "file:///program.hex0";
const whole: Range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

const inEncoding = (...positionEncodings: string[]): ClientCapabilities => ({
  general: { positionEncodings },
});

/** `line:column-line:column`, as the protocol counts. */
function shown({ start, end }: Range): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}

describe("position encodings", () => {
  it.each<[offered: string[] | undefined, agreed: string]>([
    [undefined, "utf-16"],
    [[], "utf-16"],
    [["utf-16"], "utf-16"],
    [["utf-8", "utf-16"], "utf-8"],
    [["utf-32", "utf-16"], "utf-32"],
    [["ebcdic", "utf-8"], "utf-8"],
    [["ebcdic"], "utf-16"],
  ])("%j: %s", async (offered, agreed) => {
    const client = await Client.start(offered === undefined ? {} : inEncoding(...offered));
    expect(client.initialized.capabilities.positionEncoding).toBe(agreed);
  });

  it.each<[encoding: string, label: string, finding: string]>([
    ["utf-8", "1:2-1:6", "2:0-2:18"],
    ["utf-16", "1:2-1:6", "2:0-2:10"],
    ["utf-32", "1:2-1:6", "2:0-2:9"],
  ])("%s: columns before and behind é, 漢 and 😀", async (encoding, label, finding) => {
    const client = await Client.start(inEncoding(encoding));
    await client.open(uri, "hex0", "41 # é漢😀\n#:main ; é\né漢😀mno-é漢 # 😀\n");
    const { diagnostics } = await client.published(uri, 1);
    expect(diagnostics.map(({ range }) => shown(range))).toEqual([finding]);
    const position = { line: 1, character: 6 };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    expect(hover?.range && shown(hover.range)).toBe(label);
  });

  it.each([
    ["utf-8", 10],
    ["utf-16", 5],
    ["utf-32", 4],
  ])("%s: the byte behind é漢😀 of a shared line is asked for at %i", async (encoding, character) => {
    const client = await Client.start(inEncoding(encoding));
    await client.open(uri, "hex0", "é漢😀 41");
    const position = { line: 0, character };
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    expect(hover?.range && shown(hover.range)).toBe(`0:${character}-0:${character + 2}`);
  });
});

describe("diagnostics", () => {
  it("are published as the protocol wants them, and taken back when the document is closed", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", "41 # x\n4\n", 7);
    const { diagnostics } = await client.published(uri, 7);
    expect(diagnostics).toMatchObject([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } },
        severity: 1,
        code: "hex0/odd-nibble",
        source: "bootstrappable",
        message: "The number of digits is odd: hex0 drops this last `4`.",
      },
    ]);
    await client.change(uri, 8, [{ text: "41 # x\n42\n" }]);
    expect((await client.published(uri, 8)).diagnostics).toEqual([]);
    await client.change(uri, 9, [{ text: "4" }]);
    expect((await client.published(uri, 9)).diagnostics).toHaveLength(1);
    await client.close(uri);
    expect((await client.published(uri)).diagnostics).toEqual([]);
  });

  it("name related places in the document itself, also where it has no file", async () => {
    const client = await Client.start();
    await client.open("untitled:Untitled-1", "hex0", "4\n1");
    const { diagnostics } = await client.published("untitled:Untitled-1", 1);
    expect(diagnostics[0]?.relatedInformation).toEqual([
      {
        location: {
          uri: "untitled:Untitled-1",
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } },
        },
        message: "the byte's second digit",
      },
    ]);
  });

  it("go by the file's name where the editor knows no language of ours", async () => {
    const client = await Client.start();
    await client.open(uri, "plaintext", "4");
    expect((await client.published(uri, 1)).diagnostics).toHaveLength(1);
  });
});

describe("hover", () => {
  it("is Markdown about the instruction under the cursor", async () => {
    const client = await Client.start();
    const { text, cursors } = fixture(x86Program.replace("CD80", "CD‸80"));
    await client.open(uri, "hex0", x86Program);
    const position = text.positionAt(cursors[0]!, "utf-16");
    const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    const contents = hover?.contents as MarkupContent;
    expect(contents.kind).toBe("markdown");
    expect(contents.value).toContain("```x86asm\nint 0x80\n```");
  });
});

describe("document symbols", () => {
  it("are the headers with their fields, and the labels", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", x86Program);
    const params = { textDocument: { uri } };
    const symbols = (await client.connection.sendRequest(
      DocumentSymbolRequest.type,
      params,
    )) as DocumentSymbol[];
    expect(symbols.map(({ name, kind, children }) => [name, kind, children?.length])).toEqual([
      ["ELF header", 23, 20],
      ["Program header 1", 23, 8],
      ["_start", 12, undefined],
      ["exit", 12, undefined],
      ["greet", 12, undefined],
      ["text", 12, undefined],
    ]);
    expect(shown(symbols[2]!.range)).toBe("13:0-16:0");
    expect(shown(symbols[2]!.selectionRange)).toBe("13:2-13:8");
  });
});

describe("code actions", () => {
  async function actions(text: string, range: Range, only?: string[]): Promise<readonly CodeAction[]> {
    const client = await Client.start();
    await client.open(uri, "hex0", text);
    const context: CodeActionContext = { diagnostics: [], ...(only && { only }) };
    const params = { textDocument: { uri }, range, context };
    return ((await client.connection.sendRequest(CodeActionRequest.type, params)) ?? []) as CodeAction[];
  }

  it("are the quick fixes, with their finding and edits", async () => {
    const wrong = x86Program.replace("64000000 64000000", "63000000 63000000");
    const line = wrong.split("\n").findIndex((text) => text.includes("63000000"));
    const [action, ...others] = await actions(wrong, whole);
    expect(others.map(({ kind }) => kind)).toEqual(["source.fixDisplacements"]);
    expect(action).toMatchObject({
      title: "Set p_filesz and p_memsz to 0x64",
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "elf/file-size" }],
    });
    const edit = (character: number) => ({
      range: { start: { line, character }, end: { line, character: character + 2 } },
      newText: "64",
    });
    expect(action?.edit).toEqual({ changes: { [uri]: [edit(0), edit(9)] } });
  });

  it.each<[only: string[] | undefined, count: number]>([
    [undefined, 1],
    [[""], 1],
    [["quickfix"], 1],
    [["refactor", "quickfix"], 1],
    [["source.fixAll"], 0],
    [["quickfix.else"], 0],
    [["refactor"], 0],
    [[], 0],
  ])("of the kinds %j", async (only, count) =>
    expect(await actions("41 # x", whole, only)).toHaveLength(count),
  );

  it("are those of the range alone", async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
    expect(await actions("41 42 # x", range)).toEqual([]);
  });
});

describe("code actions that are no fixes", () => {
  const script = "file:///pass1.kaem";
  const line = `cc ${"file.c ".repeat(12)}-o x\n`;

  async function actions(only?: string[]): Promise<readonly CodeAction[]> {
    const client = await Client.start();
    await client.open(script, "kaem", line);
    const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 4 } };
    const context: CodeActionContext = { diagnostics: [], ...(only && { only }) };
    const params = { textDocument: { uri: script }, range, context };
    return ((await client.connection.sendRequest(CodeActionRequest.type, params)) ?? []) as CodeAction[];
  }

  it("edit the document", async () => {
    const [quote, split, ...others] = await actions();
    expect(others).toEqual([]);
    expect(quote).toEqual({
      title: "Quote this word",
      kind: "refactor.rewrite",
      edit: {
        changes: {
          [script]: [3, 9].map((character) => ({
            range: { start: { line: 0, character }, end: { line: 0, character } },
            newText: '"',
          })),
        },
      },
    });
    expect(split).toMatchObject({ title: "Split the command over several lines", kind: "refactor.rewrite" });
  });

  it.each<[only: string[], count: number]>([
    [["refactor"], 2],
    [["refactor.rewrite"], 2],
    [[""], 2],
    [["quickfix"], 0],
    [["refactor.rewrite.else"], 0],
    [["ref"], 0],
  ])("of the kinds %j", async (only, count) => expect(await actions(only)).toHaveLength(count));
});

describe("definition", () => {
  const manifest = "build: hello-1.0\nbuild: hello-1.0\n";
  const asked = { line: 1, character: 9 };

  async function definitions(capabilities: ClientCapabilities) {
    const folder = folderWith({
      "steps/manifest": manifest,
      "steps/hello-1.0/pass1.kaem": "",
      "steps/hello-1.0/pass2.kaem": "",
    });
    const at = (name: string) => pathToFileURL(path.join(folder, name)).href;
    const client = await Client.start(capabilities);
    const textDocument = { uri: at("steps/manifest") };
    await client.open(textDocument.uri, "bootstrap-manifest", manifest);
    const found = await client.connection.sendRequest(DefinitionRequest.type, {
      textDocument,
      position: asked,
    });
    return { found, script: at("steps/hello-1.0/pass2.kaem") };
  }

  const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

  it("of a step is the script of its pass", async () => {
    const { found, script } = await definitions({});
    expect(found as Location[]).toEqual([{ uri: script, range: start }]);
  });

  it("tells the word that it belongs to, where the editor takes it", async () => {
    const { found, script } = await definitions({ textDocument: { definition: { linkSupport: true } } });
    expect(found as LocationLink[]).toEqual([
      {
        targetUri: script,
        targetRange: start,
        targetSelectionRange: start,
        originSelectionRange: { start: { line: 1, character: 7 }, end: { line: 1, character: 16 } },
      },
    ]);
  });

  it("of a byte that goes nowhere is none", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", "41");
    const params = { textDocument: { uri }, position: { line: 0, character: 0 } };
    expect(await client.connection.sendRequest(DefinitionRequest.type, params)).toEqual([]);
  });
});

it("shows the gravest of more findings than anybody looks at, and says so", async () => {
  const client = await Client.start();
  const uri = pathToFileURL("/nowhere/pass1.kaem").href;
  await client.open(uri, "kaem", "export A\n".repeat(1500));
  const { diagnostics } = await client.published(uri, 1);
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics.at(-1)).toMatchObject({
    severity: 3,
    message: expect.stringContaining("500 more") as string,
  });
});

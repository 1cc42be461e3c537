import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeAll, describe, expect, it } from "vitest";
import { ExitNotification, HoverRequest } from "vscode-languageserver-protocol/node";
import { built } from "../support/build";
import { Client, commands, exitCode, startServer } from "./client";

beforeAll(built, 120_000);

const uri = "file:///lifecycle.hex0";

/** Whether the server still does its work. */
async function answers(client: Client): Promise<boolean> {
  await client.open(uri, "hex0", "41");
  const position = { line: 0, character: 0 };
  const found = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  await client.close(uri);
  return found !== null;
}

describe.each(Object.entries(commands))("%s", (_, command) => {
  it("starts, answers and ends with 0", async () => {
    const client = await Client.start({}, command);
    expect(await answers(client)).toBe(true);
    expect(await client.stop()).toBe(0);
  });

  it("ends when its input does", async () => {
    const client = await Client.start({}, command);
    client.process.stdin!.end();
    expect(await exitCode(client.process)).toBe(1);
  });
});

it("says what it can do", async () => {
  const { initialized } = await Client.start();
  expect(initialized.serverInfo?.name).toBe("bootstrappable");
  expect(initialized.capabilities).toMatchInlineSnapshot(`
    {
      "callHierarchyProvider": true,
      "codeActionProvider": {
        "codeActionKinds": [
          "quickfix",
          "refactor.extract",
          "refactor.inline",
          "refactor.rewrite",
          "source",
          "source.fixDisplacements",
        ],
      },
      "codeLensProvider": {
        "resolveProvider": true,
      },
      "completionProvider": {
        "resolveProvider": true,
        "triggerCharacters": [
          " ",
          "$",
          "{",
          "/",
          "-",
          ":",
          "%",
          "!",
          "&",
          "@",
          "~",
        ],
      },
      "definitionProvider": true,
      "documentFormattingProvider": true,
      "documentHighlightProvider": true,
      "documentLinkProvider": {
        "resolveProvider": true,
      },
      "documentOnTypeFormattingProvider": {
        "firstTriggerCharacter": "
    ",
      },
      "documentSymbolProvider": true,
      "foldingRangeProvider": true,
      "hoverProvider": true,
      "inlayHintProvider": true,
      "positionEncoding": "utf-16",
      "referencesProvider": true,
      "renameProvider": {
        "prepareProvider": true,
      },
      "selectionRangeProvider": true,
      "semanticTokensProvider": {
        "full": {
          "delta": true,
        },
        "legend": {
          "tokenModifiers": [
            "declaration",
            "readonly",
            "defaultLibrary",
            "deprecated",
          ],
          "tokenTypes": [
            "comment",
            "function",
            "keyword",
            "macro",
            "namespace",
            "number",
            "operator",
            "parameter",
            "property",
            "string",
            "variable",
          ],
        },
        "range": true,
      },
      "signatureHelpProvider": {
        "triggerCharacters": [
          " ",
          "%",
          "!",
          "@",
          "$",
          "~",
          "&",
          ">",
        ],
      },
      "textDocumentSync": {
        "change": 2,
        "openClose": true,
      },
      "workspaceSymbolProvider": {
        "workDoneProgress": true,
      },
    }
  `);
});

describe("files that are watched", () => {
  const asked = async (dynamicRegistration: boolean) => {
    const client = await Client.start({ workspace: { didChangeWatchedFiles: { dynamicRegistration } } });
    await answers(client);
    return client.registered;
  };

  it("are asked for where the editor can", async () => {
    expect(await asked(true)).toEqual(["workspace/didChangeWatchedFiles"]);
    expect(await asked(false)).toEqual([]);
  });

  it("are done without where the editor refuses", async () => {
    const client = await Client.start({
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
    });
    client.connection.onRequest("client/registerCapability", () => {
      throw new Error("not today");
    });
    expect([await answers(client), await answers(client)]).toEqual([true, true]);
  });
});

describe("an editor that goes away", () => {
  it("without saying shutdown: exit is a failure", async () => {
    const client = await Client.start();
    await client.connection.sendNotification(ExitNotification.type);
    expect(await exitCode(client.process)).toBe(1);
  });

  it("by dying: its process is watched", async () => {
    const editor = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const { process: server, connection } = startServer();
    const processId = editor.pid!;
    await connection.sendRequest("initialize", { processId, workspaceFolders: null, capabilities: {} });
    editor.kill("SIGKILL");
    await once(editor, "exit");
    expect(await exitCode(server)).toBe(1);
  });
});

describe("what makes no sense", () => {
  const position = { line: 0, character: 0 };
  const textDocument = { uri };

  it.each<[method: string, params: object | undefined]>([
    ["textDocument/hover", undefined],
    ["textDocument/hover", {}],
    ["textDocument/hover", { textDocument: {}, position }],
    ["textDocument/hover", { textDocument: { uri: "file:///not-open.hex0" }, position }],
    ["textDocument/hover", { textDocument: { uri: "%%%:///" }, position }],
    ["textDocument/hover", { textDocument: { uri: "" }, position }],
    ["textDocument/hover", { textDocument, position: { line: -1, character: 1e300 } }],
    ["textDocument/hover", { textDocument, position: { line: "x" } }],
    ["textDocument/definition", { textDocument, position }],
    ["textDocument/documentSymbol", null as unknown as undefined],
    ["textDocument/codeAction", { textDocument }],
    ["textDocument/unheardOf", { textDocument }],
    ["$/unheardOf", {}],
    ["initialize", {}],
  ])("a request: %s %j", async (method, params) => {
    const client = await Client.start();
    await client.open(uri, "hex0", "41");
    // An error is an answer, too; silence is none.
    const answered = await client.connection.sendRequest(method, params).then(
      () => true,
      (error: unknown) => error instanceof Error,
    );
    expect([answered, await answers(client)]).toEqual([true, true]);
  });

  it.each<[method: string, params: object]>([
    ["textDocument/didOpen", {}],
    ["textDocument/didOpen", { textDocument: { uri: 7, languageId: 7, version: "x", text: 7 } }],
    [
      "textDocument/didChange",
      { textDocument: { uri: "file:///not-open.hex0", version: 2 }, contentChanges: [] },
    ],
    ["textDocument/didChange", { textDocument: { uri, version: 2 } }],
    [
      "textDocument/didChange",
      { textDocument: { uri, version: 2 }, contentChanges: [{ range: {}, text: "4" }] },
    ],
    [
      "textDocument/didChange",
      {
        textDocument: { uri, version: 2 },
        contentChanges: [{ range: { start: position, end: { line: 9e9, character: -1 } }, text: null }],
      },
    ],
    ["textDocument/didClose", {}],
    ["workspace/didChangeWatchedFiles", {}],
    ["$/cancelRequest", { id: 99 }],
  ])("a notification: %s %j", async (method, params) => {
    const client = await Client.start();
    await client.open(uri, "hex0", "41");
    await client.connection.sendNotification(method, params);
    expect(await answers(client)).toBe(true);
  });

  it.each([
    ["no JSON", "Content-Length: 5\r\n\r\n{nope"],
    ["no message", "Content-Length: 2\r\n\r\n[]"],
    ["no method", 'Content-Length: 16\r\n\r\n{"jsonrpc":"2.0"}'.replace("16", "17")],
    ["bytes that are no text", "Content-Length: 2\r\n\r\n\u00ff\u00fe"],
  ])("a message that is %s", async (_, message) => {
    const client = await Client.start();
    client.process.stdin!.write(Buffer.from(message, "latin1"));
    expect(await answers(client)).toBe(true);
  });
});
